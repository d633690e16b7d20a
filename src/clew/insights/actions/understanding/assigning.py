"""Putting new notes into the themes that are there, without grouping all notes again."""

from collections.abc import Collection
from uuid import UUID

import numpy as np
from django.db import transaction

from clew.calc.arrays import Floats
from clew.calc.embed import Embedder
from clew.insights.actions.understanding.near import load_some
from clew.insights.actions.understanding.vectors import mark_of
from clew.insights.models import Theme, ThemeNote, ThemeRefusal
from clew.kit.rows import rows
from clew.thread.models import Origin
from clew.workspaces.models import Workspace

LEAST_LIKENESS = 0.35
LEAST_CONFIDENCE = 0.55
"""As `calc.themes.Result.confidence`: 0.5 is as near to another theme as to its own."""


@transaction.atomic
def place_new(*, workspace: Workspace, embedder: Embedder, newcomers: Collection[UUID]) -> int:
    """Place the new notes that no person placed and that repeat no other into the nearest theme, where one is near
    enough. Returns how many.
    """
    own = ThemeNote.objects.filter(workspace=workspace, note__in=newcomers)
    own.filter(origin=Origin.MACHINE, is_held=False).delete()  # where its words belonged before they were corrected
    placed = set(own.values_list("note_id", flat=True))
    notes = load_some(workspace=workspace, embedder=embedder, ids=[pk for pk in newcomers if pk not in placed])
    free = [place for place, original in enumerate(notes.originals) if original is None]
    themes = list(Theme.objects.filter(workspace=workspace, archived_at=None).exclude(centroid=None).defer("search"))
    if not themes or not free:
        return 0
    centroids = _unit(np.array([theme.centroid for theme in themes], np.float32))
    middle = _middle(workspace, embedder)
    likeness = _unit(notes.vectors[free] - middle) @ _unit(centroids - middle).T
    refused = set(
        ThemeRefusal.objects.filter(workspace=workspace, note__in=newcomers).values_list("theme_id", "note_id")
    )
    found = []
    for row, place in enumerate(free):
        theme, note = themes[int(likeness[row].argmax())], notes.ids[place]
        sure = confidence(likeness[row])
        near = likeness[row].max() >= LEAST_LIKENESS and sure >= LEAST_CONFIDENCE
        if near and (theme.pk, note) not in refused:
            found.append(ThemeNote(workspace=workspace, theme=theme, note_id=note, confidence=round(sure, 4)))
    ThemeNote.objects.bulk_create(found, ignore_conflicts=True, batch_size=2000)
    return len(found)


def confidence(likeness: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> float:
    """(1 + s) / 2 with s the simplified silhouette of the nearest theme against the second nearest."""
    ordered = np.sort(likeness)[::-1]
    own = 1 - float(ordered[0])
    other = 1 - float(ordered[1]) if len(ordered) > 1 else 1.0
    widest = max(own, other)
    return (1 + ((other - own) / widest if widest else 0.0)) / 2


def _middle(workspace: Workspace, embedder: Embedder) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """The mean of all notes: what every note of this company has in common tells no themes apart."""
    sql = """
        select avg(vector)::real[] as middle from insights_notevector
        where workspace_id = %(workspace)s and embedder = %(mark)s"""
    (row,) = rows(sql, {"workspace": workspace.pk, "mark": mark_of(embedder)}, dict)
    return np.array(row["middle"], np.float32)


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Floats = vectors / np.maximum(lengths, np.float32(1e-9))
    return result
