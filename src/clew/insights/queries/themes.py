"""Themes as a ranked list, with what is behind them and what they serve."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from clew.calc.trend import trend
from clew.insights.models import Theme
from clew.insights.queries.segments import HELD
from clew.insights.queries.theme_counts import ThemeCount, count_themes
from clew.kit.clock import week_elapsed
from clew.kit.rows import rows
from clew.thread.queries.walk import UPWARD_VALUES, Bead
from clew.workspaces.models import Workspace

WINDOWS = {30: "30 days", 90: "90 days", 365: "12 months", 0: "all time"}


class Weight(StrEnum):
    """What the ranking weighs by."""

    REVENUE = "revenue"
    NOTES = "notes"
    PEOPLE = "people"
    ACCOUNTS = "accounts"
    GROWTH = "growth"
    FEELING = "feeling"


@dataclass(frozen=True)
class Choice:
    """`days` is one of WINDOWS."""

    days: int = 90
    segment: str = ""
    weight: Weight = Weight.REVENUE
    words: str = ""
    muted: bool = False
    loose: bool = False
    """Only themes that serve no objective."""
    grouped: bool = True
    """Under the headings of their areas, where there are any."""

    @property
    def is_narrow(self) -> bool:
        return bool(self.segment or self.words or self.muted or self.loose)


@dataclass
class ThemeRow:
    id: UUID
    number: int
    name: str
    notes: int
    voices: int
    accounts: int
    arr: Decimal
    weekly: Sequence[int]
    trend: float | None
    is_rising: bool
    negative: int
    neutral: int
    positive: int
    is_muted: bool = False
    is_pinned: bool = False
    words: Sequence[str] = ()
    area: str = ""
    serves: list[Bead] = field(default_factory=list)
    opportunity: Bead | None = None

    @property
    def moods(self) -> int:
        return self.negative + self.neutral + self.positive


def ranked(*, workspace: Workspace, choice: Choice, today: date) -> list[ThemeRow]:
    """Every living theme with a note in the window (of all time: every one), heaviest first, with the objectives it serves.

    The counts are the kept ones; those of a segment that none are kept for are counted now.
    """
    found = _of_segment(workspace, choice, today) if choice.segment else _kept(workspace, choice)
    if choice.words:
        found = [row for row in found if choice.words.casefold() in row.name.casefold()]
    _add_served(found)
    return sorted(found, key=lambda row: (-_weight(row, choice.weight), -row.notes, row.number))


def by_area(found: Sequence[ThemeRow]) -> list[tuple[str, list[ThemeRow]]]:
    """The ranking under its headings: the area of the heaviest theme first; themes by themselves stand last, under none.

    Fewer than two areas are no headings.
    """
    groups: dict[str, list[ThemeRow]] = {}
    for row in found:
        groups.setdefault(row.area, []).append(row)
    alone = groups.pop("", [])
    if len(groups) < 2:
        return [("", list(found))]
    return [*groups.items(), *([("", alone)] if alone else [])]


def _weight(row: ThemeRow, weight: Weight) -> float:
    values: dict[Weight, float | Decimal] = {
        Weight.REVENUE: row.arr,
        Weight.NOTES: row.notes,
        Weight.ACCOUNTS: row.accounts,
        Weight.PEOPLE: row.voices,
        Weight.GROWTH: row.trend if row.trend is not None else -1,
        Weight.FEELING: row.negative / row.moods if row.moods else -1,
    }
    return float(values[weight])


KEPT = """
    select t.id, t.number, t.name, t.words, t.area, t.muted_at is not null as is_muted, t.pinned_at is not null as is_pinned,
      coalesce(r.notes, 0) as notes, coalesce(r.voices, 0) as voices, coalesce(r.accounts, 0) as accounts,
      coalesce(r.arr, 0) as arr, coalesce(r.weekly, '{{}}') as weekly, r.trend,
      coalesce(r.is_rising, false) as is_rising, coalesce(r.negative, 0) as negative, coalesce(r.neutral, 0) as neutral,
      coalesce(r.positive, 0) as positive
    from insights_theme t left join {reach} on r.theme_id = t.id and r.days = %(days)s
    where t.workspace_id = %(workspace)s and (r.theme_id is not null or %(days)s = 0)"""
"""A theme that somebody just named has no counts yet; it shows among those of all time."""
OF_ALL = KEPT.format(reach="insights_themereach r")
OF_SEGMENT = KEPT.format(
    reach="(select * from insights_segmentreach where workspace_id = %(workspace)s and segment = %(segment)s) r"
)
SHOWN = "and t.archived_at is null and (t.muted_at is not null) = %(muted)s"


def _kept(workspace: Workspace, choice: Choice) -> list[ThemeRow]:
    parameters = {"workspace": workspace.id, "days": choice.days, "muted": choice.muted}
    return rows(f"{OF_ALL} {SHOWN}", parameters, ThemeRow)


def _of_segment(workspace: Workspace, choice: Choice, today: date) -> list[ThemeRow]:
    parameters = {"workspace": workspace.id, "days": choice.days, "muted": choice.muted, "segment": choice.segment}
    kept = rows(f"{OF_SEGMENT} {SHOWN} and r.theme_id is not null", parameters, ThemeRow)
    return kept or _counted_now(workspace, choice, today)


def _counted_now(workspace: Workspace, choice: Choice, today: date) -> list[ThemeRow]:
    themes = Theme.objects.filter(workspace=workspace, archived_at=None, muted_at__isnull=not choice.muted)
    named = {theme.pk: theme for theme in themes.only("id", "number", "name", "words", "area", "muted_at", "pinned_at")}
    counts = count_themes(workspace=workspace, today=today, days=choice.days, segment=choice.segment)
    return [_row(named[count.theme_id], count, today) for count in counts if count.theme_id in named]


def _row(theme: Theme, count: ThemeCount, today: date) -> ThemeRow:
    growth = trend(count.weekly, elapsed=week_elapsed(today))
    return ThemeRow(
        id=theme.pk,
        number=theme.number,
        name=theme.name,
        notes=count.notes,
        voices=count.voices,
        accounts=count.accounts,
        arr=count.arr,
        weekly=count.weekly,
        trend=growth.change,
        is_rising=growth.is_rising,
        negative=count.negative,
        neutral=count.neutral,
        positive=count.positive,
        is_muted=theme.muted_at is not None,
        is_pinned=theme.pinned_at is not None,
        words=theme.words,
        area=theme.area,
    )


RESTING = """
    select distinct on (e.theme_id) e.theme_id, i.id, i.kind, i.number, i.ref, i.title, i.status
    from insights_evidence e join thread_item i on i.id = e.item_id
    where e.theme_id = any(%(themes)s) and e.stance = 'for' and i.archived_at is null and i.kind = 'opportunity'
    order by e.theme_id, i.number"""
SERVED = """
    with recursive up(theme_id, id) as (
      select e.theme_id, e.item_id from insights_evidence e join thread_item i on i.id = e.item_id
      where e.theme_id = any(%(themes)s) and e.stance = 'for' and i.archived_at is null
      union
      select u.theme_id, x.id from up u cross join lateral (
        select l.target_id as id from thread_link l where l.source_id = u.id and l.relation = any(%(relations)s)
        union all
        select i.parent_id from thread_item i where i.id = u.id and i.parent_id is not null) x)
    select u.theme_id, i.id, i.kind, i.number, i.ref, i.title, i.status from up u join thread_item i using (id)
    where i.kind = 'objective' and i.archived_at is null order by i.number"""


def _add_served(found: list[ThemeRow]) -> None:
    """The first opportunity that rests on each theme, and the objectives above all that does. Two statements."""
    of = {theme.id: theme for theme in found}
    parameters = {"themes": list(of), "relations": UPWARD_VALUES}
    for row in rows(RESTING, parameters, dict):
        theme = of[row.pop("theme_id")]
        theme.opportunity = Bead(**row)
    for row in rows(SERVED, parameters, dict):
        theme = of[row.pop("theme_id")]
        theme.serves.append(Bead(**row))


def theme_row(*, theme: Theme, today: date) -> ThemeRow:
    """One theme over all time, with what it serves: the kept counts, or fresh ones where none are kept yet."""
    kept = rows(
        f"{OF_ALL} and t.id = %(theme)s", {"workspace": theme.workspace_id, "days": 0, "theme": theme.id}, ThemeRow
    )
    found = kept[0]
    if not found.notes:
        counts = count_themes(workspace=theme.workspace, today=today, only=[theme.id])
        found = _row(theme, counts[0], today) if counts else found
    _add_served([found])
    return found


@dataclass(frozen=True)
class Speaker:
    """An account behind a theme, and how many notes of the theme are its own."""

    id: UUID
    name: str
    segment: str
    arr: Decimal | None
    notes: int


def accounts_of(*, theme_id: UUID, limit: int) -> list[Speaker]:
    """Who says it, the most revenue first."""
    sql = """
        select a.id, a.name, a.segment, a.arr, c.notes from (
          select account_id, count(*) as notes from (
            select distinct n.account_id, coalesce(n.duplicate_of_id, n.id)
            from insights_themenote p join insights_note n on n.id = p.note_id
            where p.theme_id = %(theme)s and n.account_id is not null) each group by 1) c
        join insights_account a on a.id = c.account_id
        order by a.arr desc nulls last, c.notes desc, a.name limit %(limit)s"""
    return rows(sql, {"theme": theme_id, "limit": limit}, Speaker)


@dataclass(frozen=True)
class Total:
    themes: int
    rising: int
    unlinked: int
    unplaced: int


def total(*, workspace: Workspace) -> Total:
    """For heads and the company's thread: living themes, how many rise, how many nothing rests on; notes in none, as kept."""
    sql = """
        select count(*) as themes,
          count(*) filter (where exists (
            select from insights_themereach r where r.theme_id = t.id and r.days = 0 and r.is_rising)) as rising,
          count(*) filter (where not exists (
            select from insights_evidence e join thread_item i on i.id = e.item_id
            where e.theme_id = t.id and i.archived_at is null)) as unlinked,
          coalesce((select unplaced from insights_rollup where workspace_id = %(workspace)s), 0) as unplaced
        from insights_theme t
        where t.workspace_id = %(workspace)s and t.archived_at is null and t.muted_at is null"""
    (row,) = rows(sql, {"workspace": workspace.id}, Total)
    return row


