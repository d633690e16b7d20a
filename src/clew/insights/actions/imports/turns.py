"""Conversations in a cell: who said what, in order, as support tools export them in JSON.

Read are lists of turns as in IBM's support threads (`client`, `agent`, `message`), Intercom (`conversation_parts`: `author.type`,
`body`), Zendesk (`comments`: `author_id`, `public`) and the like: a text, somebody who says it, perhaps a time.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from clew.kit.dates import DateStyle, UnreadableDate, parse
from clew.kit.errors import Invalid
from clew.kit.tables import clean, html_to_text
from clew.kit.text import squeeze

TEXTS = ("message", "body", "plain_body", "text", "content", "html_body", "utterance")
TIMES = ("datetime", "created_at", "timestamp", "time", "date", "said_at", "sent_at", "at")
SPEAKERS = ("speaker", "author", "role", "from", "sender", "participant", "who", "author_id", "name")
CUSTOMERS = frozenset(
    {"customer", "client", "user", "lead", "contact", "end-user", "end user", "requester", "visitor", "consumer"}
)
OTHERS = frozenset(
    {
        "agent",
        "admin",
        "bot",
        "assistant",
        "operator",
        "support",
        "team",
        "system",
        "teammate",
        "representative",
        "staff",
    }
)
LISTS = ("conversation_parts", "comments", "turns", "messages", "parts", "data")
"""Where a list may be packed in an object."""
MOST = 2_000
LONGEST_SPEAKER = 200


@dataclass(frozen=True)
class Turn:
    """`said_at` is None where the source does not say or cannot be read."""

    speaker: str
    is_customer: bool
    text: str
    said_at: datetime | None = None


def turns_in(cell: str) -> tuple[Turn, ...]:
    """The turns in order, internal notes and empty ones left out. Raises Invalid when the cell holds none.

    Where the source does not say who is the customer, whoever speaks first is.
    """
    if not cell:
        return ()
    found = list(_said(_list(cell)))
    if len(found) > MOST:
        raise Invalid(f"The conversation has {len(found):,} turns; a note takes {MOST:,}.", field="turns")
    first = next((speaker for speaker, known, *_ in found if known is None), None)
    return tuple(
        Turn(speaker, speaker == first if known is None else known, text, at) for speaker, known, text, at in found
    )


def _list(cell: str) -> list[Any]:
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        raise Invalid("This is no conversation: a list of turns in JSON.", field="turns") from None
    while isinstance(value, Mapping):
        inside = next((value[key] for key in LISTS if isinstance(value.get(key), list | dict)), None)
        value = [value] if inside is None else inside
    if not isinstance(value, list):
        raise Invalid("This is no conversation: a list of turns in JSON.", field="turns")
    return value


def _said(turns: list[Any]) -> Iterator[tuple[str, bool | None, str, datetime | None]]:
    """(speaker, whether it is the customer or None where that is not said, text, time)."""
    for turn in turns:
        if not isinstance(turn, Mapping) or turn.get("public") is False or turn.get("part_type") == "note":
            continue
        text = _first(turn, TEXTS)
        text = clean(html_to_text(text) or text) if text else ""
        if text:
            yield (*_speaker(turn), text, _time(turn))


def _first(turn: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(turn[name]) for name in names if isinstance(turn.get(name), str | int) and turn[name] != ""), "")


def _speaker(turn: Mapping[str, Any]) -> tuple[str, bool | None]:
    for key, value in turn.items():  # {"client": "u_4f8d", "message": …}
        if isinstance(value, str) and (known := _side(key)) is not None:
            return _named(value), known
    for key in SPEAKERS:
        value = turn.get(key)
        if isinstance(value, Mapping):
            name = _first(value, ("name", "email", "id")) or _first(value, ("type",))
            return _named(name), _side(str(value.get("type") or value.get("role") or ""))
        if isinstance(value, str | int) and value != "":
            return _named(str(value)), _side(str(turn.get("role") or value))
    return "", None


def _side(word: str) -> bool | None:
    """Whether a word says customer or not; client1 is a client."""
    word = word.strip().lower().rstrip("0123456789")
    return True if word in CUSTOMERS else False if word in OTHERS else None


def _named(name: str) -> str:
    return squeeze(clean(name))[:LONGEST_SPEAKER]


def _time(turn: Mapping[str, Any]) -> datetime | None:
    with suppress(UnreadableDate):
        raw = _first(turn, TIMES)
        return parse(raw, DateStyle(), UTC) if raw else None
    return None
