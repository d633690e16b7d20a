"""Where an axis gets its marks."""

import math
from dataclasses import dataclass
from datetime import date

MOST_MARKS = 7
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)


@dataclass(frozen=True)
class Mark:
    """One mark of a time axis."""

    when: date
    words: str


def nice_marks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers (1, 2 or 5 times a power of ten apart) that reach from `low` or below to `high` or above."""
    if not low < high:
        reach = abs(low) * 0.1 or 1.0
        low, high = low - reach, high + reach
    rough = max(high / (most - 1) - low / (most - 1), 1e-300)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    digits = 1 - math.floor(math.log10(step))  # so that three tenths stay 0.3
    return [round(index * step, digits) for index in range(first, last + 1)]


def time_marks(first: date, last: date) -> list[Mark]:
    """Beginnings of months or years between two days; for a short span, the two days themselves."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if months < 2:
        return [Mark(when, f"{when.day} {when:%b}") for when in dict.fromkeys((first, last))]
    step = next((step for step in MONTH_STEPS if months / step < MOST_MARKS), -(-months // (12 * MOST_MARKS)) * 12)
    start = first.year * 12 + first.month - 1
    candidates = [
        date(month // 12, month % 12 + 1, 1) for month in range(start, start + months + 1) if month % step == 0
    ]
    inside = [when for when in candidates if first <= when <= last]
    return [Mark(when, _words(when, step, is_first=index == 0)) for index, when in enumerate(inside)]


def _words(when: date, step: int, *, is_first: bool) -> str:
    if step >= 12:
        return str(when.year)
    return f"{when:%b %Y}" if is_first or when.month <= step else f"{when:%b}"
