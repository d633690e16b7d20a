"""What an account or a person said, over time: notes with how they speak, moods by month, and what happened when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from clew.insights.models import Account, Person
from clew.kit.paging import decode_as, encode
from clew.kit.rows import rows
from clew.thread.queries.walk import Bead
from clew.workspaces.models import Workspace

SIZE = 40
EXCERPT = 300
MONTHS = 12
MOODS = {"bad": -1, "mixed": 0, "good": 1}
MOMENTS = 14


@dataclass(frozen=True)
class SaidRow:
    """A note as an account's page shows it; `words` are its beginning."""

    id: UUID
    number: int
    words: str
    said_at: datetime
    is_dated: bool
    mood: int | None
    channel: str
    channel_kind: str
    account: str | None
    account_id: UUID | None
    person: str | None
    person_id: UUID | None
    theme: str | None
    theme_number: int | None
    is_repeat: bool
    is_archived: bool


@dataclass(frozen=True)
class Said:
    """Which notes to show: of an account or a person; said from `since` to before `until`; of one mood, one channel."""

    account: UUID | None = None
    person: UUID | None = None
    since: date | None = None
    until: date | None = None
    mood: str = ""
    channel: UUID | None = None

    @property
    def is_narrow(self) -> bool:
        return bool(self.since or self.until or self.mood or self.channel)


PAGE = """
  select n.* from insights_note n where n.workspace_id = %(workspace)s
    and (%(account)s::uuid is null or n.account_id = %(account)s)
    and (%(person)s::uuid is null or n.person_id = %(person)s)
    and (%(channel)s::uuid is null or n.channel_id = %(channel)s)
    and (%(since)s::date is null or (n.is_dated and n.said_at >= %(since)s::date))
    and (%(until)s::date is null or (n.is_dated and n.said_at < %(until)s::date))
    and (%(mood)s::int is null or n.mood = %(mood)s)
    and (%(said_at)s::timestamptz is null or (n.said_at, n.id) < (%(said_at)s::timestamptz, %(after)s::uuid))
  order by n.said_at desc, n.id desc limit %(limit)s"""


def notes_said(*, workspace: Workspace, chosen: Said, after: str = "", size: int = SIZE) -> tuple[list[SaidRow], str]:
    """One page, the newest first, and the cursor of the next one."""
    said_at, last = decode_as(after, datetime.fromisoformat, UUID) if after else (None, None)
    sql = f"""
        with page as materialized ({_page(chosen)})
        select n.id, n.number, left(n.text, {EXCERPT}) as words, n.said_at, n.is_dated, n.mood, c.name as channel,
          c.kind as channel_kind, a.name as account, a.id as account_id,
          coalesce(nullif(p.name, ''), p.email) as person, p.id as person_id, t.name as theme,
          t.number as theme_number, n.duplicate_of_id is not null as is_repeat, n.archived_at is not null as is_archived
        from page n join insights_channel c on c.id = n.channel_id
        left join insights_account a on a.id = n.account_id left join insights_person p on p.id = n.person_id
        left join lateral (
          select th.name, th.number from insights_themenote tn join insights_theme th on th.id = tn.theme_id
          where tn.note_id = n.id and th.archived_at is null
          order by tn.origin desc, tn.confidence desc nulls last limit 1) t on true
        order by n.said_at desc, n.id desc"""
    asked: dict[str, Any] = {
        "workspace": workspace.pk, "account": chosen.account, "person": chosen.person, "channel": chosen.channel,
        "since": chosen.since, "until": chosen.until, "mood": MOODS.get(chosen.mood),
        "said_at": said_at, "after": last, "limit": size + 1,
    }  # fmt: skip
    found = rows(sql, asked, SaidRow)
    more = len(found) > size
    found = found[:size]
    return found, encode(found[-1].said_at, found[-1].id) if more else ""


def _page(chosen: Said) -> str:
    """The statement with only what is asked, so that the account's or the person's index answers it."""
    dropped = [name for name in ("account", "person", "channel", "since", "until", "mood") if not getattr(chosen, name)]
    lines = [line for line in PAGE.splitlines() if not any(f"(%({name})s::" in line for name in dropped)]
    return "\n".join(lines)


@dataclass(frozen=True)
class Stand(Bead):
    """An item that a note speaks for or against, by itself or by a quote from it."""

    note_id: UUID
    stance: str


def stands_of(*, notes: list[SaidRow]) -> dict[UUID, list[Stand]]:
    """What each of the notes was tied to, by note."""
    sql = """
        with tied as (
          select e.note_id, e.item_id, e.stance from insights_evidence e where e.note_id = any(%(notes)s)
          union
          select q.note_id, e.item_id, e.stance from insights_quote q join insights_evidence e on e.quote_id = q.id
          where q.note_id = any(%(notes)s))
        select t.note_id, min(t.stance) as stance, i.id, i.kind, i.number, i.ref, i.title, i.status
        from tied t join thread_item i on i.id = t.item_id where i.archived_at is null
        group by t.note_id, i.id order by i.number"""
    found: dict[UUID, list[Stand]] = {}
    for stand in rows(sql, {"notes": [note.id for note in notes]}, Stand):
        found.setdefault(stand.note_id, []).append(stand)
    return found


