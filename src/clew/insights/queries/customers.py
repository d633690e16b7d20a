"""Accounts and people."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from clew.insights.models import Account, Channel, Person
from clew.kit.paging import decode, encode
from clew.kit.rows import one_row, rows
from clew.workspaces.models import Workspace

SIZE = 50


@dataclass(frozen=True)
class AccountRow:
    id: UUID
    name: str
    segment: str
    plan: str
    arr: Decimal | None
    renews_on: date | None
    notes: int
    last_said: datetime | None
    themes: int


def accounts(
    *, workspace: Workspace, words: str = "", segment: str = "", heard: bool = False, after: str = ""
) -> tuple[list[AccountRow], str]:
    """One page of accounts, the most revenue first, and the cursor of the next."""
    cursor = decode(after, 2) if after else None
    sql = """
        select a.id, a.name, a.segment, a.plan, a.arr, a.renews_on, n.notes, n.last_said, n.themes from (
          select * from insights_account a
          where a.workspace_id = %(workspace)s and (%(segment)s = '' or a.segment = %(segment)s)
            and (%(words)s = '' or a.name ilike %(like)s)
            and (not %(heard)s or exists (
              select from insights_note n where n.workspace_id = a.workspace_id and n.account_id = a.id))
            and (%(arr)s::numeric is null or (coalesce(a.arr, -1), a.id) < (%(arr)s::numeric, %(id)s::uuid))
          order by coalesce(a.arr, -1) desc, a.id desc limit %(limit)s) a
        left join lateral (
          select count(*) filter (where n.duplicate_of_id is null) as notes,
            max(n.said_at) filter (where n.is_dated) as last_said,
            (select count(distinct p.theme_id) from insights_note m join insights_themenote p on p.note_id = m.id
             where m.workspace_id = a.workspace_id and m.account_id = a.id) as themes
          from insights_note n where n.workspace_id = a.workspace_id and n.account_id = a.id) n on true
        order by coalesce(a.arr, -1) desc, a.id desc"""
    parameters = {
        "workspace": workspace.id,
        "segment": segment,
        "words": words,
        "like": "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",
        "heard": heard,
        "arr": cursor[0] if cursor else None,
        "id": cursor[1] if cursor else None,
        "limit": SIZE + 1,
    }
    found = rows(sql, parameters, AccountRow)
    more = len(found) > SIZE
    found = found[:SIZE]
    last = found[-1] if found else None
    arr = last.arr if last and last.arr is not None else Decimal(-1)
    return found, encode(arr, last.id) if more and last else ""


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
        with heard as materialized (
          select distinct account_id as id from insights_note
          where workspace_id = %(workspace)s and account_id is not null)
        select count(*) as accounts, coalesce(sum(a.arr), 0) as arr, count(h.id) as heard,
          coalesce(sum(a.arr) filter (where h.id is not null), 0) as heard_arr
        from insights_account a left join heard h on h.id = a.id where a.workspace_id = %(workspace)s"""
    return one_row(sql, {"workspace": workspace.id}, Total)


def segments(*, workspace: Workspace) -> list[str]:
    found = Account.objects.filter(workspace=workspace).exclude(segment="")
    return list(found.order_by("segment").values_list("segment", flat=True).distinct())


@dataclass(frozen=True)
class AccountTheme:
    id: UUID
    number: int
    name: str
    notes: int


def themes_of(*, account: Account) -> list[AccountTheme]:
    """What the account speaks of, the most first."""
    sql = """
        select t.id, t.number, t.name, count(*) as notes from insights_note n
        join insights_themenote p on p.note_id = n.id join insights_theme t on t.id = p.theme_id
        where n.workspace_id = %(workspace)s and n.account_id = %(account)s and t.archived_at is null
          and n.duplicate_of_id is null
        group by t.id order by 4 desc, t.name"""
    return rows(sql, {"workspace": account.workspace_id, "account": account.id}, AccountTheme)


@dataclass(frozen=True)
class AccountItem:
    """Something decided that rests on what the account said."""

    id: UUID
    kind: str
    number: int
    ref: str
    title: str
    status: str


def items_of(*, account: Account) -> list[AccountItem]:
    sql = """
        with said as materialized (
          select id from insights_note where workspace_id = %(workspace)s and account_id = %(account)s)
        select i.id, i.kind, i.number, i.ref, i.title, i.status from thread_item i where i.archived_at is null and i.id in (
          select e.item_id from insights_evidence e where e.note_id in (select id from said)
          union select e.item_id from insights_evidence e join insights_quote q on q.id = e.quote_id
            where q.note_id in (select id from said)
          union select e.item_id from insights_evidence e join insights_themenote p on p.theme_id = e.theme_id
            where p.note_id in (select id from said))
        order by i.kind, i.number"""
    return rows(sql, {"workspace": account.workspace_id, "account": account.id}, AccountItem)


def people_of(*, account: Account) -> list[Person]:
    return list(Person.objects.filter(account=account).order_by("name", "email")[:200])


@dataclass(frozen=True)
class ChannelRow:
    id: UUID
    name: str
    kind: str
    notes: int
    last_at: datetime | None
    is_archived: bool


def channels(*, workspace: Workspace) -> list[ChannelRow]:
    """Every channel with its notes, closed ones last."""
    sql = """
        select c.id, c.name, c.kind, c.archived_at is not null as is_archived, count(n.id) as notes,
          max(n.created_at) as last_at
        from insights_channel c left join insights_note n on n.workspace_id = c.workspace_id and n.channel_id = c.id
        where c.workspace_id = %(workspace)s group by c.id order by 4, c.name"""
    return rows(sql, {"workspace": workspace.id}, ChannelRow)


def open_channels(*, workspace: Workspace) -> list[Channel]:
    return list(Channel.objects.filter(workspace=workspace, archived_at=None).order_by("name"))


def channel_names(workspace: Workspace) -> list[str]:
    return [channel.name for channel in open_channels(workspace=workspace)]
