"""The inbox: notes as a list, filtered and paged by key. A fixed number of statements, whatever the filter."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from clew.insights.models import Note
from clew.insights.queries.reading import MARKED, Piece, parts
from clew.insights.queries.segments import IN_SEGMENT
from clew.insights.queries.stems import ASKED, asked_in
from clew.kit.paging import decode_as, encode
from clew.kit.rows import one_row, rows
from clew.workspaces.models import Workspace

SIZE = 50
EXCERPT = 300
READ = 4000
"""How far into a note a search looks for the passage to show."""
COUNTED = 2_000
"""Sums look at no more matches than this, and show as "2,000+"."""
MANY = 10_000
"""How far the count of waiting notes goes, which stands on every page."""


class View(StrEnum):
    TRIAGE = "triage"
    LINKED = "linked"
    SNOOZED = "snoozed"
    ARCHIVED = "archived"
    ALL = "all"


@dataclass(frozen=True)
class Filter:
    """What the list shows. Empty means everything of that kind."""

    view: View = View.ALL
    words: str = ""
    channel: UUID | None = None
    account: UUID | None = None
    theme: UUID | None = None
    segment: str = ""
    no_theme: bool = False
    since: date | None = None
    until: date | None = None
    """The first day that is too late."""
    kind: str = ""
    mood: str = ""
    """-1, 0 or 1."""

    @property
    def is_narrow(self) -> bool:
        return any(getattr(self, name.name) for name in fields(self) if name.name != "view")


@dataclass(frozen=True)
class NoteRow:
    """A note as the list shows it.

    `words` is the beginning of the text or, where words were searched for, the passage that holds them, marked as
    `reading.parts` reads it.
    """

    id: UUID
    number: int
    words: str
    said_at: datetime
    is_dated: bool
    channel: str
    channel_kind: str
    account: str | None
    arr: Decimal | None
    person: str | None
    theme: str | None
    theme_number: int | None
    is_repeat: bool
    is_archived: bool
    kind: str = ""
    mood: int | None = None
    is_back: bool = False
    """It slept, and waits again."""

    @property
    def ref(self) -> str:
        return f"N-{self.number}"

    @property
    def pieces(self) -> list[Piece]:
        return parts(self.words)

    @property
    def speaker(self) -> str:
        return self.account or self.person or "Somebody unnamed"


ASLEEP = "n.triaged_at is null and n.archived_at is null and n.snoozed_until is not null"
AWAKE = """coalesce(n.snoozed_until <= %(now)s and n.triaged_at is null and n.archived_at is null, false)"""
VIEWS = {
    View.ALL: "true",
    View.TRIAGE: """n.triaged_at is null and n.archived_at is null
        and (n.snoozed_until is null or n.snoozed_until <= %(now)s)""",
    View.LINKED: """n.id in (
        select e.note_id from insights_evidence e where e.workspace_id = %(workspace)s and e.note_id is not null
        union select q.note_id from insights_evidence e join insights_quote q on q.id = e.quote_id
        where e.workspace_id = %(workspace)s)""",
    View.SNOOZED: f"{ASLEEP} and n.snoozed_until > %(now)s",
    View.ARCHIVED: "n.archived_at is not null",
}
"""What each view holds. An archived note was dealt with, not forgotten: it counts and stays in All and Linked."""

NO_THEME = """not exists (
        select from insights_themenote tn where tn.note_id = n.id and tn.theme_id = any(array(
          select th.id from insights_theme th where th.workspace_id = %(workspace)s and th.archived_at is null)))"""
"""The living themes are looked up once, and not for every note."""
START = f"left(n.text, {EXCERPT})"
PASSAGE = f"""ts_headline(clew_stemmer(n.language), left(n.text, {READ}), {asked_in("n.language")},
            'MaxFragments=1, MinWords=14, MaxWords=34, {MARKED}')"""


def listing(
    *, workspace: Workspace, chosen: Filter, now: datetime, after: str = "", size: int = SIZE
) -> tuple[list[NoteRow], str]:
    """One page, the newest first, and the cursor of the next one."""
    where, parameters = _where(workspace, chosen, now)
    if after:
        said_at, note_id = decode_as(after, datetime.fromisoformat, UUID)
        where += " and (n.said_at, n.id) < (%(said_at)s::timestamptz, %(after)s::uuid)"
        parameters |= {"said_at": said_at, "after": note_id}
    sql = f"""
        with page as materialized (
          select n.* from insights_note n left join insights_account a on a.id = n.account_id
          where {where} order by n.said_at desc, n.id desc limit %(limit)s)
        select n.id, n.number, {PASSAGE if chosen.words else START} as words, n.said_at, n.is_dated,
          c.name as channel, c.kind as channel_kind, a.name as account, a.arr,
          coalesce(nullif(p.name, ''), p.email) as person, t.name as theme, t.number as theme_number,
          n.duplicate_of_id is not null as is_repeat, n.archived_at is not null as is_archived,
          n.kind, n.mood, {AWAKE} as is_back
        from page n join insights_channel c on c.id = n.channel_id
        left join insights_account a on a.id = n.account_id left join insights_person p on p.id = n.person_id
        left join lateral (
          select th.name, th.number from insights_themenote tn join insights_theme th on th.id = tn.theme_id
          where tn.note_id = n.id and th.archived_at is null
          order by tn.origin desc, tn.confidence desc nulls last limit 1) t on true
        order by n.said_at desc, n.id desc"""
    found = rows(sql, parameters | {"limit": size + 1}, NoteRow)
    more = len(found) > size
    found = found[:size]
    return found, encode(found[-1].said_at, found[-1].id) if more else ""


def matching(*, workspace: Workspace, chosen: Filter, now: datetime, limit: int) -> list[UUID]:
    """The notes that match, the newest first; of more than `limit` the newest."""
    where, parameters = _where(workspace, chosen, now)
    sql = f"""
        select n.id from insights_note n left join insights_account a on a.id = n.account_id
        where {where} order by n.said_at desc, n.id desc limit %(limit)s"""
    return [row["id"] for row in rows(sql, parameters | {"limit": limit}, dict)]


def numbered(*, workspace: Workspace, numbers: Sequence[int]) -> list[UUID]:
    """The notes of these numbers, as far as they are there."""
    return list(Note.objects.filter(workspace=workspace, number__in=numbers).values_list("pk", flat=True))


def next_to(*, workspace: Workspace, chosen: Filter, now: datetime, note: Note) -> int | None:
    """The number of the note below `note` in the list, of the one above where it is the last; None where it is alone."""
    where, parameters = _where(workspace, chosen, now)
    sql = f"""
        (select n.number, 1 as way from insights_note n left join insights_account a on a.id = n.account_id
         where {where} and (n.said_at, n.id) < (%(said_at)s, %(note)s) order by n.said_at desc, n.id desc limit 1)
        union all
        (select n.number, 2 from insights_note n left join insights_account a on a.id = n.account_id
         where {where} and (n.said_at, n.id) > (%(said_at)s, %(note)s) order by n.said_at, n.id limit 1)
        order by way limit 1"""
    found = rows(sql, parameters | {"said_at": note.said_at, "note": note.pk}, dict)
    return found[0]["number"] if found else None


@dataclass(frozen=True)
class Sum:
    """`notes` without `repeats`, as they are counted everywhere; `arr` of the accounts behind them."""

    notes: int
    repeats: int
    arr: Decimal
    accounts: int

    @property
    def capped(self) -> int:
        """How many are known to match, where more do than were looked at; else 0."""
        return COUNTED if self.notes + self.repeats > COUNTED else 0


def sum_of(*, workspace: Workspace, chosen: Filter, now: datetime) -> Sum:
    """How many notes match, and the revenue of the accounts behind them; at most `COUNTED` + 1 are looked at."""
    where, parameters = _where(workspace, chosen, now)
    sql = f"""
        with found as materialized (
          select n.account_id, coalesce(n.duplicate_of_id, n.id) as original from insights_note n
          left join insights_account a on a.id = n.account_id where {where} limit {COUNTED + 1}),
        accounts as (select distinct account_id as id from found where account_id is not null),
        counted as (select count(*) as found, count(distinct original) as notes from found)
        select c.notes, c.found - c.notes as repeats, x.accounts, x.arr from counted c, (
          select count(*) as accounts, coalesce(sum(a.arr), 0) as arr
          from accounts join insights_account a using (id)) x"""
    return one_row(sql, parameters, Sum)


@dataclass(frozen=True)
class Waiting:
    """How many notes wait to be looked at, and how many sleep until later."""

    triage: int
    snoozed: int


def waiting(*, workspace: Workspace, now: datetime) -> Waiting:
    return Waiting(triage_count(workspace=workspace, now=now), _asleep(workspace, now))


def triage_count(*, workspace: Workspace, now: datetime) -> int:
    """How many notes wait, for every page's side bar: `MANY` where there are as many or more, so that it stays quick."""
    sql = f"""
        select count(*) as n from (
          select from insights_note n where n.workspace_id = %(workspace)s and {VIEWS[View.TRIAGE]} limit {MANY}) as found"""
    number: int = one_row(sql, {"workspace": workspace.id, "now": now}, dict)["n"]
    return number


