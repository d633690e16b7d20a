"""Objectives with their key results and latest readings, in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from clew.kit.rows import rows
from clew.kit.text import in_unit
from clew.strategy.models import KeyResult, KeyResultKind, Objective, Period, Reading
from clew.workspaces.models import Workspace


@dataclass(frozen=True)
class KeyResultRow:
    """A key result with where it stands. `progress` is the share of the way from baseline to target, None unread."""

    id: UUID
    parent_id: UUID
    number: int
    ref: str
    title: str
    status: str
    measure: str
    unit: str
    baseline: Decimal
    target: Decimal
    due_on: date
    current: Decimal | None
    read_on: date | None
    readings: int

    @property
    def progress(self) -> float | None:
        return progress(measure=self.measure, baseline=self.baseline, target=self.target, current=self.current)

    @property
    def is_met(self) -> bool:
        return is_met(measure=self.measure, target=self.target, baseline=self.baseline, current=self.current)

    @property
    def is_to_hold(self) -> bool:
        """Whether it has no way to go, only a line to stay above or below."""
        return self.measure in {KeyResultKind.STAY_ABOVE, KeyResultKind.STAY_BELOW}

    @property
    def better(self) -> Literal["higher", "lower"]:
        lower = self.measure == KeyResultKind.STAY_BELOW or (not self.is_to_hold and self.target < self.baseline)
        return "lower" if lower else "higher"

    @property
    def is_named_unit(self) -> bool:
        """Whether the unit is words that stand apart, "per 100 jobs", and not a sign at the numbers."""
        return bool(self.unit) and in_unit(1, self.unit) == "1"

    @property
    def unit_note(self) -> str:
        """The unit to say beside the title; empty where the numbers or the title say it already."""
        return self.unit if self.is_named_unit and self.unit.lower() not in self.title.lower() else ""

    @property
    def start_words(self) -> str:
        return "" if self.is_to_hold else in_unit(self.baseline, self.unit)

    @property
    def target_words(self) -> str:
        return in_unit(self.target, self.unit)

    @property
    def current_words(self) -> str:
        return "" if self.current is None else in_unit(self.current, self.unit)


@dataclass
class ObjectiveRow:
    """An objective with its key results, and what is behind it."""

    id: UUID
    number: int
    ref: str
    title: str
    description: str
    status: str
    owner: str | None
    period: str
    notes: int
    arr: Decimal
    accounts: int
    work: int
    opportunities: int
    key_results: list[KeyResultRow] = field(default_factory=list)


def objectives(*, workspace: Workspace, period: Period | None = None, only: Sequence[UUID] = ()) -> list[ObjectiveRow]:
    """The living objectives of a period (or all), by number, with counts from the kept roll-up."""
    sql = """
        select i.id, i.number, i.ref, i.title, i.description, i.status, p.name as period,
          coalesce(nullif(u.name, ''), split_part(u.email, '@', 1)) as owner,
          coalesce(r.notes, 0) as notes, coalesce(r.arr, 0) as arr, coalesce(r.accounts, 0) as accounts,
          coalesce(r.work, 0) as work,
          (select count(distinct o.id) from thread_item o join thread_link l on l.source_id = o.id
           where o.kind = 'opportunity' and o.archived_at is null and l.relation = 'advances' and (l.target_id = i.id
             or l.target_id in (select k.id from thread_item k where k.parent_id = i.id))) as opportunities
        from strategy_objective o join thread_item i on i.id = o.item_ptr_id join strategy_period p on p.id = o.period_id
        left join workspaces_user u on u.id = i.owner_id left join insights_reach r on r.item_id = i.id
        where i.workspace_id = %(workspace)s and i.archived_at is null
          and (%(period)s::uuid is null or o.period_id = %(period)s)
          and (%(only)s::uuid[] is null or i.id = any(%(only)s))
        order by i.number"""
    parameters = {
        "workspace": workspace.id,
        "period": period.id if period else None,
        "only": list(only) if only else None,
    }
    found = rows(sql, parameters, ObjectiveRow)
    by_objective: dict[UUID, list[KeyResultRow]] = {}
    for row in key_results(objective_ids=[objective.id for objective in found]):
        by_objective.setdefault(row.parent_id, []).append(row)
    for objective in found:
        objective.key_results = by_objective.get(objective.id, [])
    return found


def key_results(*, objective_ids: Sequence[UUID] = (), only: Sequence[UUID] = ()) -> list[KeyResultRow]:
    """Living key results of the objectives, and the ones named, with their newest reading, in their order."""
    sql = """
        select i.id, i.parent_id, i.number, i.ref, i.title, i.status, k.measure, k.unit, k.baseline, k.target, k.due_on,
          r.value as current, r.taken_on as read_on,
          (select count(*) from strategy_reading c where c.key_result_id = k.item_ptr_id) as readings
        from strategy_keyresult k join thread_item i on i.id = k.item_ptr_id
        left join lateral (
          select value, taken_on from strategy_reading x where x.key_result_id = k.item_ptr_id
          order by taken_on desc, created_at desc limit 1) r on true
        where (i.archived_at is null and i.parent_id = any(%(objectives)s)) or i.id = any(%(only)s)
        order by i.parent_id, k.position"""
    return rows(sql, {"objectives": list(objective_ids), "only": list(only)}, KeyResultRow)


def readings_of(*, key_result: KeyResult) -> list[Reading]:
    """One reading a day, the last typed of each, oldest first."""
    found = Reading.objects.filter(key_result=key_result).select_related("created_by")
    return list(found.order_by("taken_on", "-created_at").distinct("taken_on"))


def periods(*, workspace: Workspace) -> list[Period]:
    return list(Period.objects.filter(workspace=workspace).order_by("-ends_on", "-starts_on"))


def current_period(*, workspace: Workspace, today: date) -> Period | None:
    """The period that holds `today`, the shortest where several do; else the newest."""
    found = Period.objects.filter(workspace=workspace)
    holding = found.filter(starts_on__lte=today, ends_on__gte=today).order_by("ends_on", "-starts_on").first()
    return holding or found.order_by("-ends_on").first()


def has_objectives(*, workspace: Workspace) -> bool:
    return Objective.objects.filter(workspace=workspace, archived_at=None).exists()


def living(*, workspace: Workspace) -> list[Objective]:
    found = Objective.objects.filter(workspace=workspace, archived_at=None).defer("search")
    return list(found.order_by("number"))


def progress(*, measure: str, baseline: Decimal, target: Decimal, current: Decimal | None) -> float | None:
    """Share of the way from baseline to target: 0 at the start, 1 at the target, beyond either end where it is so.

    For "stay above" and "stay below" there is no way to go: 1 while it holds, 0 when it does not.
    """
    if current is None:
        return None
    if measure in {KeyResultKind.STAY_ABOVE, KeyResultKind.STAY_BELOW}:
        return float(is_met(measure=measure, baseline=baseline, target=target, current=current))
    return float((current - baseline) / (target - baseline))


def is_met(*, measure: str, baseline: Decimal, target: Decimal, current: Decimal | None) -> bool:
    if current is None:
        return False
    if measure == KeyResultKind.STAY_BELOW or (measure != KeyResultKind.STAY_ABOVE and target < baseline):
        return current <= target
    return current >= target
