"""Words, numbers and dates as people read them (design, section 10), and text made comparable."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CHF": "CHF ", "CAD": "CA$", "AUD": "A$"}
SPACES = re.compile(r"\s+")
MARKS_ANYWHERE = re.compile(r"([\\`*_\[\]<>|~]|!(?=\[)|&(?=#?\w+;))")
MARKS_IN_FRONT = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|)([#+=.)-])")


def normalise(text: str) -> str:
    """One spelling for comparing names and notes: NFKC, folded case, single spaces."""
    return SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def squeeze(text: str) -> str:
    """Single spaces, no line breaks: for one line of a list."""
    return SPACES.sub(" ", text).strip()


def excerpt(text: str, length: int) -> str:
    """`text` on one line, cut at a word where one ends near `length`, with an ellipsis."""
    line = squeeze(text)
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > length * 0.6 else cut).rstrip(" ,.;:-") + "…"


def as_markdown(text: str) -> str:
    """One line of Markdown that shows `text` as it is: nothing in it becomes a heading, a link, a table or HTML."""
    line = MARKS_ANYWHERE.sub(r"\\\1", squeeze(text))
    return MARKS_IN_FRONT.sub(r"\1\\\2", line)


def count(number: float) -> str:
    return f"{number:,.0f}"


def plural(number: int, singular: str, many: str | None = None) -> str:
    """1 note; 2 notes; 1,284 notes."""
    return f"{count(number)} {singular if number == 1 else many or singular + 's'}"


def number(value: float | Decimal) -> str:
    """As short as it stays exact: 8, 10.1, 0.86, 1,200."""
    text = f"{Decimal(str(value)):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def in_unit(value: float | Decimal, unit: str) -> str:
    """A number with the units that people write at it: 86.4%, $860k, $0.86M. Others stand elsewhere in words."""
    if unit == "%":
        return f"{number(value)}%"
    currency = next((code for code, symbol in SYMBOLS.items() if unit in _money_units(symbol)), "")
    if not currency:
        return number(value)
    letter = unit.removeprefix(SYMBOLS[currency].strip())
    if not letter or not value:
        return money(value, currency)
    return f"{'−' if value < 0 else ''}{SYMBOLS[currency]}{number(max(value, -value))}{letter}"


def money(amount: float | Decimal, currency: str = "USD") -> str:
    """Three figures at most: $46k, $860k, $1.12M, $6.2M, $950."""
    value = float(amount)
    sign = "−" if value < 0 else ""
    value = abs(value)
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if value >= size * 0.9995:
            digits = 0 if letter == "k" or value / size >= 99.5 else 1 if value / size >= 9.95 else 2
            text = f"{value / size:.{digits}f}"
            text = text.rstrip("0").rstrip(".") if "." in text else text
            return f"{sign}{_symbol(currency)}{text}{letter}"
    return f"{sign}{_symbol(currency)}{value:.0f}"


def money_exact(amount: float | Decimal, currency: str = "USD") -> str:
    """$46,000."""
    return f"{_symbol(currency)}{Decimal(amount):,.0f}"


def day(when: date, today: date | None = None) -> str:
    """19 Nov; with the year when it is not `today`'s."""
    text = f"{when.day} {when:%b}"
    return text if today and when.year == today.year else f"{text} {when.year}"


def when(moment: datetime, now: datetime) -> str:
    """For a list, both in the reader's time zone: 08:12, Yesterday, Tue, 13 Nov, 13 Nov 2025.

    Midnight sharp is a day of which no time is known: Today.
    """
    days = (now.date() - moment.date()).days
    if days == 0:
        return f"{moment:%H:%M}" if moment.time().replace(tzinfo=None) != time.min else "Today"
    if days == 1:
        return "Yesterday"
    if 1 < days < 7:
        return f"{moment:%a}"
    return day(moment.date(), now.date())


def ago(moment: datetime, now: datetime) -> str:
    """Just now, 5 minutes, 3 hours, 11 days, 3 weeks, 4 months: an age, for beside a fact."""
    span = now - moment
    if span < timedelta(minutes=1):
        return "just now"
    if span < timedelta(hours=1):
        return plural(span.seconds // 60, "minute")
    if span < timedelta(days=1):
        return plural(span.seconds // 3600, "hour")
    if span.days < 21:
        return plural(span.days, "day")
    return plural(span.days // 7, "week") if span.days < 91 else plural(span.days // 30, "month")


def initials(name: str) -> str:
    """AR for Ana Reyes; the first two letters of a single word."""
    parts = [part for part in re.split(r"[\s._@-]+", name) if part and part[0].isalnum()]
    if not parts:
        return "?"
    return (parts[0][0] + parts[-1][0] if len(parts) > 1 else parts[0][:2]).upper()


def _symbol(currency: str) -> str:
    return SYMBOLS.get(currency, f"{currency} ")


def _money_units(symbol: str) -> set[str]:
    return {symbol.strip() + letter for letter in ("", "k", "M", "B")}
