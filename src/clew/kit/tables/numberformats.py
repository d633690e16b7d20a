"""Which styles of a workbook show a number as a date, and what date a number is."""

import re
from datetime import date, datetime, time, timedelta
from typing import IO

from clew.kit.tables.xmlparts import elements

BUILT_IN = {**dict.fromkeys((14, 15, 16, 17, *range(27, 32), 34, 35, 36, *range(50, 59)), "d"),
            **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 47), "t"), 22: "d", 46: "e"}  # fmt: skip
"""ECMA-376, 18.8.30: d shows a day, t a time of day, e a span of time."""
NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
"""Parts of a format that are words, colours or blanks rather than codes."""
SPAN = re.compile(r"\[[hms]+\]", re.IGNORECASE)
FIRST, FIRST_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no zones
LEAP_BUG = 60
"""Excel counts a 29 February 1900 that never was: numbers below it are a day behind."""
LAST = 2_958_466
"""The day after 31 December 9999."""


def day_styles(part: IO[bytes]) -> dict[int, str]:
    """Styles (`s` of a cell) that show dates (d), times (t) or spans (e)."""
    codes: dict[int, str] = {}
    styles: dict[int, str] = {}
    inside, place = False, 0
    for name, given in elements(part):
        if name == "numFmt":
            codes[int(given["numFmtId"])] = given.get("formatCode", "")
        elif name in {"cellXfs", "cellStyles", "cellStyleXfs", "dxfs"}:
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            number = int(given.get("numFmtId", "0"))
            if kind := shows(codes[number]) if number in codes else BUILT_IN.get(number, ""):
                styles[place] = kind
            place += 1
    return styles


def shows(code: str) -> str:
    """What a format shows: "d", "t", "e", or "" for a number."""
    bare = NO_CODE.sub("", code.split(";", maxsplit=1)[0]).lower()
    if SPAN.search(bare):
        return "e"
    if "general" in bare or not re.search(r"[dmyhs]", bare) or re.search(r"[0#?](?!s)", bare.replace("s.0", "s")):
        return ""
    return "d" if re.search(r"[dy]", bare) or not re.search(r"[hs]", bare) else "t"


def dated(number: float, kind: str, *, starts_1904: bool) -> str | None:
    """2026-11-19, 2026-11-19 08:12:00, 08:12:00 or 26:30:00; None for a number that is none of these."""
    if kind == "e" and abs(number) < LAST:
        seconds = round(number * 86_400)
        return f"{'-' * (seconds < 0)}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"
    if not 0 <= number < LAST:
        return None
    if number < 1:
        return None if kind == "d" else str((FIRST + timedelta(seconds=round(number * 86_400))).time())
    start = FIRST_1904 if starts_1904 else FIRST + timedelta(days=number < LEAP_BUG)
    try:
        moment = start + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return None
    return _written(moment.date(), moment.time())


def _written(day: date, clock: time) -> str:
    return day.isoformat() if clock == time() else f"{day.isoformat()} {clock.isoformat()}"
