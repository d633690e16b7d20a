"""Notes, one at a time: written down by hand, corrected, sorted."""

import hashlib
import uuid
from datetime import datetime

from django.db import transaction

from clew.insights.models import Account, Channel, Note, NoteVector, Person, Quote
from clew.insights.queries.voices import fingerprint
from clew.kit.errors import Invalid
from clew.thread.actions.items import next_number
from clew.workspaces.actions.events import Actor, Change, Subject, created, edit, record
from clew.workspaces.models import Workspace

LONGEST = 1_000_000


@transaction.atomic
def create_note(
    *,
    workspace: Workspace,
    channel: Channel,
    text: str,
    by: Actor,
    now: datetime,
    account: Account | None = None,
    person: Person | None = None,
    said_at: datetime | None = None,
    title: str = "",
    url: str = "",
) -> Note:
    """A note that somebody typed or an API client sent. It waits in the inbox."""
    text = checked_text(text)
    note = Note.objects.create(
        workspace=workspace,
        number=next_number(workspace=workspace, kind="note"),
        channel=channel,
        account=account or (person.account if person else None),
        person=person,
        title=title.strip()[:300],
        text=text,
        said_at=_checked_time(said_at, now),
        is_dated=True,
        url=url.strip(),
        source_key=f"typed:{uuid.uuid4().hex}",
        content_hash=content_hash(text),
        created_at=now,
        updated_at=now,
    )
    _record(note, by, now, "created", f"Wrote down {note.ref}.", created(note))
    return note


@transaction.atomic
def edit_note(*, note: Note, text: str, by: Actor, now: datetime) -> Note:
    """Correct the words of a note. Quotes that no longer match it show as broken."""
    text = checked_text(text)
    change = edit(note, text=text, content_hash=content_hash(text))
    if change:
        Note.objects.filter(pk=note.pk).update(updated_at=now, sensed_by="")
        NoteVector.objects.filter(note=note).delete()  # its place in meaning is looked up again
        _record(note, by, now, "edited", f"Changed the words of {note.ref}.", change)
    return note


@transaction.atomic
def archive_note(*, note: Note, by: Actor, now: datetime) -> None:
    """Out of the inbox; it stays findable and goes on counting."""
    change = edit(note, archived_at=note.archived_at or now, triaged_at=note.triaged_at or now)
    if change:
        _record(note, by, now, "archived", f"Archived {note.ref}.", change)


@transaction.atomic
def restore_note(*, note: Note, by: Actor, now: datetime) -> None:
    """Back to the inbox, to be looked at again."""
    change = edit(note, archived_at=None, triaged_at=None, snoozed_until=None)
    if change:
        _record(note, by, now, "restored", f"Brought {note.ref} back to the inbox.", change)


@transaction.atomic
def snooze_note(*, note: Note, until: datetime, by: Actor, now: datetime) -> None:
    """Out of the inbox until then."""
    if until <= now:
        raise Invalid("Choose a time to come.", field="until")
    change = edit(note, snoozed_until=until, archived_at=None, triaged_at=None)
    if change:
        _record(note, by, now, "snoozed", f"Snoozed {note.ref} until {until:%-d %b}.", change)


def mark_triaged(*, note: Note, now: datetime) -> Change | None:
    """Somebody dealt with the note. For the event of the action that did."""
    return None if note.triaged_at else edit(note, triaged_at=now)


@transaction.atomic
def find_or_create_quote(*, note: Note, start: int, end: int, by: Actor, now: datetime) -> tuple[Quote, bool]:
    """A passage of the note, in Unicode code points, `end` exclusive. The same range is kept once."""
    if not 0 <= start < end <= len(note.text):
        raise Invalid(f"The passage must lie within the note’s {len(note.text):,} characters.", field="end")
    if not note.text[start:end].strip():
        raise Invalid("Mark some words, not only blanks.", field="start")
    return Quote.objects.get_or_create(
        note=note,
        start=start,
        end=end,
        defaults={
            "workspace": note.workspace,
            "fingerprint": fingerprint(note.text[start:end]),
            "created_by": by.user,
            "created_at": now,
        },
    )


def content_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def checked_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise Invalid("Write down what the customer said.", field="text")
    if len(text) > LONGEST:
        raise Invalid(f"A note has {LONGEST:,} characters at most; this one has {len(text):,}.", field="text")
    return text


def _checked_time(said_at: datetime | None, now: datetime) -> datetime:
    if said_at is not None and said_at > now:
        raise Invalid("A note cannot come from the future. Check the date.", field="said_at")
    return said_at or now


def _record(note: Note, by: Actor, now: datetime, verb: str, sentence: str, change: Change) -> None:  # noqa: PLR0917 - private, and called above only
    record(
        workspace=note.workspace,
        by=by,
        now=now,
        verb=f"note.{verb}",
        subject=Subject("note", note.pk),
        sentence=sentence,
        changes=[change],
    )
