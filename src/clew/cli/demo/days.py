"""When people write: growth of the customer base, weekdays, seasons, Christmas, and each theme's own rise or fall."""

import math
import random
from bisect import bisect
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate

WHOLE = 548
"""Days of history: eighteen months."""
RECENT = 90
"""Days that the screens count."""
QUIET = 0.2
"""How much is said around Christmas, of what is usual."""
FIX_DAYS = 50
"""How long ago the fix of lost notes went out."""
STARTS = {"support": WHOLE, "call": WHOLE, "review": 500, "survey": 290, "interview": 250}
"""How many days ago each channel began."""

WEEKDAYS = {
    "support": (1.25, 1.15, 1.05, 1.0, 0.9, 0.22, 0.12),
    "call": (0.8, 1.2, 1.2, 1.1, 0.7, 0.0, 0.0),
    "review": (1.0, 0.9, 0.9, 0.9, 1.0, 0.9, 0.9),
    "survey": (0.9, 1.2, 1.1, 1.0, 0.9, 0.25, 0.2),
    "interview": (0.5, 1.3, 1.3, 1.2, 0.7, 0.0, 0.0),
}
"""How much is said on Monday to Sunday."""
HOURS = {
    "support": (6.0, 18.5, 8.5),
    "call": (9.0, 17.0, 13.5),
    "review": (6.5, 22.5, 19.0),
    "survey": (7.5, 19.0, 10.5),
    "interview": (9.0, 16.5, 11.0),
}
"""The first, last and most usual hour, by the clock on the wall."""


@cache
def season(day: date) -> float:
    """Trades are busiest in high summer and deep winter, and silent around Christmas."""
    if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2):
        return QUIET
    return 1.0 + 0.15 * math.cos(4 * math.pi * (day.timetuple().tm_yday - 20) / 365)


def recent_days(count: int, today: date, tilt: float, rng: random.Random, span: int = RECENT) -> list[date]:
    """`count` days of the last `span`, the last week `tilt` times as busy as the first; in no order."""
    days = [today - timedelta(days=ago) for ago in range(span, 0, -1)]
    weights = [season(day) * tilt ** (place / span) for place, day in enumerate(days)]
    return _spread(count, days, weights, rng)


def earlier_days(starts: list[int], today: date, decay: float, rng: random.Random) -> list[date]:
    """One day before the recent ones for each of `starts` (days ago at most); `decay` is per week, backwards."""
    days = [today - timedelta(days=ago) for ago in range(RECENT + 1, WHOLE + 1)]
    weights = [season(day) * math.exp(-decay * place / 7) for place, day in enumerate(days)]
    return [rng.choices(days[: start - RECENT], weights[: start - RECENT])[0] for start in starts]


def settle(day: date, channel: str, today: date, rng: random.Random) -> date:
    """`day`, or one within three of it that suits the channel; on the same side of the recent window's edge."""
    near = [day + timedelta(days=offset) for offset in range(-3, 4)]
    near = [one for one in near if one < today and is_recent(one, today) == is_recent(day, today)]
    weights = [WEEKDAYS[channel][one.weekday()] * season(one) for one in near]
    return rng.choices(near, weights)[0] if any(weights) else day


def is_recent(day: date, today: date) -> bool:
    return (today - day).days <= RECENT


def working_day(day: date) -> date:
    """`day`, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def moment(day: date, channel: str, region: str, at: time | None, rng: random.Random) -> datetime:
    """A time of that day in UTC, at an hour that suits the place. Days end before today, so nothing is in the future."""
    first, last, usual = HOURS[channel]
    minutes = int(rng.triangular(first, last, usual) * 60)
    clock = at or time(minutes // 60, minutes % 60, rng.randint(0, 59))
    local = datetime.combine(day, clock, UTC)
    return datetime.combine(day, (local - timedelta(hours=_hours_from_utc(region, local))).time(), UTC)


def help_desk_time(when: datetime) -> tuple[datetime, int]:
    """The clock of the help desk in Chicago, and its hours from UTC. By rule, because a slim machine has no tzdata."""
    hours = -5 if _is_summer_time(when) else -6
    return (when + timedelta(hours=hours)).replace(tzinfo=None), hours


def _is_summer_time(when: datetime) -> bool:
    """Second Sunday of March to the first of November, at two o'clock in Chicago."""
    march, november = date(when.year, 3, 8), date(when.year, 11, 1)
    begins = march + timedelta(days=6 - march.weekday())
    ends = november + timedelta(days=6 - november.weekday())
    return datetime.combine(begins, time(8), UTC) <= when < datetime.combine(ends, time(7), UTC)


def _hours_from_utc(region: str, when: datetime) -> int:
    """Roughly: near enough for the hour at which somebody writes."""
    if region.startswith("FR"):
        return 1
    if region.startswith(("GB", "IE")):
        return 0
    return help_desk_time(when)[1]


def _spread(count: int, days: list[date], weights: list[float], rng: random.Random) -> list[date]:
    """Days at evenly spaced places of the weights' sum, each a little off: as many as planned, not as many as luck has."""
    sums = list(accumulate(weights))
    places = [(number + rng.random()) / count * sums[-1] for number in range(count)]
    found = [days[min(bisect(sums, place), len(days) - 1)] for place in places]
    rng.shuffle(found)
    return found
