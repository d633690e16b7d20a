"""Deciding on suggested links. Accepting is a person's act; what the machine said stays beside it."""

from datetime import datetime

from django.db import transaction

from clew.insights.actions.evidence import Passage, Tie, tie_evidence
from clew.insights.actions.themes.placing import place_by_hand, record_on_theme, refuse_archived
from clew.insights.models import Note, Suggestion, SuggestionState, Theme
from clew.insights.queries.voices import fingerprint
from clew.kit.errors import Conflict
from clew.thread.actions.items import record_on
from clew.workspaces.actions.events import Actor, Change, Subject, edit, record


@transaction.atomic
def accept_suggestion(*, suggestion: Suggestion, by: Actor, now: datetime) -> str:
    """Put the note into the theme, or make its words evidence for the item. Returns what was done, as a sentence."""
    decided = _decide(suggestion, SuggestionState.ACCEPTED, by, now)
    if suggestion.theme:
        return _place(suggestion, suggestion.theme, decided, by, now)
    return _tie(suggestion, decided, by, now)


@transaction.atomic
def dismiss_suggestion(*, suggestion: Suggestion, by: Actor, now: datetime) -> str:
    """Never propose this pair again."""
    decided = _decide(suggestion, SuggestionState.DISMISSED, by, now)
    note = suggestion.note
    sentence = f"Dismissed “{_target(suggestion)}” for {note.ref}."
    _record(note, by, now, "dismissed", sentence, [decided])
    return sentence


def _decide(suggestion: Suggestion, state: SuggestionState, by: Actor, now: datetime) -> Change:
    """Raises Conflict where somebody was quicker."""
    locked = Suggestion.objects.select_for_update(of=("self",)).filter(pk=suggestion.pk).first()
    if locked is None:
        raise Conflict("This suggestion is gone: the note or what it pointed to has changed since.")
    if locked.state != SuggestionState.PROPOSED:
        raise Conflict(f"This suggestion is {locked.get_state_display().lower()} already.")
    change = edit(suggestion, state=state.value, decided_by=by.user, decided_at=now)
    if change is None:
        raise Conflict("This suggestion is decided already.")
    return change


def _place(suggestion: Suggestion, theme: Theme, decided: Change, by: Actor, now: datetime) -> str:
    refuse_archived(theme)
    note = suggestion.note
    sentence = f"Put {note.ref} into “{theme.name}”, as suggested."
    placed = place_by_hand(theme, note, now=now)
    record_on_theme(theme, "note_added", sentence, decided, *placed, by=by, now=now)
    return sentence


def _tie(suggestion: Suggestion, decided: Change, by: Actor, now: datetime) -> str:
    note, item = suggestion.note, suggestion.item
    assert item is not None  # a suggestion has one target: a constraint of its table
    tie = Tie(confidence=suggestion.confidence)
    _, changes = tie_evidence(item=item, source=_source(suggestion), by=by, now=now, tie=tie)
    sentence = f"Tied {note.ref} to {item.called}, as suggested."
    record_on(item, by=by, now=now, verb="evidence_linked", sentence=sentence, changes=[decided, *changes])
    return sentence


def _source(suggestion: Suggestion) -> Note | Passage:
    """The words that speak for it, where they still stand there and are not all of the note."""
    note, start, end = suggestion.note, suggestion.start, suggestion.end
    words = note.text[start:end]
    if words.strip() == note.text.strip() or suggestion.fingerprint != fingerprint(words):
        return note
    return Passage(note, start, end)


def _target(suggestion: Suggestion) -> str:
    if suggestion.theme:
        return suggestion.theme.name
    return suggestion.item.title if suggestion.item else ""


def _record(note: Note, by: Actor, now: datetime, verb: str, sentence: str, changes: list[Change]) -> None:  # noqa: PLR0917 - private, and called above only
    subject = Subject("note", note.pk)
    record(
        workspace=note.workspace,
        by=by,
        now=now,
        verb=f"suggestion.{verb}",
        subject=subject,
        sentence=sentence,
        changes=changes,
    )
