"""What is behind each theme within a window of days: notes, voices, accounts, revenue, weeks, moods."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from clew.insights.models import Rollup
from clew.insights.queries.reach import WEEKS
from clew.insights.queries.segments import HELD
from clew.kit.clock import weeks_back
from clew.kit.rows import execute, one_row, rows
from clew.workspaces.models import Workspace

COUNT = """
with held as materialized (select h.account_id, h.segment from ({held}) h where h.segment = any(%(segments)s)),
places as materialized (
  select p.theme_id, {segment} as segment, coalesce(n.duplicate_of_id, n.id) as original, n.id = coalesce(n.duplicate_of_id, n.id) as is_own,
    n.voice, n.account_id, n.said_at, n.is_dated, n.mood
  from insights_themenote p
  join insights_theme t on t.id = p.theme_id and t.archived_at is null
  join insights_note n on n.id = p.note_id
  {join}
  where p.workspace_id = %(workspace)s
    and (%(themes)s::uuid[] is null or t.id = any(%(themes)s))
    and (%(since)s::date is null or (n.is_dated and n.said_at >= %(since)s::date)))
select c.theme_id, c.segment, c.notes, c.voices, coalesce(a.accounts, 0) as accounts, coalesce(a.arr, 0) as arr,
  c.negative, c.neutral, c.positive, coalesce(k.weekly, '{{}}'::jsonb) as per_week
from (
  select theme_id, segment, count(distinct original) notes, count(distinct voice) voices,
    count(*) filter (where mood = -1 and is_own) negative, count(*) filter (where mood = 0 and is_own) neutral,
    count(*) filter (where mood = 1 and is_own) positive
  from places group by 1, 2) c
left join (
  select theme_id, segment, count(*) accounts, sum(arr) arr
  from (select distinct p.theme_id, p.segment, x.id, coalesce(x.arr, 0) as arr
        from places p join insights_account x on x.id = p.account_id) each group by 1, 2) a using (theme_id, segment)
left join (
  select theme_id, segment, jsonb_object_agg(week, n) weekly from (
    select theme_id, segment, (said_at::date - %(monday)s::date) / 7 as week, count(distinct original) n
    from places where is_dated and said_at >= %(monday)s::date and said_at < %(monday)s::date + 7 * %(weeks)s
    group by 1, 2, 3) each group by 1, 2) k using (theme_id, segment)
"""
OF_SEGMENTS = "join held h on h.account_id = n.account_id"


@dataclass(frozen=True)
class ThemeCount:
    theme_id: UUID
    notes: int
    voices: int
    accounts: int
    arr: Decimal
    negative: int
    neutral: int
    positive: int
    per_week: dict[str, int] = field(default_factory=dict)
    segment: str = ""

    @property
    def weekly(self) -> list[int]:
        """Twelve counts, this week's last. A window shorter than that cuts them."""
        return [self.per_week.get(str(week), 0) for week in range(WEEKS)]


def count_themes(
    *, workspace: Workspace, today: date, days: int = 0, segment: str = "", only: Sequence[UUID] | None = None
) -> list[ThemeCount]:
    """Every theme with a note in the window (`days` 0: ever), in one statement."""
    parameters = {
        "workspace": workspace.id,
        "themes": list(only) if only is not None else None,
        "segments": [segment],
        **_window(today, days),
    }
    join = OF_SEGMENTS if segment else ""
    return rows(COUNT.format(segment="''::text", join=join, held=HELD), parameters, ThemeCount)


def count_segments(*, workspace: Workspace, today: date, days: int, segments: Sequence[str]) -> list[ThemeCount]:
    """The same for each of these segments, in one statement."""
    parameters = {"workspace": workspace.id, "themes": None, "segments": list(segments), **_window(today, days)}
    return rows(COUNT.format(segment="h.segment", join=OF_SEGMENTS, held=HELD), parameters, ThemeCount)


def count_heard(*, workspace: Workspace, today: date, days: int) -> dict[str, Any]:
    """How many people said anything in the window and in the one before, and in the window by segment."""
    since = today - timedelta(days=days)
    window = {"workspace": workspace.id, "since": since, "begin": since - timedelta(days=days)}
    sql = """
        select a.segment, count(distinct n.voice) filter (where n.said_at >= %(since)s::date) as lately,
          count(distinct n.voice) filter (where n.said_at < %(since)s::date) as before,
          grouping(a.segment) as is_whole
        from insights_note n left join insights_account a on a.id = n.account_id
        where n.workspace_id = %(workspace)s and n.is_dated and n.said_at >= %(begin)s::date
        group by grouping sets ((a.segment), ())"""
    found = rows(sql, window, dict)
    whole = next(row for row in found if row["is_whole"])
    segments = {row["segment"]: row["lately"] for row in found if row["segment"] and not row["is_whole"]}
    return {"lately": whole["lately"], "before": whole["before"], "segments": segments}


def keep_earlier(*, workspace: Workspace, today: date, days: int) -> None:
    """Count the notes of each theme in the `days` before the last `days`, in one statement."""
    since = today - timedelta(days=days)
    parameters = {"workspace": workspace.id, "days": days, "since": since, "begin": since - timedelta(days=days)}
    execute(
        """
        insert into insights_earlierreach (workspace_id, theme_id, days, notes, voices)
        select n.workspace_id, p.theme_id, %(days)s, count(distinct coalesce(n.duplicate_of_id, n.id)),
          count(distinct n.voice)
        from insights_note n join insights_themenote p on p.note_id = n.id
        where n.workspace_id = %(workspace)s and n.is_dated
          and n.said_at >= %(begin)s::date and n.said_at < %(since)s::date
        group by 1, 2""",
        parameters,
    )


def main_segments(*, workspace: Workspace, limit: int) -> list[str]:
    """The segments with the most accounts."""
    sql = f"""
        select segment from ({HELD}) h where segment <> '' group by 1 order by count(*) desc, 1 limit %(limit)s"""
    return [row["segment"] for row in rows(sql, {"workspace": workspace.id, "limit": limit}, dict)]


def _window(today: date, days: int) -> dict[str, object]:
    since = today - timedelta(days=days) if days else None
    return {"since": since, "monday": weeks_back(today, WEEKS)[0], "weeks": WEEKS}


def placed_notes(*, workspace: Workspace, today: date, days: int = 0) -> int:
    """A note in two themes counts once, a repeat as its original; muted themes are left out."""
    sql = """
        select count(distinct coalesce(n.duplicate_of_id, n.id)) as n from insights_themenote p
        join insights_theme t on t.id = p.theme_id and t.archived_at is null and t.muted_at is null
        join insights_note n on n.id = p.note_id
        where p.workspace_id = %(workspace)s
          and (%(since)s::date is null or (n.is_dated and n.said_at >= %(since)s::date))"""
    since = today - timedelta(days=days) if days else None
    number: int = one_row(sql, {"workspace": workspace.id, "since": since}, dict)["n"]
    return number


def unplaced_notes(*, workspace: Workspace) -> int:
    """Notes in no living theme, without repeats."""
    sql = """
        select count(*) as n from insights_note n where n.workspace_id = %(workspace)s and n.duplicate_of_id is null
          and not exists (
            select from insights_themenote p join insights_theme t on t.id = p.theme_id and t.archived_at is null
            where p.note_id = n.id)"""
    number: int = one_row(sql, {"workspace": workspace.id}, dict)["n"]
    return number


def kept_placed(*, workspace: Workspace, days: int) -> int:
    """`placed_notes` as the last count left it."""
    kept = Rollup.objects.filter(workspace=workspace).first()
    return int(kept.placed.get(str(days), 0)) if kept else 0
