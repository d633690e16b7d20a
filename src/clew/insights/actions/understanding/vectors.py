"""Every note's place in meaning."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from pgvector import HalfVector

from clew.calc.arrays import Floats
from clew.calc.embed import Embedder
from clew.insights.models import Note, NoteVector
from clew.insights.queries.vectors import embedder_of, vectors_of
from clew.workspaces.models import Workspace

__all__ = ["Notes", "embed_missing", "embedder_of", "load", "mark_of", "without_vector"]

CHUNK = 1000


def mark_of(embedder: Embedder) -> str:
    """What is stored with every vector: vectors of different marks are never compared."""
    return f"{embedder.name} {embedder.version}"


def embed_missing(
    *, workspace: Workspace, embedder: Embedder, progress: Callable[[int, int], None] | None = None
) -> int:
    """Embed the notes that have no vector of this embedder yet. Each chunk is kept at once: a second run goes on."""
    waiting = without_vector(workspace=workspace, embedder=embedder)
    total, done = waiting.count(), 0
    for chunk in _chunks(waiting):
        vectors = embedder.encode([text for _, text in chunk])
        mark = mark_of(embedder)
        rows = [
            NoteVector(note_id=pk, workspace=workspace, embedder=mark, vector=HalfVector(vector))
            for (pk, _), vector in zip(chunk, vectors, strict=True)
        ]
        NoteVector.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["note"], update_fields=["embedder", "vector"]
        )
        done += len(chunk)
        if progress:
            progress(done, total)
    return done


def without_vector(*, workspace: Workspace, embedder: Embedder) -> "QuerySet[Note]":
    embedded = NoteVector.objects.filter(workspace=workspace, embedder=mark_of(embedder)).values("note_id")
    return Note.objects.filter(workspace=workspace).exclude(pk__in=embedded)


def _chunks(waiting: "QuerySet[Note]") -> Iterator[list[tuple[UUID, str]]]:
    """Ids and texts in chunks, by id: what is embedded meanwhile does not shift the next chunk."""
    last: UUID | None = None
    while True:
        found = waiting.filter(pk__gt=last) if last else waiting
        chunk = list(found.order_by("pk").values_list("pk", "text")[:CHUNK])
        if not chunk:
            return
        yield chunk
        last = chunk[-1][0]


@dataclass(frozen=True)
class Notes:
    """The workspace's notes with their vectors, oldest first. `persons` and `accounts` are codes, -1 unknown."""

    ids: list[UUID]
    texts: list[str]
    times: np.ndarray[tuple[int], np.dtype[np.int64]]
    persons: np.ndarray[tuple[int], np.dtype[np.int64]]
    accounts: np.ndarray[tuple[int], np.dtype[np.int64]]
    moods: np.ndarray[tuple[int], np.dtype[np.int64]]
    originals: list[UUID | None]
    vectors: Floats


def load(*, workspace: Workspace, embedder: Embedder) -> Notes:
    columns = ("pk", "text", "said_at", "person_id", "account_id", "mood", "duplicate_of_id")
    found = Note.objects.filter(workspace=workspace, vector_row__embedder=mark_of(embedder))
    rows = list(found.order_by("said_at", "number").values_list(*columns))
    ids, texts, times, persons, accounts, moods, originals = zip(*rows, strict=True) if rows else ((),) * 7
    return Notes(
        ids=list(ids),
        texts=list(texts),
        times=np.array([int(time.timestamp()) for time in times], np.int64),
        persons=_codes(persons),
        accounts=_codes(accounts),
        moods=np.array([0 if mood is None else mood for mood in moods], np.int64),
        originals=list(originals),
        vectors=vectors_of(workspace=workspace, embedder=mark_of(embedder), ids=ids),
    )


def _codes(keys: Sequence[UUID | None]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    numbers: dict[UUID, int] = {}
    return np.array([-1 if key is None else numbers.setdefault(key, len(numbers)) for key in keys], np.int64)
