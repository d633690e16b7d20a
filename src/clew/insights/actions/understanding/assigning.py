"""Putting a few new notes into the themes that are there, without grouping all notes again."""

import numpy as np
from django.db import transaction

from clew.insights.actions.understanding.vectors import Notes
from clew.insights.models import Theme, ThemeNote, ThemeRefusal
from clew.workspaces.models import Workspace

LEAST_LIKENESS = 0.35
LEAST_CONFIDENCE = 0.55
"""As `calc.themes.Result.confidence`: 0.5 is as near to another theme as to its own."""


@transaction.atomic
def place_new(*, workspace: Workspace, notes: Notes) -> int:
    """Place the notes that are in no theme and repeat no other into the nearest theme, where one is near enough."""
    themes = list(Theme.objects.filter(workspace=workspace, archived_at=None).exclude(centroid=None).defer("search"))
    placed = set(ThemeNote.objects.filter(workspace=workspace).values_list("note_id", flat=True))
    free = [place for place, pk in enumerate(notes.ids) if pk not in placed and notes.originals[place] is None]
    if not themes or not free:
        return 0
    centroids = np.array([theme.centroid for theme in themes], np.float32)
    centroids /= np.linalg.norm(centroids, axis=1, keepdims=True)
    middle = notes.vectors.mean(axis=0)
    likeness = _unit(notes.vectors[free] - middle) @ _unit(centroids - middle).T
    refused = set(ThemeRefusal.objects.filter(workspace=workspace).values_list("theme_id", "note_id"))
    rows = []
    for row, place in enumerate(free):
        best = int(likeness[row].argmax())
        sure = confidence(likeness[row])
        theme = themes[best]
        near = likeness[row, best] >= LEAST_LIKENESS and sure >= LEAST_CONFIDENCE
        if near and (theme.pk, notes.ids[place]) not in refused:
            rows.append(
                ThemeNote(workspace=workspace, theme=theme, note_id=notes.ids[place], confidence=round(sure, 4))
            )
    ThemeNote.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def confidence(likeness: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> float:
    """(1 + s) / 2 with s the simplified silhouette of the nearest theme against the second nearest."""
    ordered = np.sort(likeness)[::-1]
    own = 1 - float(ordered[0])
    other = 1 - float(ordered[1]) if len(ordered) > 1 else 1.0
    widest = max(own, other)
    return (1 + ((other - own) / widest if widest else 0.0)) / 2


def _unit(
    rows: "np.ndarray[tuple[int, int], np.dtype[np.float32]]",
) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    result: np.ndarray[tuple[int, int], np.dtype[np.float32]] = rows / np.maximum(lengths, 1e-9)
    return result
