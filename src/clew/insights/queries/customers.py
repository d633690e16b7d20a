"""Accounts, ranked, and channels. What one account said is in `accounts.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clew.insights.models import Account, Channel, ChannelKind
from clew.insights.queries.segments import IN_SEGMENT, segment_accounts, segment_names
from clew.kit.paging import decode_as, encode
from clew.kit.rows import one_row, rows
from clew.workspaces.models import Workspace

SIZE = 50
SILENT = datetime(1900, 1, 1, tzinfo=UTC)
"""Stands for never, where accounts are ranked by when they were heard last."""
OPEN_END = date(9999, 12, 31)
"""Stands for no renewal, where the next one comes first."""
LATELY = 90
"""Days within which somebody was heard lately."""


class Rank(StrEnum):
    """What stands first: the most revenue, the most notes, whom we heard last, whose renewal is next, A to Z."""

    ARR = "arr"
    NOTES = "notes"
    HEARD = "heard"
    RENEWS = "renews"
    NAME = "name"


class Heard(StrEnum):
    EVER = "yes"
    LATELY = "lately"
    QUIET = "quiet"
    NEVER = "never"


class Renewal(StrEnum):
    OVERDUE = "overdue"
    MONTH = "30"
    QUARTER = "90"
    YEAR = "365"
    UNKNOWN = "unknown"


class Band(StrEnum):
    """ARR, from the first number up to below the second."""

    UNKNOWN = "unknown"
    TO_10K = "0-10000"
    TO_50K = "10000-50000"
    TO_100K = "50000-100000"
    MORE = "100000-"


class Standing(StrEnum):
    """Health: a person's word, else as the facts read."""

    GOOD = "good"
    RISK = "risk"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class AccountFilter:
    """Which accounts to list, and what ranks them. Empty means all of them."""

    words: str = ""
    segment: str = ""
    heard: str = ""
    renewal: str = ""
    band: str = ""
    health: str = ""
    owner: UUID | None = None
    rank: Rank = Rank.ARR

    @property
    def is_narrow(self) -> bool:
        return bool(self.words or self.segment or self.heard or self.renewal or self.band or self.health or self.owner)


@dataclass(frozen=True)
class AccountRow:
    """`notes` leave repeats out; `weekly` are twelve counts of notes, this week's last; `reading` is Clew's own."""

    id: UUID
    name: str
    segment: str
    plan: str
    arr: Decimal | None
    renews_on: date | None
    health: str
    reading: str
    rank: Any
    notes: int
    last_said: datetime | None
    people: int
    themes: int
    weekly: list[int]


@dataclass(frozen=True)
class _Order:
    """A rank's value in SQL, its type, how a cursor reads it, and whether the largest stands first."""

    sql: str
    type: str
    read: Callable[[str], Any]
    falls: bool = True


ORDERS = {
    Rank.ARR: _Order("coalesce(a.arr, -1)", "numeric", Decimal),
    Rank.NOTES: _Order("coalesce(c.notes, 0)", "int", int),
    Rank.HEARD: _Order("coalesce(c.last_said, %(silent)s)", "timestamptz", datetime.fromisoformat),
    Rank.RENEWS: _Order("coalesce(a.renews_on, %(open_end)s)", "date", date.fromisoformat, falls=False),
    Rank.NAME: _Order("a.key", "text", str, falls=False),
}
HEALTH = "coalesce(nullif(a.health, ''), nullif(c.reading, ''), 'unknown')"
CONDITIONS: dict[str | tuple[str, str], str] = {
    "words": "a.name ilike %(like)s",
    "segment": IN_SEGMENT.format(account="a.id"),
    "owner": "a.owner_id = %(owner)s",
    "health": f"{HEALTH} = %(health)s",
    ("heard", Heard.EVER): "coalesce(c.notes + c.repeats, 0) > 0",
    ("heard", Heard.NEVER): "coalesce(c.notes + c.repeats, 0) = 0",
    ("heard", Heard.LATELY): "c.last_said >= %(lately)s",
    ("heard", Heard.QUIET): "c.notes + c.repeats > 0 and coalesce(c.last_said < %(lately)s, true)",
    ("renewal", Renewal.OVERDUE): "a.renews_on < %(today)s",
    ("renewal", Renewal.UNKNOWN): "a.renews_on is null",
    "renewal": "a.renews_on between %(today)s and %(today)s + %(renewal)s::int",
    ("band", Band.UNKNOWN): "a.arr is null",
    "band": "a.arr >= %(low)s and (%(high)s::numeric is null or a.arr < %(high)s)",
}


