"""The shapes of dates: what a text says, before anybody decides which number is the day."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clew.kit.dates.words import OFFSETS, month

EXCEL = range(20_000, 80_000)
"""Excel counts days from 1899-12-30: these are 1954 to 2119."""

_DAY = r"(?:(?:[^\W\d_]{2,12}\.?,?\s+)?)"  # a weekday's name; its language does not matter
_SUFFIX = r"(?:st|nd|rd|th|\.|er|º|ª)?"
_GAP = r"[\s\-/.,]*(?:(?:de|of)\s+)?"
_WORD = r"(?P<word>[^\W\d_]{3,10})\.?"
DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
        r"(?P<one>\d{1,2})(?P<sep>[-/.])(?P<two>\d{1,2})(?P=sep)(?P<three>\d{4}|\d{2})",
        rf"{_DAY}(?P<day>\d{{1,2}}){_SUFFIX}{_GAP}{_WORD}{_GAP}['’]?(?P<year>\d{{4}}|\d{{2}})",
        rf"{_DAY}{_WORD}{_GAP}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,\-/]+(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})[\s\-/.]+{_WORD}[\s\-/.]+(?P<day>\d{{1,2}})",
        rf"{_DAY}{_WORD}\s+(?P<day>\d{{1,2}})(?=\s+\d\d:\d\d)",  # the year follows the time: Thu Nov 19 08:12:00 2026
    )
)
TIME = re.compile(
    r"(?:T|,?\s*(?:at|um|à|-)?\s*)(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?(?:\s*Uhr)?",
    re.IGNORECASE,
)
ZONE = re.compile(
    r"\s*(?:(?:UTC|GMT)?\s*(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?::\d{2})?)?\s*"
    r"(?P<name>[A-Z]{1,5}|[A-Z][a-z]+(?:/[A-Z][A-Za-z_]+){1,2})?\s*(?:\([^)]*\)|\[[^\]]*\])?"
)
YEAR_AT_END = re.compile(r"\s*(?P<year>\d{4})$")
DIGITS = re.compile(r"\d+(?:\.\d+)?")
SPACES = re.compile(r"\s+")


@dataclass
class Parts:
    """Either the three named parts, or three bare `numbers` in the order they stand, or only `digits`.

    `offset` is minutes east of Greenwich, None for local time. `zone` is the name of a region
    (Europe/Berlin), or letters that several regions use (AST): then the time counts as local.
    `fault` is a sentence about a time of day that does not exist.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    numbers: tuple[int, int, int] = (0, 0, 0)
    has_long_year: bool = True
    separator: str = ""
    hour: int = 0
    minute: int = 0
    second: int = 0
    microsecond: int = 0
    offset: int | None = None
    zone: str = ""
    digits: str = ""
    fault: str = ""

    @property
    def is_bare(self) -> bool:
        return self.day is None and not self.digits


def split(text: str) -> Parts | None:
    """What `text` says; None when it is no date of any known shape."""
    plain = SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    if DIGITS.fullmatch(plain):
        return Parts(digits=plain)
    for pattern in DATES:
        if found := pattern.match(plain):
            parts = _date(found)
            if parts is not None and _take_time(plain[found.end() :], parts):
                return parts
    return None


def _date(found: re.Match[str]) -> Parts | None:
    group = found.groupdict()
    if "three" in group:
        numbers = (int(group["one"]), int(group["two"]), int(group["three"]))
        return Parts(numbers=numbers, has_long_year=len(group["three"]) == 4, separator=group["sep"])
    number = month(group["word"]) if "word" in group else int(group["month"])
    if number is None:
        return None
    year = group.get("year") or ""
    short = 1900 if len(year) == 2 and int(year) >= 69 else 2000 if len(year) == 2 else 0
    return Parts(year=int(year) + short if year else None, month=number, day=int(group["day"]))


def _take_time(rest: str, parts: Parts) -> bool:
    """Read the time and zone behind a date into `parts`; False when something else stands there."""
    if not rest.strip():
        return parts.year is not None or parts.is_bare
    found = TIME.match(rest)
    if not found or (found["minute"] is None and not found["half"]):
        return False
    _clock(found, parts)
    rest = rest[found.end() :]
    if parts.year is None and not parts.is_bare:
        at_end = YEAR_AT_END.search(rest)
        if not at_end:
            return False
        parts.year, rest = int(at_end["year"]), rest[: at_end.start()]
    zone = ZONE.fullmatch(rest)
    return zone is not None and _take_zone(zone, parts)


def _clock(found: re.Match[str], parts: Parts) -> None:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    half = (found["half"] or "")[:1].lower()
    if hour > 23 or minute > 59 or second > 59 or (half == "a" and hour > 12):
        parts.fault = f"There is no time of day “{found[0].strip(' ,T')}”."
        return
    if half == "p" and hour < 12:
        hour += 12
    if half == "a" and hour == 12:
        hour = 0
    parts.hour, parts.minute, parts.second = hour, minute, second
    parts.microsecond = int((found["part"] or "0")[:6].ljust(6, "0"))


def _take_zone(found: re.Match[str], parts: Parts) -> bool:
    name = found["name"] or ""
    if found["sign"]:
        minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
        if minutes > 18 * 60:
            return False
        parts.offset = minutes if found["sign"] == "+" else -minutes
    elif name in OFFSETS:
        parts.offset = OFFSETS[name]
    elif "/" in name:
        parts.zone = name
        return is_zone(name)
    else:
        parts.zone = name
    return True


@lru_cache(maxsize=256)
def is_zone(name: str) -> bool:
    """Whether `name` is a region of the time zone database: Europe/Berlin, UTC."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
