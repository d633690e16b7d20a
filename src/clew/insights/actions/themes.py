"""Themes, as people correct them. What a person says outlasts every run of the finder."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from clew.insights.actions.notes import mark_triaged
from clew.insights.models import Note, Theme, ThemeNote, ThemeRefusal
from clew.kit.errors import Invalid
from clew.thread.actions.items import next_number
from clew.thread.models import Origin
from clew.workspaces.actions.events import Actor, Change, Subject, created, edit, record, removed
from clew.workspaces.models import Workspace

LONGEST_NAME = 120


@transaction.atomic
def create_theme(
    *, workspace: Workspace, name: str, by: Actor, now: datetime, definition: str = "", notes: Sequence[Note] = ()
) -> Theme:
    """A theme made by hand, perhaps with notes to begin with."""
    theme = Theme.objects.create(
        workspace=workspace,
        number=next_number(workspace=workspace, kind="theme"),
        name=_checked_name(name),
        definition=definition.strip(),
        origin=Origin.PERSON,
        name_origin=Origin.PERSON,
        created_by=by.user,
        created_at=now,
        updated_at=now,
    )
    changes = [created(theme), *(change for note in notes for change in _place(theme, note, now))]
    _record(theme, by, now, "created", f"Made the theme “{theme.name}”.", *changes)
    return theme


@transaction.atomic
def edit_theme(*, theme: Theme, name: str, definition: str, by: Actor, now: datetime) -> Theme:
    """Give a theme its own words. A name given here stays when the finder runs again."""
    name, old = _checked_name(name), theme.name
    values = {"definition": definition.strip()}
    if name != old:
        values |= {"name": name, "name_origin": Origin.PERSON}
    if change := edit(theme, **values):
        sentence = f"Renamed “{old}” to “{name}”." if name != old else f"Changed the definition of “{name}”."
        _record(theme, by, now, "edited", sentence, change)
    return theme


@transaction.atomic
def mute_theme(*, theme: Theme, muted: bool, by: Actor, now: datetime) -> None:
    """A muted theme is counted and findable, and never calls for attention."""
    if change := edit(theme, muted_at=(theme.muted_at or now) if muted else None):
        word = "Muted" if muted else "Unmuted"
        _record(theme, by, now, "muted" if muted else "unmuted", f"{word} “{theme.name}”.", change)


@transaction.atomic
def archive_theme(*, theme: Theme, by: Actor, now: datetime) -> None:
    if theme.archived_at is None:
        change = edit(theme, archived_at=now)
        _record(theme, by, now, "archived", f"Archived “{theme.name}”.", change)


@transaction.atomic
def put_in_theme(*, note: Note, theme: Theme, by: Actor, now: datetime) -> None:
    """Place a note in a theme by hand."""
    if changes := _place(theme, note, now):
        _record(theme, by, now, "note_added", f"Put {note.ref} into “{theme.name}”.", *changes)


@transaction.atomic
def take_from_theme(*, place: ThemeNote, by: Actor, now: datetime) -> None:
    theme, note = place.theme, place.note
    changes = [removed(place)]
    place.delete()
    refusal, made = ThemeRefusal.objects.get_or_create(theme=theme, note=note, defaults={"workspace": theme.workspace})
    changes += [created(refusal)] if made else []
    _record(theme, by, now, "note_removed", f"Took {note.ref} out of “{theme.name}”.", *changes)


def _place(theme: Theme, note: Note, now: datetime) -> list[Change]:
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


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"Name the theme, in 1 to {LONGEST_NAME} characters.", field="name")
    return name


def _record(theme: Theme, by: Actor, now: datetime, verb: str, sentence: str, *changes: Change | None) -> None:
    record(
        workspace=theme.workspace,
        by=by,
        now=now,
        verb=f"theme.{verb}",
        subject=Subject("theme", theme.pk),
        sentence=sentence,
        changes=changes,
    )
