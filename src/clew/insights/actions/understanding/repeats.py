"""Notes that say again what an earlier note said: they stay, and count as the one they repeat.

New notes are compared with those near them in meaning, not all notes with all again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Q

from clew.calc.duplicates import Problem, find_duplicates
from clew.calc.embed import Embedder
from clew.insights.actions.understanding.near import load_some, near_in_database, near_in_memory, part_of
from clew.insights.actions.understanding.vectors import Notes
from clew.insights.models import Note, ThemeNote
from clew.thread.models import Origin
from clew.workspaces.models import Workspace

BACKGROUND = 300
"""Notes that take part only to tell which groups of letters are common here: a handful could not."""


@transaction.atomic
def mark_repeats(notes: Notes) -> int:
    """Write down what each note repeats, where that changed. Returns how many notes repeat another."""
    wanted = _originals(notes)
    _keep({pk: new for pk, old, new in zip(notes.ids, notes.originals, wanted, strict=True) if old != new})
    notes.originals[:] = wanted
    return sum(1 for original in wanted if original)


@transaction.atomic
def mark_new_repeats(*, workspace: Workspace, embedder: Embedder, newcomers: Collection[UUID]) -> int:
    """As `mark_repeats`, for a few new notes, out of the database."""
    fresh = _with_dependants(newcomers)
    near = near_in_database(workspace=workspace, embedder=embedder, ids=list(fresh))
    common = Note.objects.filter(workspace=workspace).order_by("pk").values_list("pk", flat=True)[:BACKGROUND]
    looked_at = fresh | _families(near) | set(common)
    return _mark(load_some(workspace=workspace, embedder=embedder, ids=list(looked_at)), fresh)


@transaction.atomic
def mark_many_repeats(notes: Notes, *, newcomers: Collection[UUID]) -> int:
    """As `mark_repeats`, for new notes among all `notes`, whose originals follow."""
    fresh = _with_dependants(newcomers)
    place_of = {pk: place for place, pk in enumerate(notes.ids)}
    places = np.array(sorted(place_of[pk] for pk in fresh if pk in place_of), np.int64)
    near = near_in_memory(notes.vectors, places)
    families = {place_of[pk] for pk in _families({notes.ids[place] for place in near.tolist()}) if pk in place_of}
    looked_at = np.array(sorted({*places.tolist(), *families, *range(min(BACKGROUND, len(notes.ids)))}), np.int64)
    part = part_of(notes, looked_at)
    found = _mark(part, fresh)
    for place, original in zip(looked_at.tolist(), part.originals, strict=True):
        notes.originals[place] = original
    return found


def _mark(notes: Notes, fresh: Collection[UUID]) -> int:
    """Write down the families that hold a new note; of the others too little was looked at. Returns the new repeats."""
    wanted = _originals(notes)
    members: dict[UUID, list[UUID]] = defaultdict(list)
    for pk, original in zip(notes.ids, wanted, strict=True):
        members[original or pk].append(pk)
    touched = {pk for family in members.values() if any(pk in fresh for pk in family) for pk in family}
    changes = {}
    for place, (pk, new) in enumerate(zip(notes.ids, wanted, strict=True)):
        if pk in touched and notes.originals[place] != new:
            changes[pk] = notes.originals[place] = new
    _keep(changes)
    return sum(1 for pk, original in zip(notes.ids, notes.originals, strict=True) if original and pk in fresh)


def _originals(notes: Notes) -> list[UUID | None]:
    found = find_duplicates(Problem(notes.texts, notes.vectors, notes.times, notes.persons, notes.accounts))
    return [notes.ids[place] if place >= 0 else None for place in found.originals.tolist()]


def _keep(changes: dict[UUID, UUID | None]) -> None:
    """A repeat is in no theme by the finder's word: its original is."""
    rows = [Note(pk=pk, duplicate_of_id=original) for pk, original in changes.items()]
    Note.objects.bulk_update(rows, ["duplicate_of"], batch_size=1000)
    repeats = [pk for pk, original in changes.items() if original]
    ThemeNote.objects.filter(note__in=repeats, origin=Origin.MACHINE, is_held=False).delete()


def _with_dependants(newcomers: Collection[UUID]) -> set[UUID]:
    """Whoever repeated a note whose words changed is looked at again, too."""
    return {*newcomers, *Note.objects.filter(duplicate_of__in=newcomers).values_list("pk", flat=True)}


def _families(ids: Iterable[UUID]) -> set[UUID]:
    """The notes with all that repeat them, and what they repeat."""
    found = Note.objects.filter(pk__in=list(ids)).values_list("pk", "duplicate_of_id")
    heads = {lead or pk for pk, lead in found}
    return set(Note.objects.filter(Q(pk__in=heads) | Q(duplicate_of__in=heads)).values_list("pk", flat=True))
