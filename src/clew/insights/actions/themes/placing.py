"""Notes, put into themes and taken out of them by hand."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from clew.insights.actions.notes import mark_triaged
from clew.insights.models import Note, Theme, ThemeNote, ThemeRefusal
from clew.kit.errors import Invalid
from clew.kit.text import plural
from clew.thread.models import Origin
from clew.workspaces.actions.events import Actor, Change, Subject, created, edit, record, removed

MOST = 500
"""Notes that one move takes along."""


@transaction.atomic
def put_in_theme(*, note: Note, theme: Theme, by: Actor, now: datetime) -> None:
    """Place a note in a theme by hand."""
    if changes := place_by_hand(theme, note, now=now):
        record_on_theme(theme, "note_added", f"Put {note.ref} into “{theme.name}”.", *changes, by=by, now=now)


@transaction.atomic
def take_from_theme(*, place: ThemeNote, by: Actor, now: datetime) -> None:
    theme, note = place.theme, place.note
    changes = take_out(place)
    record_on_theme(theme, "note_removed", f"Took {note.ref} out of “{theme.name}”.", *changes, by=by, now=now)


@transaction.atomic
def move_notes(*, notes: Sequence[Note], source: Theme, target: Theme, by: Actor, now: datetime) -> int:
    """From one theme into another, in one act. Notes that are not in `source` stay where they are."""
    if source.pk == target.pk:
        raise Invalid("They are in this theme already. Choose another one.", field="target")
    if len(notes) > MOST:
        raise Invalid(f"Move {MOST} notes at most at a time; {len(notes):,} are chosen.", field="notes")
    refuse_archived(target)
    places = list(ThemeNote.objects.filter(theme=source, note__in=notes).select_related("note", "theme"))
    changes = [change for place in places for change in (*take_out(place), *place_by_hand(target, place.note, now=now))]
    if changes:
        what = places[0].note.ref if len(places) == 1 else plural(len(places), "note")
        sentence = f"Moved {what} from “{source.name}” to “{target.name}”."
        record_on_theme(target, "notes_moved", sentence, *changes, by=by, now=now)
    return len(places)


def refuse_archived(theme: Theme) -> None:
    if theme.archived_at:
        raise Invalid(f"“{theme.name}” is archived. Choose a theme that is in use.", field="target")


def place_by_hand(theme: Theme, note: Note, *, now: datetime) -> list[Change]:
    """The changes, for the event of the action that places."""
    if theme.workspace_id != note.workspace_id:
        raise Invalid("Nothing crosses workspaces.", field="theme")
    place, made = ThemeNote.objects.get_or_create(
        theme=theme, note=note, defaults={"workspace": theme.workspace, "origin": Origin.PERSON}
    )
    own = created(place) if made else edit(place, origin=Origin.PERSON)
    refusal = ThemeRefusal.objects.filter(theme=theme, note=note).first()
    changes = [own, mark_triaged(note=note, now=now), removed(refusal) if refusal else None]
    if refusal:
        refusal.delete()
    return [change for change in changes if change]


def take_out(place: ThemeNote) -> list[Change]:
    """The changes, for the event of the action that takes the note out. The finder does not put it back."""
    theme, note = place.theme, place.note
    changes = [removed(place)]
    place.delete()
    refusal, made = ThemeRefusal.objects.get_or_create(theme=theme, note=note, defaults={"workspace": theme.workspace})
    return [*changes, created(refusal)] if made else changes


def record_on_theme(theme: Theme, verb: str, sentence: str, *changes: Change | None, by: Actor, now: datetime) -> None:
    record(
        workspace=theme.workspace,
        by=by,
        now=now,
        verb=f"theme.{verb}",
        subject=Subject("theme", theme.pk),
        sentence=sentence,
        changes=changes,
    )
