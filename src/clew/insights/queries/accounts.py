"""One account: its people, what it speaks of, and what rests on its words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from clew.insights.models import Account
from clew.insights.queries.accounts_health import MOOD_DAYS
from clew.kit.rows import one_row, rows
from clew.thread.queries.walk import Bead

REQUESTS = ("opportunity", "feature")
"""Kinds of items that customers ask for; the aims above them are the company's own."""
GOT = ("done", "served")
"""The states of a feature and of an opportunity that customers have what they asked for."""


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

    @property
    def is_request(self) -> bool:
        return self.kind in REQUESTS and self.notes > 0

    @property
    def is_got(self) -> bool:
        return self.is_request and self.status in GOT

    @property
    def is_open(self) -> bool:
        return self.is_request and self.status not in {*GOT, "dropped"}


def items_of(*, account: Account) -> list[AccountItem]:
    """What rests on the account's words: notes, quotes from them, and themes they are in; nearest the work last.

    As in every count, a note that is tied for and against counts as against. An item that only one theme ties to the account
    (`lone`) has that theme's notes; only the others are looked at note by note.
    """
    sql = """
        with said as materialized (
          select id, coalesce(duplicate_of_id, id) as original from insights_note
          where workspace_id = %(workspace)s and account_id = %(account)s),
        direct as materialized (
          select e.item_id, s.id, s.original, e.stance from said s join insights_evidence e on e.note_id = s.id
          union all
          select e.item_id, s.id, s.original, e.stance from said s join insights_quote q on q.note_id = s.id
          join insights_evidence e on e.quote_id = q.id),
        placed as materialized (
          select p.theme_id, s.id, s.original from said s join insights_themenote p on p.note_id = s.id
          join insights_theme t on t.id = p.theme_id and t.archived_at is null),
        themed as materialized (select theme_id, count(distinct original) as notes from placed group by 1),
        by_theme as materialized (
          select e.item_id, e.theme_id, e.stance, t.notes from themed t join insights_evidence e on e.theme_id = t.theme_id),
        lone as materialized (
          select item_id from by_theme where item_id not in (select item_id from direct) group by 1 having count(*) = 1),
        tied as (
          select * from direct
          union all
          select b.item_id, p.id, p.original, b.stance from by_theme b join placed p on p.theme_id = b.theme_id
          where b.item_id not in (select item_id from lone)),
        judged as (
          select item_id, id, original, bool_or(stance = 'against') as against from tied group by 1, 2, 3),
        counted as (
          select item_id, count(distinct original) filter (where not against) as notes,
            count(distinct original) filter (where against) as against
          from judged group by 1
          union all
          select item_id, case stance when 'for' then notes else 0 end, case stance when 'against' then notes else 0 end
          from by_theme where item_id in (select item_id from lone))
        select i.id, i.kind, i.number, i.ref, i.title, i.status, c.notes, c.against
        from counted c join thread_item i on i.id = c.item_id where i.archived_at is null"""
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
    """`notes` without `repeats`; `people` are all who are known there, whether they said something or not.

    The moods are of the last 90 days, `asked` and `got` of what its words speak for: what `accounts_health` reads.
    """

    notes: int
    repeats: int
    people: int
    first_said: datetime | None
    last_said: datetime | None
    negative: int
    neutral: int
    positive: int
    asked: int = 0
    got: int = 0


def sum_of(*, account: Account, today: date, items: Sequence[AccountItem]) -> AccountSum:
    """Counted now; `items` are what `items_of` found."""
    recent = "is_dated and said_at >= %(today)s::date - %(days)s::int and duplicate_of_id is null"
    sql = f"""
        select count(*) filter (where duplicate_of_id is null) as notes,
          count(*) filter (where duplicate_of_id is not null) as repeats,
          min(said_at) filter (where is_dated) as first_said, max(said_at) filter (where is_dated) as last_said,
          count(*) filter (where {recent} and mood = -1) as negative,
          count(*) filter (where {recent} and mood = 0) as neutral,
          count(*) filter (where {recent} and mood = 1) as positive,
          (select count(*) from insights_person where account_id = %(account)s) as people
        from insights_note where workspace_id = %(workspace)s and account_id = %(account)s"""
    asked = {"workspace": account.workspace_id, "account": account.id, "today": today, "days": MOOD_DAYS}
    counted = one_row(sql, asked, AccountSum)
    return replace(counted, asked=sum(item.is_open for item in items), got=sum(item.is_got for item in items))
