"""What people said about themes, as the constraints of the next finding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import Exists, OuterRef, Q

from clew.calc.themes import Constraints
from clew.insights.models import Theme, ThemeApart, ThemeNote, ThemeRefusal
from clew.thread.models import Origin
from clew.workspaces.models import Workspace

FREE = -1


@dataclass(frozen=True)
class Corrections:
    """`themes[g]` is the theme that stands behind group `g` of the constraints."""

    themes: tuple[Theme, ...]
    constraints: Constraints


def corrections(*, workspace: Workspace, ids: Sequence[UUID]) -> Corrections:
    """Of the notes `ids`, in this order.

    A theme that somebody made, named, pinned, merged, split, or moved notes into or out of is a group. Notes that a
    person placed, that a merge or split holds, or that are in a pinned theme are bound to it, and the surer half of a theme
    that somebody named: what they read when they named it. What else is in the theme only tells which one it is.
    """
    themes = tuple(_corrected(workspace))
    group_of = {theme.pk: group for group, theme in enumerate(themes)}
    pinned = {theme.pk for theme in themes if theme.pinned_at}
    sure = _surer_half([theme for theme in themes if theme.name_origin == Origin.PERSON])
    place_of = {pk: place for place, pk in enumerate(ids)}
    bound, before = np.full(len(ids), FREE, np.int64), np.full(len(ids), FREE, np.int64)
    places = ThemeNote.objects.filter(workspace=workspace, theme__in=themes).order_by("pk")
    for theme, note, origin, is_held in places.values_list("theme_id", "note_id", "origin", "is_held"):
        place = place_of.get(note)
        if place is None:
            continue
        is_bound = origin == Origin.PERSON or is_held or theme in pinned or (theme, note) in sure
        if is_bound and bound[place] == FREE:
            bound[place] = group_of[theme]
        elif not is_bound:
            before[place] = group_of[theme]
    constraints = Constraints(
        group=bound,
        apart=_pairs(ThemeApart.objects.filter(workspace=workspace).values_list("theme_id", "other_id"), group_of),
        refused=tuple(
            (place_of[note], group_of[theme])
            for theme, note in ThemeRefusal.objects.filter(workspace=workspace).values_list("theme_id", "note_id")
            if theme in group_of and note in place_of
        ),
        before=before,
    )
    return Corrections(themes, constraints)


def _surer_half(themes: Sequence[Theme]) -> set[tuple[UUID, UUID]]:
    """Of the finder's placings in each of these themes those it is surest of, as theme and note."""
    of_theme: dict[UUID, list[UUID]] = {}
    places = ThemeNote.objects.filter(theme__in=themes, origin=Origin.MACHINE).order_by("-confidence", "pk")
    for theme, note in places.values_list("theme_id", "note_id"):
        of_theme.setdefault(theme, []).append(note)
    return {(theme, note) for theme, notes in of_theme.items() for note in notes[: (len(notes) + 1) // 2]}


def _corrected(workspace: Workspace) -> Iterable[Theme]:
    """Living themes that bear a person's mark and have notes."""
    of_theme = ThemeNote.objects.filter(theme=OuterRef("pk"))
    refused = ThemeRefusal.objects.filter(theme=OuterRef("pk"))
    apart = ThemeApart.objects.filter(Q(theme=OuterRef("pk")) | Q(other=OuterRef("pk")))
    marked = (
        Q(name_origin=Origin.PERSON)
        | Q(pinned_at__isnull=False)
        | Exists(of_theme.filter(Q(origin=Origin.PERSON) | Q(is_held=True)))
        | Exists(refused)
        | Exists(apart)
    )
    found = Theme.objects.filter(marked, Exists(of_theme), workspace=workspace, archived_at=None)
    return found.order_by("number").defer("search")


def _pairs(found: Iterable[tuple[UUID, UUID]], group_of: dict[UUID, int]) -> tuple[tuple[int, int], ...]:
    return tuple((group_of[one], group_of[other]) for one, other in found if one in group_of and other in group_of)
