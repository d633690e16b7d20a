"""The clock. Only doors read it (views, API operations, jobs, commands); everything below takes `now` as an argument."""

from datetime import UTC, date, datetime, timedelta


def now() -> datetime:
    return datetime.now(UTC)


def week_elapsed(today: date) -> float:
    """The share of the current week that is over, today included: 1/7 on a Monday, 1 on a Sunday."""
    return (today.weekday() + 1) / 7


def weeks_back(today: date, count: int) -> list[date]:
    """The Mondays that begin the last `count` weeks, oldest first; the last one is the current week's."""
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=count - 1 - index) for index in range(count)]
