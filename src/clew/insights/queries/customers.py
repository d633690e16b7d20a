"""Accounts, ranked, and channels. What one account said is in `accounts.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clew.insights.models import Account, Channel, ChannelKind
from clew.insights.queries.reach import WEEKS
from clew.kit.clock import weeks_back
from clew.kit.paging import decode_as, encode
from clew.kit.rows import one_row, rows
from clew.workspaces.models import Workspace

SIZE = 50
SILENT = datetime(1900, 1, 1, tzinfo=UTC)
"""Stands for never, where accounts are ranked by when they were heard last."""


class Rank(StrEnum):
    """What stands first: the most revenue, the most notes, whom we heard last."""

    ARR = "arr"
    NOTES = "notes"
    HEARD = "heard"


@dataclass(frozen=True)
class AccountFilter:
    """Which accounts to list, and what ranks them. Empty means all of them."""

    words: str = ""
    segment: str = ""
    heard: bool = False
    rank: Rank = Rank.ARR

    @property
    def is_narrow(self) -> bool:
        return bool(self.words or self.segment or self.heard)


@dataclass(frozen=True)
class AccountRow:
    """`notes` leave repeats out; `weekly` are twelve counts of notes, this week's last."""

    id: UUID
    name: str
    segment: str
    plan: str
    arr: Decimal | None
    renews_on: date | None
    rank: Any
    notes: int
    last_said: datetime | None
    people: int
    themes: int
    per_week: dict[str, int] = field(default_factory=dict)

    @property
    def weekly(self) -> list[int]:
        return [self.per_week.get(str(week), 0) for week in range(WEEKS)]


RANKED = {
    Rank.ARR: ("", "coalesce(a.arr, -1)", "numeric"),
    Rank.NOTES: (
        """left join (
            select account_id, count(*) as notes from insights_note
            where workspace_id = %(workspace)s and account_id is not null group by 1) said on said.account_id = a.id
          left join (
            select account_id, count(*) as notes from insights_note
            where workspace_id = %(workspace)s and account_id is not null and duplicate_of_id is not null
            group by 1) again on again.account_id = a.id""",
        "coalesce(said.notes, 0) - coalesce(again.notes, 0)",
        "numeric",
    ),
    Rank.HEARD: (
        """left join lateral (
            select n.said_at from insights_note n
            where n.workspace_id = a.workspace_id and n.account_id = a.id and n.is_dated
            order by n.said_at desc, n.id desc limit 1) latest on true""",
        "coalesce(latest.said_at, %(silent)s)",
        "timestamptz",
    ),
}
"""What each rank joins, its value, and that value's type. Indexes alone answer the joins, as far as they can."""

READERS: dict[Rank, Callable[[str], Any]] = {
    Rank.ARR: Decimal,
    Rank.NOTES: int,
    Rank.HEARD: datetime.fromisoformat,
}
"""How a rank's value is read from a cursor."""


def accounts(
    *, workspace: Workspace, today: date, chosen: AccountFilter, after: str = ""
) -> tuple[list[AccountRow], str]:
    """One page of accounts in the order of their rank, and the cursor of the next. One statement."""
    joins, rank, kind = RANKED[chosen.rank]
    sql = f"""
        select a.*, said.notes, said.last_said, people.people, themes.themes,
          coalesce(weeks.per_week, '{{}}'::jsonb) as per_week
        from (
          select a.id, a.name, a.segment, a.plan, a.arr, a.renews_on, {rank} as rank
          from insights_account a {joins}
          where a.workspace_id = %(workspace)s and (%(segment)s = '' or a.segment = %(segment)s)
            and (%(words)s = '' or a.name ilike %(like)s)
            and (not %(heard)s or exists (
              select from insights_note n where n.workspace_id = a.workspace_id and n.account_id = a.id))
            and (%(rank)s::{kind} is null or ({rank}, a.id) < (%(rank)s::{kind}, %(after)s::uuid))
          order by {rank} desc, a.id desc limit %(limit)s) a
        left join lateral (
          select count(*) filter (where n.duplicate_of_id is null) as notes,
            max(n.said_at) filter (where n.is_dated) as last_said
          from insights_note n where n.workspace_id = %(workspace)s and n.account_id = a.id) said on true
        left join lateral (
          select count(*) as people from insights_person p where p.account_id = a.id) people on true
        left join lateral (
          select count(*) as themes from (
            select distinct p.theme_id as id from insights_note n join insights_themenote p on p.note_id = n.id
            where n.workspace_id = %(workspace)s and n.account_id = a.id) each
          join insights_theme t using (id) where t.archived_at is null) themes on true
        left join lateral (
          select jsonb_object_agg(week, notes) as per_week from (
            select (n.said_at::date - %(monday)s::date) / 7 as week, count(*) as notes from insights_note n
            where n.workspace_id = %(workspace)s and n.account_id = a.id and n.is_dated and n.duplicate_of_id is null
              and n.said_at >= %(monday)s::date and n.said_at < %(monday)s::date + 7 * %(weeks)s
            group by 1) each) weeks on true
        order by a.rank desc, a.id desc"""
    found = rows(sql, _parameters(workspace, today, chosen, after), AccountRow)
    more = len(found) > SIZE
    found = found[:SIZE]
    return found, encode(found[-1].rank, found[-1].id) if more else ""


def _parameters(workspace: Workspace, today: date, chosen: AccountFilter, after: str) -> dict[str, Any]:
    rank, last = decode_as(after, READERS[chosen.rank], UUID) if after else (None, None)
    escaped = chosen.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "workspace": workspace.id,
        "segment": chosen.segment,
        "words": chosen.words,
        "like": f"%{escaped}%",
        "heard": chosen.heard,
        "rank": rank,
        "after": last,
        "silent": SILENT,
        "limit": SIZE + 1,
        "monday": weeks_back(today, WEEKS)[0],
        "weeks": WEEKS,
    }


def every(*, workspace: Workspace) -> "QuerySet[Account]":
    return Account.objects.filter(workspace=workspace).defer("search")


@dataclass(frozen=True)
class Total:
    accounts: int
    arr: Decimal
    heard: int
    heard_arr: Decimal


def total(*, workspace: Workspace) -> Total:
    """All accounts and their revenue, and those of them who said anything."""
    sql = """
        select count(*) as accounts, coalesce(sum(arr), 0) as arr, count(*) filter (where heard) as heard,
          coalesce(sum(arr) filter (where heard), 0) as heard_arr
        from (
          select a.arr, exists (
            select from insights_note n where n.workspace_id = a.workspace_id and n.account_id = a.id) as heard
          from insights_account a where a.workspace_id = %(workspace)s) each"""
    return one_row(sql, {"workspace": workspace.id}, Total)


def segments(*, workspace: Workspace) -> list[str]:
    found = Account.objects.filter(workspace=workspace).exclude(segment="")
    return list(found.order_by("segment").values_list("segment", flat=True).distinct())


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
