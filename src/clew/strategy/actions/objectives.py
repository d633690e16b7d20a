"""Objectives, key results, their periods and readings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from clew.kit.errors import Invalid
from clew.kit.text import number
from clew.strategy.models import KeyResult, KeyResultKind, Objective, Period, Reading
from clew.thread.actions.items import create_item, edit_item, record_on, refuse_archived
from clew.workspaces.actions.events import Actor, Change, Subject, created, record, removed
from clew.workspaces.models import User, Workspace

LARGEST = Decimal(10) ** 13


@transaction.atomic
def find_or_create_period(
    *, workspace: Workspace, name: str, starts_on: date, ends_on: date, by: Actor, now: datetime
) -> Period:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60:
        raise Invalid("Name the period, in 1 to 60 characters: Second half of 2026.", field="period")
    if ends_on <= starts_on:
        raise Invalid("A period ends after it starts.", field="ends_on")
    period = Period.objects.filter(workspace=workspace, name=name).first()
    if period is None:
        period = Period.objects.create(workspace=workspace, name=name, starts_on=starts_on, ends_on=ends_on)
        sentence = f"Opened the period {name}."
        subject = Subject("period", period.pk)
        record(
            workspace=workspace, by=by, now=now, verb="period.created", subject=subject, sentence=sentence,
            changes=[created(period)],
        )  # fmt: skip
    return period


@transaction.atomic
def create_objective(
    *,
    workspace: Workspace,
    title: str,
    period: Period,
    by: Actor,
    now: datetime,
    owner: User | None = None,
    description: str = "",
    wanted: int = 0,
) -> Objective:
    objective, changes = create_item(
        Objective,
        workspace=workspace,
        title=title,
        by=by,
        now=now,
        owner=owner,
        period=period,
        description=description.strip(),
        wanted=wanted,
    )
    _record_created(objective, by, now, changes)
    return objective


@transaction.atomic
def create_key_result(
    *,
    objective: Objective,
    title: str,
    measure: str,
    baseline: Decimal,
    target: Decimal,
    due_on: date,
    by: Actor,
    now: datetime,
    unit: str = "",
    owner: User | None = None,
    description: str = "",
) -> KeyResult:
    """A number that shows the objective. Its reference is the objective's number and its own place: 1.2."""
    refuse_archived(objective)
    check_measure(measure=measure, baseline=baseline, target=target)
    Objective.objects.select_for_update(of=("self",)).get(pk=objective.pk)  # two makers must not get one place
    last = KeyResult.objects.filter(parent=objective).aggregate(last=Max("position"))["last"] or 0
    key_result, changes = create_item(
        KeyResult,
        workspace=objective.workspace,
        title=title,
        by=by,
        now=now,
        owner=owner,
        description=description.strip(),
        parent=objective,
        position=last + 1,
        ref=f"KR{objective.number}.{last + 1}",
        measure=measure,
        unit=unit.strip(),
        baseline=baseline,
        target=target,
        due_on=due_on,
    )
    _record_created(key_result, by, now, changes)
    return key_result


@transaction.atomic
def edit_key_result(*, key_result: KeyResult, by: Actor, now: datetime, **values: Any) -> KeyResult:
    """Change columns of a key result; its aim must still make sense."""
    names = ("measure", "baseline", "target")
    check_measure(**{name: values.get(name, getattr(key_result, name)) for name in names})
    return edit_item(item=key_result, by=by, now=now, **values)


@transaction.atomic
def add_reading(
    *, key_result: KeyResult, value: Decimal, taken_on: date, by: Actor, now: datetime, comment: str = ""
) -> Reading:
    """The key result's number on a day. A later reading of the same day corrects an earlier one; both are kept."""
    refuse_archived(key_result)
    check_reading(value=value, taken_on=taken_on, now=now)
    reading = Reading.objects.create(
        workspace=key_result.workspace,
        key_result=key_result,
        taken_on=taken_on,
        value=value,
        comment=comment.strip()[:300],
        created_by=by.user,
        created_at=now,
    )
    sentence = (
        f"Read {number(reading.value)}{key_result.unit if key_result.unit == '%' else ''} for {key_result.called}."
    )
    record_on(key_result, by=by, now=now, verb="read", sentence=sentence, changes=[created(reading)])
    return reading


@transaction.atomic
def remove_reading(*, reading: Reading, by: Actor, now: datetime) -> None:
    change = removed(reading)
    key_result = reading.key_result
    sentence = f"Removed the reading of {reading.taken_on:%-d %b %Y} from {key_result.called}."
    reading.delete()
    record_on(key_result, by=by, now=now, verb="reading_removed", sentence=sentence, changes=[change])


def check_reading(*, value: Decimal, taken_on: date, now: datetime) -> None:
    if taken_on > now.date():
        raise Invalid("A reading cannot come from the future. Check the date.", field="taken_on")
    checked_number(value, "value")


def check_measure(*, measure: str, baseline: Decimal, target: Decimal) -> None:
    """Raises Invalid when the target lies on the wrong side of the baseline."""
    if measure not in KeyResultKind.values:
        raise Invalid(f"Choose one of {', '.join(KeyResultKind.values)}.", field="measure")
    checked_number(baseline, "baseline")
    checked_number(target, "target")
    if measure == KeyResultKind.INCREASE and target <= baseline:
        raise Invalid(f"To increase, the target must lie above {number(baseline)}.", field="target")
    if measure == KeyResultKind.DECREASE and target >= baseline:
        raise Invalid(f"To decrease, the target must lie below {number(baseline)}.", field="target")
    if measure == KeyResultKind.REACH and target == baseline:
        raise Invalid("The target must differ from where it starts.", field="target")


def checked_number(value: Decimal, field: str) -> Decimal:
    if not value.is_finite() or abs(value) > LARGEST:
        raise Invalid("That number is too large to keep.", field=field)
    return value


def half_year(today: date) -> tuple[str, date, date]:
    """The half-year that holds `today`, as the name and ends of a first period."""
    first = today.month <= 6
    starts, ends = (date(today.year, 1, 1), date(today.year, 6, 30)) if first else (
        date(today.year, 7, 1), date(today.year, 12, 31))  # fmt: skip
    return f"{'First' if first else 'Second'} half of {today.year}", starts, ends


def _record_created(item: Objective | KeyResult, by: Actor, now: datetime, changes: list[Change]) -> None:
    record_on(item, by=by, now=now, verb="created", sentence=f"Made {item.called}: {item.title}.", changes=changes)
