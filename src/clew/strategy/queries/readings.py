"""The readings of a key result as its page shows them: newest first, each with its change, and as a drawing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from clew.kit.text import in_unit, number
from clew.strategy.models import KeyResult, KeyResultKind, Period, Reading
from clew.strategy.queries.objectives import readings_of
from clew.ui.figures import chart


@dataclass(frozen=True)
class Line:
    """A reading in words; `change` is against the reading before, empty for the first."""

    reading: Reading
    value: str
    change: str


@dataclass(frozen=True)
class Course:
    """`points` and `target` are what the chart draws, `form` writes a value with its unit."""

    lines: list[Line]
    points: list[chart.Reading]
    target: chart.Target
    form: Callable[[float], str]


def course(*, key_result: KeyResult) -> Course:
    """Two statements."""
    readings = readings_of(key_result=key_result)
    period = Period.objects.filter(objectives=key_result.parent_id).first()
    return Course(
        lines=_lines(readings, key_result.unit)[::-1],
        points=[chart.Reading(reading.taken_on, float(reading.value)) for reading in readings],
        target=_target(key_result, period),
        form=partial(in_unit, unit=key_result.unit),
    )


def _lines(readings: Sequence[Reading], unit: str) -> list[Line]:
    """From and in the order of days."""
    found = []
    for place, reading in enumerate(readings):
        before = readings[place - 1].value if place else reading.value
        change = reading.value - before
        words = f"{'+' if change > 0 else ''}{number(change)}" if place else ""
        found.append(Line(reading, in_unit(reading.value, unit), words))
    return found


def _target(key_result: KeyResult, period: Period | None) -> chart.Target:
    """With the path from the baseline, which is where the period starts; what is to hold has no path, only a line."""
    target, due = float(key_result.target), key_result.due_on
    holds = key_result.measure in {KeyResultKind.STAY_ABOVE, KeyResultKind.STAY_BELOW}
    if holds or period is None or period.starts_on >= due:
        return chart.Target(target, due)
    return chart.Target(target, due, since=chart.Reading(period.starts_on, float(key_result.baseline)))
