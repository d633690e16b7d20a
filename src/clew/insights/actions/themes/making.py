"""Themes: made by hand, renamed, muted, pinned, archived."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from clew.insights.actions.themes.placing import place_by_hand, record_on_theme
from clew.insights.models import Note, Theme
from clew.kit.errors import Invalid
from clew.thread.actions.items import next_number
from clew.thread.models import Origin
from clew.workspaces.actions.events import Actor, created, edit
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
        name=checked_name(name),
        definition=definition.strip(),
        origin=Origin.PERSON,
        name_origin=Origin.PERSON,
        created_by=by.user,
        created_at=now,
        updated_at=now,
    )
    changes = [created(theme), *(change for note in notes for change in place_by_hand(theme, note, now=now))]
    record_on_theme(theme, "created", f"Made the theme “{theme.name}”.", *changes, by=by, now=now)
    return theme


@transaction.atomic
def edit_theme(*, theme: Theme, name: str, definition: str, by: Actor, now: datetime) -> Theme:
    """Give a theme its own words. A name given here stays when the finder runs again."""
    name, old = checked_name(name), theme.name
    values = {"definition": definition.strip()}
    if name != old:
        values |= {"name": name, "name_origin": Origin.PERSON}
    if change := edit(theme, **values):
        sentence = f"Renamed “{old}” to “{name}”." if name != old else f"Changed the definition of “{name}”."
        record_on_theme(theme, "edited", sentence, change, by=by, now=now)
    return theme


@transaction.atomic
def mute_theme(*, theme: Theme, muted: bool, by: Actor, now: datetime) -> None:
    """A muted theme is counted and findable, and never calls for attention."""
    if change := edit(theme, muted_at=(theme.muted_at or now) if muted else None):
        word = "Muted" if muted else "Unmuted"
        record_on_theme(theme, "muted" if muted else "unmuted", f"{word} “{theme.name}”.", change, by=by, now=now)


@transaction.atomic
def archive_theme(*, theme: Theme, by: Actor, now: datetime) -> None:
    if theme.archived_at is None:
        change = edit(theme, archived_at=now)
        record_on_theme(theme, "archived", f"Archived “{theme.name}”.", change, by=by, now=now)


@transaction.atomic
def pin_theme(*, theme: Theme, pinned: bool, by: Actor, now: datetime) -> None:
    """A pinned theme keeps every note it has when themes are found again, and is never put away; new notes may join."""
    if change := edit(theme, pinned_at=(theme.pinned_at or now) if pinned else None):
        word = "Pinned" if pinned else "Unpinned"
        record_on_theme(theme, "pinned" if pinned else "unpinned", f"{word} “{theme.name}”.", change, by=by, now=now)


def checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"Name the theme, in 1 to {LONGEST_NAME} characters.", field="name")
    return name
