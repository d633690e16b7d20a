"""Proposals to split a theme, with the words that speak for each half."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from clew.insights.models import Theme, ThemeSplit
from clew.kit.rows import rows

SHOWN = 220
"""Characters of a note on the border."""


@dataclass(frozen=True)
class Said:
    """A quote of a half, or the beginning of a note on its border."""

    id: UUID
    number: int
    words: str
    speaker: str
    arr: Decimal | None
    said_at: datetime
    is_dated: bool
    channel: str


@dataclass(frozen=True)
class Half:
    name: str
    words: list[str]
    notes: int
    quotes: list[Said]
    border: list[Said]


def newest_split(*, theme: Theme) -> ThemeSplit | None:
    """The last proposal that nobody has accepted yet."""
    found = ThemeSplit.objects.filter(theme=theme, made=None).select_related("theme", "workspace")
    return found.order_by("-asked_at").first()


def halves_of(*, proposal: ThemeSplit) -> list[Half]:
    """One statement, whatever they hold. Words that changed since are as they stand now."""
    wanted: list[tuple[str, int, int]] = []
    for half in proposal.halves:
        wanted += [(pk, start, end) for pk, start, end in half["quotes"]]
        wanted += [(pk, 0, SHOWN) for pk in half["border"]]
    said = iter(_said(proposal, wanted))
    return [_half(half, said) for half in proposal.halves]


def _half(half: dict[str, Any], said: Any) -> Half:
    quotes = [next(said) for _ in half["quotes"]]
    border = [next(said) for _ in half["border"]]
    return Half(
        name=half["name"],
        words=half["words"],
        notes=len(half["notes"]),
        quotes=[quote for quote in quotes if quote],
        border=[note for note in border if note],
    )


def _said(proposal: ThemeSplit, wanted: Sequence[tuple[str, int, int]]) -> list[Said | None]:
    """In the order of `wanted`; None for a note that is gone."""
    sql = """
        select x.place, n.id, n.number, substr(n.text, x.start + 1, x.stop - x.start) as words,
          coalesce(a.name, p.name, 'Somebody unnamed') as speaker, a.arr, n.said_at, n.is_dated, c.name as channel
        from unnest(%(ids)s::uuid[], %(starts)s::int[], %(ends)s::int[]) with ordinality x(id, start, stop, place)
        join insights_note n on n.id = x.id and n.workspace_id = %(workspace)s
        join insights_channel c on c.id = n.channel_id
        left join insights_account a on a.id = n.account_id left join insights_person p on p.id = n.person_id"""
    parameters = {
        "workspace": proposal.workspace_id,
        "ids": [pk for pk, _, _ in wanted],
        "starts": [start for _, start, _ in wanted],
        "ends": [end for _, _, end in wanted],
    }
    found = {row.pop("place"): Said(**row) for row in rows(sql, parameters, dict)}
    return [found.get(place) for place in range(1, len(wanted) + 1)]
