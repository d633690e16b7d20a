"""What the finder of links reads: notes with their vectors, and which of them are due. For the worker."""

from collections.abc import Collection, Sequence
from uuid import UUID

import numpy as np
import psycopg
from django.db import connection

from clew.calc.arrays import Floats
from clew.calc.links import Texts
from clew.insights.models import Note
from clew.insights.queries.vectors import HEADER
from clew.kit.rows import rows
from clew.workspaces.models import Workspace

BACKGROUND = 4_000
"""Notes that say what is common in the workspace."""
READ = 4_000
"""Characters of a note that are looked at."""
WAITING = """n.workspace_id = %(workspace)s and n.triaged_at is null and n.archived_at is null
          and n.duplicate_of_id is null
          and exists (select from insights_notevector v where v.note_id = n.id and v.embedder = %(mark)s)"""
COMPARED = "exists (select from insights_compared c where c.note_id = n.id and c.at >= n.updated_at)"


def due(*, workspace: Workspace, mark: str, limit: int) -> list[UUID]:
    """Notes that wait in the inbox and were not compared yet, or changed since; the newest first."""
    sql = f"""
        select n.id from insights_note n where {WAITING} and not {COMPARED}
        order by n.said_at desc, n.id desc limit %(limit)s"""
    return _ids(sql, {"workspace": workspace.pk, "mark": mark, "limit": limit})


def compared(*, workspace: Workspace, mark: str, limit: int) -> list[UUID]:
    """Notes that wait and were compared with what there was then."""
    sql = f"select n.id from insights_note n where {WAITING} and {COMPARED} limit %(limit)s"
    return _ids(sql, {"workspace": workspace.pk, "mark": mark, "limit": limit})


def near(*, workspace: Workspace, mark: str, centroid: Floats, limit: int) -> list[UUID]:
    """The notes that wait nearest to a target. Exact: one pass over the workspace's vectors."""
    sql = f"""
        select n.id from insights_notevector v join insights_note n on n.id = v.note_id
        where v.workspace_id = %(workspace)s and v.embedder = %(mark)s and {WAITING}
        order by v.vector <=> %(centroid)s::halfvec limit %(limit)s"""
    numbers = "[" + ",".join(f"{number:.5g}" for number in centroid.tolist()) + "]"
    return _ids(sql, {"workspace": workspace.pk, "mark": mark, "centroid": numbers, "limit": limit})


def background(*, workspace: Workspace, mark: str) -> Texts:
    """Some of the notes, by the end of their ids, which is chance."""
    sql = """
        select note_id as id from insights_notevector where workspace_id = %(workspace)s and embedder = %(mark)s
        order by right(note_id::text, 12) limit %(limit)s"""
    chosen = _ids(sql, {"workspace": workspace.pk, "mark": mark, "limit": BACKGROUND})
    return read(ids=chosen, mark=mark)[1]


def read(*, ids: Collection[UUID], mark: str) -> tuple[list[UUID], Texts]:
    """These notes with their vectors of length 1, by id; without those that have none."""
    sql = """
        select n.id, left(n.text, %s), v.vector from insights_note n
        join insights_notevector v on v.note_id = n.id and v.embedder = %s where n.id = any(%s) order by n.id"""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:  # Django's own cursors bind on the client: text only
        cursor.execute(sql, [READ, mark, list(ids)], binary=True)
        found = cursor.fetchall()
    if not found:
        return [], Texts(np.zeros((0, 1), np.float32), [])
    vectors = np.stack([np.frombuffer(raw, ">f2", offset=HEADER) for _, _, raw in found]).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))
    return [row[0] for row in found], Texts(vectors, [row[1] for row in found])


def texts_of(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Whole texts: offsets count in these."""
    return dict(Note.objects.filter(pk__in=ids).values_list("pk", "text"))


def _ids(sql: str, parameters: dict[str, object]) -> list[UUID]:
    return [row["id"] for row in rows(sql, parameters, dict)]