@dataclass(frozen=True)
class Sums:
    notes: int
    voices: int
    accounts: int
    arr: Decimal


def together(*, workspace: Workspace, theme_ids: Sequence[UUID]) -> Sums:
    """What is behind several themes at once: whoever is in two of them counts once."""
    sql = """
        with said as materialized (
          select distinct coalesce(n.duplicate_of_id, n.id) as original, n.voice, n.account_id
          from insights_themenote p join insights_note n on n.id = p.note_id
          where p.workspace_id = %(workspace)s and p.theme_id = any(%(themes)s))
        select count(distinct original) as notes, count(distinct voice) as voices,
          count(distinct account_id) as accounts,
          coalesce((select sum(a.arr) from insights_account a where a.id in (select account_id from said)), 0) as arr
        from said"""
    (row,) = rows(sql, {"workspace": workspace.id, "themes": list(theme_ids)}, Sums)
    return row


@dataclass(frozen=True)
class SegmentShare:
    segment: str
    accounts: int
    arr: Decimal


def segments_of(*, theme_id: UUID) -> list[SegmentShare]:
    """Whom a theme touches, by segment, the most revenue first. An account in several segments is in each share."""
    held = HELD.replace("%(workspace)s", "(select workspace_id from insights_theme where id = %(theme)s)")
    sql = f"""
        select coalesce(nullif(h.segment, ''), 'No segment') as segment, count(*) as accounts,
          coalesce(sum(a.arr), 0) as arr
        from insights_account a join ({held}) h on h.account_id = a.id where a.id in (
          select n.account_id from insights_themenote p join insights_note n on n.id = p.note_id
          where p.theme_id = %(theme)s)
        group by 1 order by 3 desc, 1"""
    return rows(sql, {"theme": theme_id}, SegmentShare)


def main_segments_of(*, theme_id: UUID, limit: int) -> list[SegmentShare]:
    """The same as kept, of the segments that are counted ahead."""
    sql = """
        select coalesce(nullif(segment, ''), 'No segment') as segment, accounts, arr from insights_segmentreach
        where theme_id = %(theme)s and days = 0 order by arr desc, 1 limit %(limit)s"""
    return rows(sql, {"theme": theme_id, "limit": limit}, SegmentShare)


def living(*, workspace: Workspace) -> "QuerySet[Theme]":
    found = Theme.objects.filter(workspace=workspace, archived_at=None).order_by("name")
    return found.defer("search", "centroid")
