"""Dates as people and programs write them, read without guessing.

`Evidence` looks at a column and finds its `DateStyle`, or the question that a person must answer; `parse` reads one
value in that style, or raises `UnreadableDate` with a sentence. A value that reads two ways is never read one way.
"""

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from clew.kit.dates.evidence import Evidence, Question, detect
from clew.kit.dates.shapes import EXCEL, Parts, is_zone, split
from clew.kit.dates.styles import DateStyle, Order, UnreadableDate, viable_orders
from clew.kit.dates.words import MONTHS
from clew.kit.text import excerpt

__all__ = ["DateStyle", "Evidence", "Order", "Question", "UnreadableDate", "detect", "is_zone", "parse", "parse_day"]

EARLIEST, LATEST = 1900, 2199
UNIX_UNITS = {10: 1, 13: 1_000, 16: 1_000_000}


@dataclass(frozen=True)
class _Day:
    year: int
    month: int
    day: int


def parse(text: str, style: DateStyle, zone: tzinfo) -> datetime:
    """The moment that `text` names, in UTC. A time without an offset, and a day without a time, are in `zone`.

    Where clocks are set back, the first of the two moments is meant. Raises UnreadableDate.
    """
    if quick := _iso(text):
        return _utc(quick, zone)
    parts = _split(text)
    if parts.digits:
        return _from_digits(parts.digits, zone)
    day = _checked(_order(parts, style, text))
    if parts.fault:
        raise UnreadableDate(parts.fault)
    if parts.offset is not None:
        zone = timezone(timedelta(minutes=parts.offset))
    elif "/" in parts.zone:
        zone = ZoneInfo(parts.zone)
    clock = time(parts.hour, parts.minute, parts.second, parts.microsecond)
    return _utc(datetime.combine(date(day.year, day.month, day.day), clock), zone)


def parse_day(text: str, style: DateStyle) -> date:
    """The day as it is written, whatever time and offset stand beside it. Raises UnreadableDate."""
    parts = _split(text)
    if parts.digits:
        return _from_digits(parts.digits, UTC).date()
    day = _checked(_order(parts, style, text))
    return date(day.year, day.month, day.day)


def _split(text: str) -> Parts:
    parts = split(text)
    if parts is None:
        raise UnreadableDate(f"“{excerpt(text, 40)}” is not a date that Clew can read. Write it like 2026-11-19.")
    return parts


def _iso(text: str) -> datetime | None:
    """By far the commonest shape, by Python's own parser: 2026-11-19, with or without a time and an offset."""
    if text[4:5] != "-" or text[7:8] != "-" or text[:2] not in {"19", "20", "21"}:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _utc(moment: datetime, zone: tzinfo) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return _within(aware.astimezone(UTC))


def _within(moment: datetime) -> datetime:
    if not EARLIEST - 1 <= moment.year <= LATEST + 1:
        raise UnreadableDate(_out_of_reach(moment.year))
    return moment


def _order(parts: Parts, style: DateStyle, text: str) -> _Day:
    """Which of the three numbers is which."""
    if parts.year is not None and parts.month is not None and parts.day is not None:
        return _Day(parts.year, parts.month, parts.day)
    first, second, third = parts.numbers
    order = style.order or _only_order(parts, text)
    if order is Order.YEAR_FIRST and not parts.has_long_year:
        return _Day(_long_year(first), second, third)
    year = third if parts.has_long_year else _long_year(third)
    if order is Order.MONTH_FIRST:
        return _Day(year, _month_in(first, second, "month first"), second)
    return _Day(year, _month_in(second, first, "day first"), first)


def _only_order(parts: Parts, text: str) -> Order:
    orders = viable_orders(parts) - {Order.YEAR_FIRST} or viable_orders(parts)
    if len(orders) > 1 and parts.numbers[0] != parts.numbers[1]:
        raise UnreadableDate(f"“{text.strip()}” reads both ways. Choose day first or month first for this column.")
    return min(orders, default=Order.DAY_FIRST)


def _month_in(month: int, other: int, order: str) -> int:
    if month > 12 >= other:
        raise UnreadableDate(f"There is no month {month}, and this column is read {order}. Write it like 2026-11-19.")
    return month


def _long_year(year: int) -> int:
    """POSIX: 69 to 99 are of the last century."""
    return year + (1900 if year >= 69 else 2000)


def _checked(found: _Day) -> _Day:
    if not EARLIEST <= found.year <= LATEST:
        raise UnreadableDate(_out_of_reach(found.year))
    if not 1 <= found.month <= 12:
        raise UnreadableDate(f"There is no month {found.month}. Write the date like 2026-11-19.")
    longest = monthrange(found.year, found.month)[1]
    if not 1 <= found.day <= longest:
        name, try_instead = MONTHS[found.month - 1], f"{longest if found.day else 1} {MONTHS[found.month - 1][:3]}"
        reason = f"{name} has {longest} days"
        if (found.month, found.day) == (2, 29) and not isleap(found.year):
            reason = f"{found.year} is not a leap year: February has 28 days"
        raise UnreadableDate(f"{reason}. Try {try_instead} {found.year}.")
    return found


def _out_of_reach(year: int) -> str:
    return f"The year {year} is out of reach: Clew takes {EARLIEST} to {LATEST}."


def _from_digits(digits: str, zone: tzinfo) -> datetime:
    """A number: seconds since 1970 or parts of them, or a date without separators. Others are refused with the reason."""
    whole, _, fraction = digits.partition(".")
    if len(whole) in UNIX_UNITS:
        micro = int(whole) * (1_000_000 // UNIX_UNITS[len(whole)]) + int(fraction[:6].ljust(6, "0") if fraction else 0)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)
    if len(whole) in {8, 14} and not fraction:
        return _from_digit_groups(digits, zone)
    if len(whole) == 5 and int(whole) in EXCEL:
        meant = date(1899, 12, 30) + timedelta(days=int(whole))
        raise UnreadableDate(
            f"{digits} looks like Excel’s own number for {meant.day} {meant:%b} {meant.year}, or like a plain number. "
            "Format the column as a date in Excel and export it again."
        )
    if len(whole) == 4 and not fraction:
        raise UnreadableDate(f"“{digits}” may be a year, but not a day. Write it like {digits}-11-19.")
    raise UnreadableDate(f"“{digits}” is a number, not a date that Clew can read. Write it like 2026-11-19.")


def _from_digit_groups(digits: str, zone: tzinfo) -> datetime:
    """20261119 or 20261119081200."""
    day = _checked(_Day(int(digits[:4]), int(digits[4:6]), int(digits[6:8])))
    hour, minute, second = (int(digits[at : at + 2] or 0) for at in (8, 10, 12))
    if hour > 23 or minute > 59 or second > 59:
        raise UnreadableDate(f"“{digits}” holds a time of day that does not exist.")
    return _utc(datetime.combine(date(day.year, day.month, day.day), time(hour, minute, second)), zone)
