"""Notes near new ones in meaning, without looking at all notes: in the database for a few, in memory for many."""

from collections.abc import Sequence
from uuid import UUID

import numpy as np
from django.db import connection

from clew.calc.arrays import Floats, Integers
from clew.calc.embed import Embedder
from clew.insights.actions.understanding.vectors import Notes, mark_of
from clew.insights.models import Note, NoteVector
from clew.kit.rows import rows
from clew.workspaces.models import Workspace

NEIGHBOURS = 20
LEAST = 0.5
"""As `calc.duplicates.Options.least_meaning`."""
BLOCK = 1024

NEAREST = """
    select distinct x.note_id as id from insights_notevector q
    cross join lateral (
      select v.note_id, v.vector <=> q.vector as distance from insights_notevector v
      where v.workspace_id = %(workspace)s and v.embedder = %(mark)s and v.note_id <> q.note_id
      order by v.vector <=> q.vector limit %(count)s) x
    where q.note_id = any(%(ids)s) and q.embedder = %(mark)s and x.distance <= %(farthest)s"""


def near_in_database(*, workspace: Workspace, embedder: Embedder, ids: Sequence[UUID]) -> set[UUID]:
    """The notes near any of `ids`. Exact: one pass over the workspace's vectors for each of them."""
    parameters = {
        "workspace": workspace.pk,
        "mark": mark_of(embedder),
        "ids": list(ids),
        "count": NEIGHBOURS,
        "farthest": 1 - LEAST,
    }
    with connection.cursor() as cursor:  # an index over all workspaces would return other people's neighbours
        cursor.execute("set local enable_indexscan = off")
        found = {row["id"] for row in rows(NEAREST, parameters, dict)}
        cursor.execute("set local enable_indexscan = on")
    return found


def near_in_memory(vectors: Floats, places: Integers) -> Integers:
    """The rows of `vectors` (n, d), of length 1, near any of the rows `places`. Time len(places) n d."""
    found: set[int] = set()
    count = min(NEIGHBOURS + 1, len(vectors))
    for start in range(0, len(places), BLOCK):
        likeness = vectors[places[start : start + BLOCK]] @ vectors.T
        nearest = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
        is_near = np.take_along_axis(likeness, nearest, axis=1) >= LEAST
        found |= set(nearest[is_near].tolist())
    return np.array(sorted(found - set(places.tolist())), np.int64)


def load_some(*, workspace: Workspace, embedder: Embedder, ids: Sequence[UUID]) -> Notes:
    """As `vectors.load`, of these notes alone."""
    columns = ("pk", "text", "said_at", "person_id", "account_id", "mood", "duplicate_of_id")
    kept = NoteVector.objects.filter(workspace=workspace, embedder=mark_of(embedder), note__in=ids)
    vector_of = dict(kept.values_list("note_id", "vector"))
    found = list(Note.objects.filter(pk__in=vector_of).order_by("said_at", "number").values_list(*columns))
    vectors = np.array([vector_of[row[0]] for row in found], np.float32).reshape(len(found), -1)
    return Notes(
        ids=[row[0] for row in found],
        texts=[row[1] for row in found],
        times=np.array([int(row[2].timestamp()) for row in found], np.int64),
        persons=_codes([row[3] for row in found]),
        accounts=_codes([row[4] for row in found]),
        moods=np.array([row[5] or 0 for row in found], np.int64),
        originals=[row[6] for row in found],
        vectors=vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9)),
    )


def part_of(notes: Notes, places: Integers) -> Notes:
    """The notes at these places, in the order of `places`."""
    listed = places.tolist()
    return Notes(
        ids=[notes.ids[place] for place in listed],
        texts=[notes.texts[place] for place in listed],
        times=notes.times[places],
        persons=notes.persons[places],
        accounts=notes.accounts[places],
        moods=notes.moods[places],
        originals=[notes.originals[place] for place in listed],
        vectors=notes.vectors[places],
    )


def _codes(keys: Sequence[UUID | None]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    numbers: dict[UUID, int] = {}
    return np.array([-1 if key is None else numbers.setdefault(key, len(numbers)) for key in keys], np.int64)
