"""One account: its people, what it speaks of, and what rests on its words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clew.insights.models import Account
from clew.kit.rows import one_row, rows
from clew.thread.queries.walk import Bead


@dataclass(frozen=True)
class AccountTheme:
    id: UUID
    number: int
    name: str
    notes: int


def themes_of(*, account: Account) -> list[AccountTheme]:
    """What the account speaks of, the most first; repeats count as the note they repeat."""
    sql = """
        select t.id, t.number, t.name, count(distinct coalesce(n.duplicate_of_id, n.id)) as notes
        from insights_note n join insights_themenote p on p.note_id = n.id join insights_theme t on t.id = p.theme_id
        where n.workspace_id = %(workspace)s and n.account_id = %(account)s and t.archived_at is null
        group by t.id order by 4 desc, t.name"""
    return rows(sql, {"workspace": account.workspace_id, "account": account.id}, AccountTheme)


@dataclass(frozen=True)
class AccountItem(Bead):
    """Something decided, and how many of the account's notes speak for it and against it."""

    notes: int
    against: int


def items_of(*, account: Account) -> list[AccountItem]:
    """What rests on the account's words: notes, quotes from them, and themes they are in; nearest the work last.

    As in every count, a note that is tied for and against counts as against.
    """
    sql = """
        with said as materialized (
          select id, coalesce(duplicate_of_id, id) as original from insights_note
          where workspace_id = %(workspace)s and account_id = %(account)s),
        tied as (
          select e.item_id, s.id, s.original, e.stance from said s join insights_evidence e on e.note_id = s.id
          union all
          select e.item_id, s.id, s.original, e.stance from said s join insights_quote q on q.note_id = s.id
          join insights_evidence e on e.quote_id = q.id
          union all
          select e.item_id, s.id, s.original, e.stance from said s join insights_themenote p on p.note_id = s.id
          join insights_theme t on t.id = p.theme_id and t.archived_at is null
          join insights_evidence e on e.theme_id = t.id),
        judged as (
          select item_id, id, original, bool_or(stance = 'against') as against from tied group by 1, 2, 3)
        select i.id, i.kind, i.number, i.ref, i.title, i.status,
          count(distinct j.original) filter (where not j.against) as notes,
          count(distinct j.original) filter (where j.against) as against
        from judged j join thread_item i on i.id = j.item_id where i.archived_at is null group by i.id"""
    found = rows(sql, {"workspace": account.workspace_id, "account": account.id}, AccountItem)
    return sorted(found, key=lambda item: (item.step, -item.notes, item.number))


@dataclass(frozen=True)
class AccountPerson:
    id: UUID
    name: str
    email: str
    job: str
    notes: int
    last_said: datetime | None

    @property
    def label(self) -> str:
        return self.name or self.email or "Somebody"


def people_of(*, account: Account, limit: int = 100) -> list[AccountPerson]:
    """The people of the account, who says most first; at most `limit`."""
    sql = """
        select p.id, p.name, p.email, p.job, n.notes, n.last_said from insights_person p
        left join lateral (
          select count(*) filter (where duplicate_of_id is null) as notes,
            max(said_at) filter (where is_dated) as last_said
          from insights_note where person_id = p.id) n on true
        where p.account_id = %(account)s order by n.notes desc, p.name, p.id limit %(limit)s"""
    return rows(sql, {"account": account.id, "limit": limit}, AccountPerson)


@dataclass(frozen=True)
class AccountSum:
    """`notes` without `repeats`; `people` are all who are known there, whether they said something or not."""

    notes: int
    repeats: int
    people: int
    first_said: datetime | None
    last_said: datetime | None


def sum_of(*, account: Account) -> AccountSum:
    sql = """
        select count(*) filter (where duplicate_of_id is null) as notes,
          count(*) filter (where duplicate_of_id is not null) as repeats,
          min(said_at) filter (where is_dated) as first_said, max(said_at) filter (where is_dated) as last_said,
          (select count(*) from insights_person where account_id = %(account)s) as people
        from insights_note where workspace_id = %(workspace)s and account_id = %(account)s"""
    return one_row(sql, {"workspace": account.workspace_id, "account": account.id}, AccountSum)