@dataclass(frozen=True)
class Month:
    """What was said in a month, without repeats; `begins` is its first day."""

    begins: date
    notes: int
    negative: int
    neutral: int
    positive: int

    @property
    def ends(self) -> date:
        """The first day of the next one."""
        return (self.begins + timedelta(days=32)).replace(day=1)

    @property
    def moods(self) -> int:
        return self.negative + self.neutral + self.positive


def months_of(*, account: Account, today: date) -> list[Month]:
    """The last twelve months in which anything was said, the newest first; undated notes are in none."""
    sql = """
        select date_trunc('month', said_at)::date as begins, count(*) as notes,
          count(*) filter (where mood = -1) as negative, count(*) filter (where mood = 0) as neutral,
          count(*) filter (where mood = 1) as positive
        from insights_note where workspace_id = %(workspace)s and account_id = %(account)s
          and is_dated and duplicate_of_id is null and said_at >= %(since)s group by 1 order by 1 desc"""
    since = today.replace(day=1, year=today.year - 1) + timedelta(days=31)
    asked = {"workspace": account.workspace_id, "account": account.pk, "since": since.replace(day=1)}
    return rows(sql, asked, Month)


@dataclass(frozen=True)
class Moment:
    """Something that happened with an account: `kind` is event, tied or done; an item where there is one."""

    at: datetime
    kind: str
    words: str
    item_kind: str
    number: int
    title: str

    def page(self, slug: str) -> str:
        bead = Bead(UUID(int=0), self.item_kind, self.number, "", self.title, "")
        return bead.page(slug) if self.number else ""


def moments_of(*, account: Account, done: list[UUID], limit: int = MOMENTS) -> list[Moment]:
    """Changes to the account, the first tie of each item to its words, and when what it asked for (`done`) was done."""
    sql = """
        (select at, 'event' as kind, sentence as words, '' as item_kind, 0 as number, '' as title from workspaces_event
         where workspace_id = %(workspace)s and subject_id = %(account)s and sentence <> ''
         order by at desc limit %(limit)s)
        union all
        (select min(e.created_at), 'tied', '', i.kind, i.number, i.title from (
           select e.item_id, e.created_at from insights_evidence e join insights_note n on n.id = e.note_id
           where n.account_id = %(account)s and e.stance = 'for'
           union all
           select e.item_id, e.created_at from insights_evidence e join insights_quote q on q.id = e.quote_id
           join insights_note n on n.id = q.note_id where n.account_id = %(account)s and e.stance = 'for') e
         join thread_item i on i.id = e.item_id where i.archived_at is null and i.kind in ('opportunity', 'feature')
         group by i.id order by 1 desc limit %(limit)s)
        union all
        (select max(v.at), 'done', '', i.kind, i.number, i.title from workspaces_event v
         join thread_item i on i.id = v.subject_id
         where v.workspace_id = %(workspace)s and v.subject_id = any(%(done)s) and (v.changes @> %(done_by)s or v.changes @> %(served_by)s)
         group by i.id order by 1 desc limit %(limit)s)
        order by at desc limit %(limit)s"""
    asked = {
        "workspace": account.workspace_id, "account": account.pk, "done": done,
        "done_by": '[{"after": {"status": "done"}}]', "served_by": '[{"after": {"status": "served"}}]', "limit": limit,
    }  # fmt: skip
    return rows(sql, asked, Moment)


@dataclass(frozen=True)
class PersonSum:
    notes: int
    repeats: int
    first_said: datetime | None
    last_said: datetime | None
    negative: int
    neutral: int
    positive: int

    @property
    def moods(self) -> int:
        return self.negative + self.neutral + self.positive


@dataclass(frozen=True)
class PersonChannel:
    id: UUID
    name: str
    kind: str
    notes: int


def sum_of_person(*, person: Person) -> PersonSum:
    sql = """
        select count(*) filter (where duplicate_of_id is null) as notes,
          count(*) filter (where duplicate_of_id is not null) as repeats,
          min(said_at) filter (where is_dated) as first_said, max(said_at) filter (where is_dated) as last_said,
          count(*) filter (where mood = -1 and duplicate_of_id is null) as negative,
          count(*) filter (where mood = 0 and duplicate_of_id is null) as neutral,
          count(*) filter (where mood = 1 and duplicate_of_id is null) as positive
        from insights_note where person_id = %(person)s"""
    (found,) = rows(sql, {"person": person.pk}, PersonSum)
    return found


def channels_of_person(*, person: Person) -> list[PersonChannel]:
    """Where they speak, the most notes first; repeats included, as the channel's list shows them."""
    sql = """
        select c.id, c.name, c.kind, count(*) as notes from insights_note n join insights_channel c on c.id = n.channel_id
        where n.person_id = %(person)s group by c.id order by 4 desc, 2"""
    return rows(sql, {"person": person.pk}, PersonChannel)
