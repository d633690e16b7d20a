"""Notes that may be tied to an item, as the inbox lists them."""

import re
from datetime import datetime

from clew.insights.models import Note
from clew.insights.queries import choices, inbox
from clew.insights.queries.inbox import Filter, NoteRow
from clew.workspaces.models import Workspace

SIZE = 20
REFERENCE = re.compile(r"[Nn]-?\d{1,9}")


def candidates(*, workspace: Workspace, query: str, now: datetime, after: str = "") -> tuple[list[NoteRow], str]:
    """One page of notes that may be tied: those with the words, cut around them; all without; N-2041 is that one."""
    if REFERENCE.fullmatch(query):
        named = choices.search_notes(workspace=workspace, query=query, limit=1)
        return [_row(note) for note in named], ""
    return inbox.listing(workspace=workspace, chosen=Filter(words=query), now=now, after=after, size=SIZE)


def _row(note: Note) -> NoteRow:
    account, person = note.account, note.person
    return NoteRow(
        id=note.pk,
        number=note.number,
        words=note.text[: inbox.EXCERPT],
        said_at=note.said_at,
        is_dated=note.is_dated,
        channel=note.channel.name,
        channel_kind=note.channel.kind,
        account=account.name if account else None,
        arr=account.arr if account else None,
        person=person.label if person else None,
        theme=None,
        theme_number=None,
        is_repeat=note.duplicate_of_id is not None,
        is_archived=note.archived_at is not None,
    )
