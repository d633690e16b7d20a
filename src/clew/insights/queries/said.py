"""Every note, account and person that an item's counts count: where the numbers of a thread open."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from clew.insights.queries.reach import JUDGED
from clew.kit.paging import decode_as, encode
from clew.kit.rows import rows
from clew.thread.queries.walk import UPWARD_VALUES

SIZE = 30
SHOWN = 200
"""How many accounts and people a page names; the sums count all of them."""


@dataclass(frozen=True)
class SaidNote:
    id: UUID
    number: int
    words: str
    said_at: datetime
    is_dated: bool
    channel: str
    account: str | None
    person: str | None
    arr: Decimal | None
    against: bool

    @property
    def speaker(self) -> str:
        return self.account or self.person or "Somebody unnamed"


def notes_behind(*, item_id: UUID, after: str = "") -> tuple[list[SaidNote], str]:
    """One page of the notes behind an item and all below it, repeats left out, the newest first.

    Notes are looked up one by one (`offset 0` says so): else the planner reads all of the workspace's.
    """
    said_at, last = decode_as(after, datetime.fromisoformat, UUID) if after else (None, None)
    sql = f"""{JUDGED},
        page as materialized (
          select n.id, n.said_at, j.against from judged j cross join lateral (
            select id, said_at, duplicate_of_id from insights_note where id = j.note_id offset 0) n
          where (n.duplicate_of_id is null or not exists (
              select from judged o where o.root = j.root and o.note_id = n.duplicate_of_id))
            and (%(said_at)s::timestamptz is null or (n.said_at, n.id) < (%(said_at)s::timestamptz, %(after)s::uuid))
          order by n.said_at desc, n.id desc limit %(limit)s)
        select n.id, n.number, left(n.text, 600) as words, n.said_at, n.is_dated, c.name as channel, a.name as account,
          coalesce(nullif(p.name, ''), p.email) as person, a.arr, page.against
        from page join insights_note n using (id) join insights_channel c on c.id = n.channel_id
        left join insights_account a on a.id = n.account_id left join insights_person p on p.id = n.person_id
        order by page.said_at desc, page.id desc"""
    parameters = {
        "items": [item_id],
        "relations": UPWARD_VALUES,
        "said_at": said_at,
        "after": last,
        "limit": SIZE + 1,
    }
    found = rows(sql, parameters, SaidNote)
    more = len(found) > SIZE
    found = found[:SIZE]
    return found, encode(found[-1].said_at, found[-1].id) if more else ""


@dataclass(frozen=True)
class SaidAccount:
    id: UUID
    name: str
    segment: str
    arr: Decimal | None
    notes: int


def accounts_behind(*, item_id: UUID, limit: int = SHOWN) -> list[SaidAccount]:
    """The accounts behind an item, the most revenue first."""
    sql = f"""{JUDGED}
        select a.id, a.name, a.segment, a.arr, count(distinct n.original) as notes
        from notes n join insights_account a on a.id = n.account_id
        group by a.id order by a.arr desc nulls last, a.name limit %(limit)s"""
    return rows(sql, {"items": [item_id], "relations": UPWARD_VALUES, "limit": limit}, SaidAccount)


@dataclass(frozen=True)
class SaidPerson:
    """Somebody known by name or address; notes whose speaker nobody knows have no row."""

    id: UUID
    name: str
    job: str
    account_id: UUID | None
    account: str | None
    notes: int


def people_behind(*, item_id: UUID, limit: int = SHOWN) -> list[SaidPerson]:
    """The people behind an item, who says most first."""
    sql = f"""{JUDGED}
        select p.id, coalesce(nullif(p.name, ''), nullif(p.email, ''), 'Somebody') as name, p.job, a.id as account_id,
          a.name as account, count(distinct n.original) as notes
        from notes n join insights_person p on p.id = n.voice left join insights_account a on a.id = p.account_id
        group by p.id, a.id order by 6 desc, 2, p.id limit %(limit)s"""
    return rows(sql, {"items": [item_id], "relations": UPWARD_VALUES, "limit": limit}, SaidPerson)
