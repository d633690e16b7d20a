"""Sorting many notes in one act: one event, one way back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from clew.insights.actions.evidence import Tie, tie_evidence
from clew.insights.actions.themes.placing import place_by_hand, record_on_theme, refuse_archived
from clew.insights.models import Note, Theme
from clew.kit.errors import Invalid
from clew.kit.text import plural
from clew.thread.actions.items import record_on
from clew.thread.models import Item
from clew.workspaces.actions.events import Actor, Change, Subject, plain, record
from clew.workspaces.models import Workspace

MOST = 10_000
"""Notes that one act takes."""
AT_ONCE = 1_000


class Act(StrEnum):
    ARCHIVE = "archive"
    RESTORE = "restore"
    SNOOZE = "snooze"
    DONE = "done"
    THEME = "theme"
    LINK = "link"


@dataclass(frozen=True)
class Order:
    """What to do; `until` for snoozing, `theme` and `item` for putting into and tying to."""

    act: Act
    until: datetime | None = None
    theme: Theme | None = None
    item: Item | None = None


@transaction.atomic
def sort_several(*, workspace: Workspace, notes: Sequence[UUID], order: Order, by: Actor, now: datetime) -> int:
    """Do the same to every one of these notes. Returns how many it changed; the others were so already."""
    if len(notes) > MOST:
        raise Invalid(f"Sort {MOST:,} notes at most at a time; {len(notes):,} are chosen.", field="notes")
    found = [note for part in _parts(notes) for note in _locked(workspace, part)]
    if order.theme:
        return _place(found, order.theme, by, now)
    if order.item:
        return _tie(found, order.item, by, now)
    changes = _mark(found, _values(order, now))
    if changes:
        _record(workspace, order, len(changes), changes, by, now)
    return len(changes)


def done(order: Order, count: int) -> str:
    """What was done, as a sentence."""
    notes = plural(count, "note")
    if order.theme:
        return f"Put {notes} into “{order.theme.name}”."
    if order.item:
        return f"Tied {notes} to {order.item.called}."
    if order.until:
        return f"Snoozed {notes} until {order.until:%-d %b}."
    return {Act.ARCHIVE: f"Archived {notes}.", Act.RESTORE: f"Brought {notes} back to the inbox."}.get(
        order.act, f"Marked {notes} as done."
    )


Values = Callable[[Note], dict[str, datetime | None]]


def _values(order: Order, now: datetime) -> Values:
    """The columns that the act sets, for each note."""
    if order.act == Act.ARCHIVE:
        return lambda note: {"archived_at": note.archived_at or now, "triaged_at": note.triaged_at or now}
    if order.act == Act.RESTORE:
        return lambda _: {"archived_at": None, "triaged_at": None, "snoozed_until": None}
    if order.act == Act.DONE:
        return lambda note: {"triaged_at": note.triaged_at or now}
    if order.act == Act.SNOOZE and order.until:
        if order.until <= now:
            raise Invalid("Choose a time to come.", field="until")
        until = order.until
        return lambda _: {"snoozed_until": until, "archived_at": None, "triaged_at": None}
    raise Invalid("Choose what the notes belong to.", field=order.act.value)


def _mark(notes: Sequence[Note], values: Values) -> list[Change]:
    """Set the columns that differ, and the changes as `events.edit` would give them one by one."""
    changed, changes = [], []
    for note in notes:
        wanted = {name: value for name, value in values(note).items() if getattr(note, name) != value}
        if wanted:
            before = {name: getattr(note, name) for name in wanted}
            changes.append(Change(model=note._meta.label, id=str(note.pk), before=plain(before), after=plain(wanted)))
            for name, value in wanted.items():
                setattr(note, name, value)
            changed.append(note)
    columns = ("archived_at", "triaged_at", "snoozed_until")
    Note.objects.bulk_update(changed, columns, batch_size=AT_ONCE)
    return changes


def _place(notes: Sequence[Note], theme: Theme, by: Actor, now: datetime) -> int:
    refuse_archived(theme)
    changes = [(note, place_by_hand(theme, note, now=now)) for note in notes]
    count = sum(1 for _, found in changes if found)
    if count:
        sentence = f"Put {plural(count, 'note')} into “{theme.name}”."
        every = (each for _, found in changes for each in found)
        record_on_theme(theme, "notes_added", sentence, *every, by=by, now=now)
    return count


def _tie(notes: Sequence[Note], item: Item, by: Actor, now: datetime) -> int:
    changes: list[Change] = []
    count = 0
    for note in notes:
        _, found = tie_evidence(item=item, source=note, by=by, now=now, tie=Tie())
        changes += found
        count += bool(found)
    if count:
        sentence = f"Tied {plural(count, 'note')} to {item.called}."
        record_on(item, by=by, now=now, verb="evidence_linked", sentence=sentence, changes=changes)
    return count


def _locked(workspace: Workspace, ids: Sequence[UUID]) -> list[Note]:
    found = Note.objects.select_for_update(of=("self",)).filter(workspace=workspace, pk__in=ids)
    return list(found.defer("search", "text", "extra").order_by("pk"))


def _parts(ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]


def _record(  # noqa: PLR0917 - private, and called above only
    workspace: Workspace, order: Order, count: int, changes: list[Change], by: Actor, now: datetime
) -> None:
    verb = {Act.ARCHIVE: "archived", Act.RESTORE: "restored", Act.SNOOZE: "snoozed"}.get(order.act, "done")
    record(
        workspace=workspace,
        by=by,
        now=now,
        verb=f"notes.{verb}",
        subject=Subject("notes", workspace.pk),
        sentence=done(order, count),
        changes=changes,
    )
