"""What a person says a note is: their word stays, whatever the machine finds later."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from clew.insights.models import Note, NoteKind, SaidBy
from clew.interchange.actions.bulk import update_rows
from clew.kit.errors import Invalid
from clew.workspaces.actions.events import Actor, Change, Subject, edit, record

MOODS = {-1: "unhappy", 0: "neutral", 1: "happy"}


@transaction.atomic
def call_kind(*, note: Note, kind: str, by: Actor, now: datetime) -> None:
    """Blank: none of the kinds, and not to be guessed again."""
    if kind and kind not in NoteKind.values:
        raise Invalid(f"A note is one of: {', '.join(NoteKind.values)}.", field="kind")
    change = edit(note, kind=kind, kind_origin=SaidBy.PERSON)
    article = "a " if kind not in {"", "other", "praise"} else ""
    _record(note, by, now, f"Called {note.ref} {article}{kind or 'no kind at all'}.", change)


@transaction.atomic
def call_mood(*, note: Note, mood: int | None, by: Actor, now: datetime) -> None:
    """None: nobody can tell, and it is not to be guessed again."""
    if mood is not None and mood not in MOODS:
        raise Invalid("A mood is -1 (unhappy), 0 (neutral) or 1 (happy).", field="mood")
    change = edit(note, mood=mood, mood_origin=SaidBy.PERSON)
    said = "without a mood" if mood is None else MOODS[mood]
    _record(note, by, now, f"Called {note.ref} {said}.", change)


@contextmanager
def keeping_corrections(ids: Sequence[UUID]) -> Iterator[None]:
    """Around writing what a source says again: a person's mood stays, everything else is the source's word from now on,
    and the machine looks at the notes anew. Within a transaction.
    """
    said = list(Note.objects.filter(pk__in=ids, mood_origin=SaidBy.PERSON).values_list("pk", "mood"))
    yield
    update_rows(Note, ("mood",), said)
    notes = Note.objects.filter(pk__in=ids)
    notes.exclude(mood_origin=SaidBy.PERSON).update(mood_origin="")
    notes.update(language_origin="", sensed_by="")


def _record(note: Note, by: Actor, now: datetime, sentence: str, change: Change | None) -> None:
    if change:
        subject = Subject("note", note.pk)
        record(
            workspace=note.workspace,
            by=by,
            now=now,
            verb="note.corrected",
            subject=subject,
            sentence=sentence,
            changes=[change],
        )