def accounts(
    *, workspace: Workspace, today: date, chosen: AccountFilter, after: str = ""
) -> tuple[list[AccountRow], str]:
    """One page of accounts in the order of their rank, and the cursor of the next. One statement, over kept counts."""
    order = ORDERS[chosen.rank]
    where, parameters = _where(workspace, chosen, today)
    if after:
        rank, last = decode_as(after, order.read, UUID)
        where += f" and ({order.sql}, a.id) {'<' if order.falls else '>'} (%(rank)s::{order.type}, %(after)s::uuid)"
        parameters |= {"rank": rank, "after": last}
    way = "desc" if order.falls else "asc"
    sql = f"""
        select a.id, a.name, a.segment, a.plan, a.arr, a.renews_on, a.health, coalesce(c.reading, '') as reading,
          {order.sql} as rank, coalesce(c.notes, 0) as notes, c.last_said, coalesce(c.people, 0) as people,
          coalesce(c.themes, 0) as themes, coalesce(c.weekly, '{{}}') as weekly
        from insights_account a left join insights_accountcounts c on c.account_id = a.id
        where {where} order by {order.sql} {way}, a.id {way} limit %(limit)s"""
    found = rows(sql, parameters | {"limit": SIZE + 1}, AccountRow)
    more = len(found) > SIZE
    found = found[:SIZE]
    return found, encode(found[-1].rank, found[-1].id) if more else ""


def _where(workspace: Workspace, chosen: AccountFilter, today: date) -> tuple[str, dict[str, Any]]:
    names = ("words", "segment", "owner", "health", "heard", "renewal", "band")
    asked = [(name, value) for name in names if (value := getattr(chosen, name))]
    parts = ["a.workspace_id = %(workspace)s", *(CONDITIONS.get(one) or CONDITIONS[one[0]] for one in asked)]
    low, _, high = chosen.band.partition("-")
    escaped = chosen.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return " and ".join(parts), {
        "workspace": workspace.id,
        "segment": chosen.segment,
        "like": f"%{escaped}%",
        "owner": chosen.owner,
        "health": chosen.health,
        "renewal": int(chosen.renewal) if chosen.renewal.isdecimal() else 0,
        "low": int(low) if low.isdecimal() else 0,
        "high": int(high) if high.isdecimal() else None,
        "lately": today - timedelta(days=LATELY),
        "today": today,
        "silent": SILENT,
        "open_end": OPEN_END,
    }


def every(*, workspace: Workspace, segment: str = "") -> "QuerySet[Account]":
    """All accounts, or those of a segment, with their owners."""
    found = Account.objects.filter(workspace=workspace).defer("search").select_related("owner")
    return found.filter(pk__in=segment_accounts(workspace=workspace, name=segment)) if segment else found


@dataclass(frozen=True)
class Total:
    """Accounts and their revenue, and those of them who said anything."""

    accounts: int
    arr: Decimal
    heard: int
    heard_arr: Decimal


def total(*, workspace: Workspace) -> Total:
    """Of all accounts, counted now."""
    sql = """
        select count(*) as accounts, coalesce(sum(arr), 0) as arr, count(*) filter (where heard) as heard,
          coalesce(sum(arr) filter (where heard), 0) as heard_arr
        from (
          select a.arr, exists (
            select from insights_note n where n.workspace_id = a.workspace_id and n.account_id = a.id) as heard
          from insights_account a where a.workspace_id = %(workspace)s) each"""
    return one_row(sql, {"workspace": workspace.id}, Total)


def total_listed(*, workspace: Workspace, today: date, chosen: AccountFilter) -> Total:
    """Of the accounts that `chosen` lists, by their kept counts."""
    where, parameters = _where(workspace, chosen, today)
    heard = CONDITIONS["heard", Heard.EVER]
    sql = f"""
        select count(*) as accounts, coalesce(sum(a.arr), 0) as arr, count(*) filter (where {heard}) as heard,
          coalesce(sum(a.arr) filter (where {heard}), 0) as heard_arr
        from insights_account a left join insights_accountcounts c on c.account_id = a.id where {where}"""
    return one_row(sql, parameters, Total)


def segments(*, workspace: Workspace) -> list[str]:
    """The names that accounts may be narrowed by, A to Z."""
    return segment_names(workspace=workspace)


@dataclass(frozen=True)
class ChannelRow:
    """`last_said` is when the newest dated note was said."""

    id: UUID
    name: str
    kind: str
    notes: int
    last_said: datetime | None
    is_archived: bool

    @property
    def kind_label(self) -> str:
        return str(ChannelKind(self.kind).label)


def channels(*, workspace: Workspace) -> list[ChannelRow]:
    """Every channel with its notes, repeats included; closed ones last."""
    sql = """
        select c.id, c.name, c.kind, c.archived_at is not null as is_archived, said.notes, latest.said_at as last_said
        from insights_channel c
        left join lateral (
          select count(*) as notes from insights_note n
          where n.workspace_id = c.workspace_id and n.channel_id = c.id) said on true
        left join lateral (
          select n.said_at from insights_note n
          where n.workspace_id = c.workspace_id and n.channel_id = c.id and n.is_dated
          order by n.said_at desc, n.id desc limit 1) latest on true
        where c.workspace_id = %(workspace)s order by 4, c.name"""
    return rows(sql, {"workspace": workspace.id}, ChannelRow)


def open_channels(*, workspace: Workspace) -> list[Channel]:
    return list(Channel.objects.filter(workspace=workspace, archived_at=None).order_by("name"))


def channel_names(workspace: Workspace) -> list[str]:
    return [channel.name for channel in open_channels(workspace=workspace)]
