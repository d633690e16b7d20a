"""Vectors out of the database as one array: in binary, because half a million numbers as text take seconds."""

from collections.abc import Sequence
from uuid import UUID

import numpy as np
import psycopg
from django.db import connection

from clew.calc.embed import Embedder, embedder_for
from clew.insights.models import EmbedderChoice, UnderstandingSettings
from clew.workspaces.models import Workspace

HEADER = 4
"""Bytes before the numbers in pgvector's binary form: the dimension and an unused field, two bytes each."""


def embedder_of(workspace: Workspace) -> Embedder:
    """The embedder whose vectors the workspace uses: the one its owner chose, once all notes have theirs."""
    found = UnderstandingSettings.objects.filter(workspace=workspace).values_list("in_use", flat=True).first()
    return embedder_for(found or EmbedderChoice.MANY_LANGUAGES.value)


def vectors_of(
    *, workspace: Workspace, embedder: str, ids: Sequence[UUID]
) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    """(n, dimensions), in the order of `ids`, length 1 again (half precision rounds). Every id must have a vector."""
    sql = "select note_id, vector from insights_notevector where workspace_id = %s and embedder = %s"
    connection.ensure_connection()
    place_of = {pk: place for place, pk in enumerate(ids)}
    out = np.zeros((len(ids), 0), np.float32)
    with psycopg.Cursor(connection.connection) as cursor:  # Django's own cursors bind on the client: text only
        cursor.execute(sql, [workspace.id, embedder], binary=True)
        for pk, raw in cursor:
            if out.shape[1] == 0:
                out = np.zeros((len(ids), (len(raw) - HEADER) // 2), np.float32)
            if (place := place_of.get(pk)) is not None:
                out[place] = np.frombuffer(raw, ">f2", offset=HEADER)
    lengths = np.linalg.norm(out, axis=1, keepdims=True).astype(np.float32)
    result: np.ndarray[tuple[int, int], np.dtype[np.float32]] = out / np.maximum(lengths, np.float32(1e-9))
    return result
