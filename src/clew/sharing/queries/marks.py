"""How far a workspace has come: what was counted at one mark need not be counted again at the same."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.utils import timezone

from clew.insights.queries import customers
from clew.insights.queries.counts import NoteCounts, note_counts, top_revenues
from clew.kit.rows import one_row
from clew.workspaces.models import Workspace

QUARTER = timedelta(days=90)


@dataclass(frozen=True)
class Mark:
    """The last event, and when the counts were last brought up to date. Both are index lookups."""

    event: UUID | None
    counted_at: datetime | None


@dataclass(frozen=True)
class Heard:
    """Counts over every note and account of a workspace. `arrs`: the revenue of the largest that said anything."""

    notes: NoteCounts
    customers: customers.Total
    arrs: list[Decimal]


def mark(*, workspace: Workspace) -> Mark:
    sql = """
        select (select e.id from workspaces_event e where e.workspace_id = %(workspace)s
                order by e.at desc, e.id desc limit 1) as event,
          (select r.counted_at from insights_rollup r where r.workspace_id = %(workspace)s) as counted_at"""
    return one_row(sql, {"workspace": workspace.id}, Mark)


@lru_cache(maxsize=64)
def heard(workspace: Workspace, day: date, _mark: Mark) -> Heard:
    """As of `day`: recent is what was said in the 90 days before it, and since. Kept until the mark moves."""
    since = datetime.combine(day, time.min, timezone.get_current_timezone()) - QUARTER
    return Heard(
        notes=note_counts(workspace=workspace, since=since),
        customers=customers.total(workspace=workspace),
        arrs=top_revenues(workspace=workspace),
    )
