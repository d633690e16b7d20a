"""What a search is: words and filters, how they stand in an address, and as conditions of SQL."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from clew.calc.search import Asked, read
from clew.insights.queries.segments import IN_SEGMENT


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"


class Match(StrEnum):
    """Which notes: all that were found, those that hold words asked for, those that only mean the same."""

    ALL = ""
    WORDS = "words"
    MEANING = "meaning"


BANDS = {
    "none": ("No ARR known", None, None),
    "10": ("Under 10k", 0, 10_000),
    "50": ("10k to 50k", 10_000, 50_000),
    "100": ("50k to 100k", 50_000, 100_000),
    "more": ("100k and more", 100_000, None),
}
"""Bands of an account's revenue a year: words, from, below."""
DAYS = (7, 30, 90, 365)
MOODS = {"-1": "Unhappy", "0": "Neutral", "1": "Happy", "none": "Not known"}
NONE = "none"
"""In a filter: notes without such a value."""


@dataclass(frozen=True)
class Search:
    """Words and filters; empty filters let everything pass. `like` is the number of the note that others shall resemble."""

    text: str = ""
    like: int | None = None
    match: Match = Match.ALL
    channel: UUID | None = None
    account: UUID | None = None
    segment: str = ""
    arr: str = ""
    rating: str = ""
    mood: str = ""
    kind: str = ""
    language: str = ""
    theme: int | None = None
    days: int | None = None
    since: date | None = None
    until: date | None = None
    sort: Sort = Sort.RELEVANCE

    @property
    def asked(self) -> Asked:
        return read(self.text)

    @property
    def ranks(self) -> bool:
        """Whether anything is looked for, so that notes are more or less what was meant."""
        return bool(self.asked.words or self.like)

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    def without(self, *names: str) -> Self:
        return replace(self, **{name: DEFAULTS[name] for name in names})


DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(Search)}
FILTERS = (
    "channel",
    "account",
    "segment",
    "arr",
    "rating",
    "mood",
    "kind",
    "language",
    "theme",
    "days",
    "since",
    "until",
)


def to_parameters(search: Search) -> dict[str, str]:
    """The parameters of an address, without those that say nothing."""
    names = {"text": "q"}
    values = {
        names.get(name, name): getattr(search, name) for name in DEFAULTS if getattr(search, name) != DEFAULTS[name]
    }
    return {name: str(value) for name, value in values.items()}


@dataclass(frozen=True)
class Conditions:
    """SQL over `n` (notes) and `a` (accounts), with its parameters."""

    sql: str
    parameters: dict[str, Any]


def conditions(search: Search, now: datetime) -> Conditions:
    """What the filters and the exclusions of `search` ask of a note."""
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    for name, sql in SQL.items():
        if value := getattr(search, name):
            missing = MISSING.get(name)
            parts.append(missing if missing and value == NONE else sql)
            parameters[name] = value
    if search.arr in BANDS and search.arr != NONE:
        _, low, high = BANDS[search.arr]
        parts.append("a.arr >= %(arr_low)s" + (" and a.arr < %(arr_high)s" if high else ""))
        parameters |= {"arr_low": low, "arr_high": high}
    elif search.arr == NONE:
        parts.append("a.arr is null")
    if search.days:
        parts.append("n.said_at >= %(days_since)s and n.is_dated")
        parameters["days_since"] = now - timedelta(days=search.days)
    if search.like:
        parts.append("n.number <> %(like)s")
        parameters["like"] = search.like
    return Conditions(" and ".join(["n.workspace_id = %(workspace)s", *parts]), parameters)


SQL = {
    "channel": "n.channel_id = %(channel)s",
    "account": "n.account_id = %(account)s",
    "segment": IN_SEGMENT.format(account="n.account_id"),
    "rating": "floor(n.rating) = %(rating)s::int",
    "mood": "n.mood = %(mood)s::smallint",
    "kind": "n.kind = %(kind)s",
    "language": "n.language = %(language)s",
    "theme": """exists (select from insights_themenote tn join insights_theme th on th.id = tn.theme_id
        where tn.note_id = n.id and th.workspace_id = n.workspace_id and th.number = %(theme)s)""",
    "since": "n.said_at >= %(since)s and n.is_dated",
    "until": "n.said_at < (%(until)s::date + 1) and n.is_dated",
}
MISSING = {
    "segment": "coalesce(a.segment, '') = ''",
    "rating": "n.rating is null",
    "mood": "n.mood is null",
    "kind": "n.kind = ''",
    "language": "n.language = ''",
}