def _asleep(workspace: Workspace, now: datetime) -> int:
    sql = f"select count(*) as n from insights_note n where n.workspace_id = %(workspace)s and {VIEWS[View.SNOOZED]}"
    number: int = one_row(sql, {"workspace": workspace.id, "now": now}, dict)["n"]
    return number


def _where(workspace: Workspace, chosen: Filter, now: datetime) -> tuple[str, dict[str, Any]]:
    parts = ["n.workspace_id = %(workspace)s", VIEWS[chosen.view]]
    parameters: dict[str, Any] = {"workspace": workspace.id, "now": now}
    choices = {
        "channel": "n.channel_id = %(channel)s",
        "account": "n.account_id = %(account)s",
        "segment": IN_SEGMENT.format(account="n.account_id"),
        "since": "n.said_at >= %(since)s and n.is_dated",
        "until": "n.said_at < %(until)s and n.is_dated",
        "theme": """exists (select from insights_themenote tn
            where tn.note_id = n.id and tn.theme_id = %(theme)s)""",
        "kind": "n.kind = %(kind)s",
        "mood": "n.mood = %(mood)s::smallint",
        "words": f"n.search @@ {ASKED}",
    }
    for name, condition in choices.items():
        if value := getattr(chosen, name):
            parts.append(condition)
            parameters[name] = value
    if chosen.no_theme:
        parts.append(NO_THEME)
    return " and ".join(parts), parameters
