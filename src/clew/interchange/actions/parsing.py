"""Rows of text made into rows of values, by the fields that their columns feed."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from clew.interchange.models import ColumnMap, Field, Format, Kind, Outcome, ParsedRow, Reading, Result, Words
from clew.kit.dates import DateStyle, Order, parse, parse_day
from clew.kit.errors import Invalid
from clew.kit.numbers import DecimalSign, NumberStyle, currency_fits, parse_money, parse_rating
from clew.kit.numbers import parse as parse_number
from clew.kit.tables import Layout, Row, clean, html_to_text
from clew.kit.text import count, excerpt, normalise
from clew.workspaces.models import Workspace

BLANKS = frozenset({"", "-", "–", "—", "n/a", "na", "#n/a", "null", "none", "nan", "nil", "(blank)"})
"""What stands for nothing in a cell of dates, numbers and addresses."""
BLANK_TEXTS = BLANKS - {"na", "nil"}
"""The same for names and ids, some of which are Na and Nil. In long texts all stays: somebody may have said "none"."""
EMAIL = re.compile(r"[^\s@<>\"',;:()]+@[^\s@<>\"',;:()]+\.[^\s@<>\"',;:()]{2,}")
NAMED_EMAIL = re.compile(r"[^<>]*<([^<>]+)>")
LONGEST_EMAIL = 254
DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
LINK = re.compile(r"https?://[\w.-]+(?:\.[^\W\d_]{2,}|:\d+)(?:[:/?#]\S*)?|https?://localhost\S*", re.IGNORECASE)
TELLS_OFFSET = re.compile(r"\d\s*(?:[AP]M\s+)?(Z|(?![AP]M$)[A-Z]{2,5}|[+−-]\d{1,2}:?\d{2}|\([^)]*\))$", re.IGNORECASE)
"""A moment with a zone or an offset behind it: what the source said stays with the note."""
UNIT, PAIR = "\x1f", "\x1e"


@dataclass(frozen=True)
class _Cell:
    """One field with columns: where they stand, and how a cell becomes a value."""

    field: Field
    places: tuple[int, ...]
    names: tuple[str, ...]
    read: Callable[[str], Any]


class RowParser:
    """Made once per file. `parse` gives a row with its values, or the refusal that its first bad cell deserves."""

    def __init__(self, format: Format, layout: Layout, columns: ColumnMap, workspace: Workspace) -> None:  # noqa: A002
        place_of = {name: place for place, name in enumerate(layout.names)}
        self.cells = [
            _Cell(
                field,
                tuple(place_of[name] for name in names),
                names,
                reader_for(field, columns.reading_of(field.key), workspace),
            )
            for field in format.fields
            if (names := columns.of(field.key))
        ]
        self.absent = {field.key: absent_value(field) for field in format.fields if not columns.of(field.key)}
        self.others = [(place, name) for name, place in place_of.items() if name not in columns.columns]
        self.hasher = RowHasher(layout)
        self.key_place = next((cell.places[0] for cell in self.cells if cell.field.key == format.identity), None)

    def key(self, cells: Sequence[str]) -> str:
        """What names the row's record for ever; empty when the file does not say."""
        key = "" if self.key_place is None else cells[self.key_place]
        return "" if key.lower() in BLANK_TEXTS else key

    def parse(self, row: Row, cells: Sequence[str]) -> ParsedRow | Outcome:
        """`cells` are clean."""
        values = dict(self.absent)
        extra = {name: cells[place] for place, name in self.others if cells[place]}
        for cell in self.cells:
            try:
                values[cell.field.key] = _value(cell, cells, extra)
            except Invalid as error:
                shown = excerpt(cells[cell.places[0]], 200)
                return Outcome(Result.REFUSED, ", ".join(cell.names), error.sentence, shown)
        return ParsedRow(row.number, row.line, values, extra, partial(self.hasher, cells))


def _value(cell: _Cell, cells: Sequence[str], extra: dict[str, str]) -> Any:
    if cell.field.kind is Kind.LONG_TEXT:
        return _words(cell, cells, extra)
    raw = cells[cell.places[0]]
    value = cell.read(raw)
    if cell.field.is_required and value in {None, ""}:
        raise Invalid("The cell is empty, and this field is needed.")
    if cell.field.kind is Kind.DATE and value and TELLS_OFFSET.search(raw):
        extra[cell.names[0]] = raw
    return value


def _words(cell: _Cell, cells: Sequence[str], extra: dict[str, str]) -> tuple[Words, ...]:
    found = []
    for place, name in zip(cell.places, cell.names, strict=True):
        text = cells[place]
        if (plain := html_to_text(text)) is not None:
            extra[name] = text
            text = clean(plain)
        if text:
            found.append(Words(name, text))
    return tuple(found)


class RowHasher:
    """A hash over the filled cells with their columns' names; the order of the columns does not matter."""

    def __init__(self, layout: Layout) -> None:
        self.order = sorted((name, place) for place, name in enumerate(layout.names))

    def __call__(self, cells: Sequence[str]) -> str:
        filled = [name + PAIR + cells[place] for name, place in self.order if cells[place]]
        return hashlib.sha256(UNIT.join(filled).encode()).hexdigest()


# ── one cell ──────────────────────────────────────────────────────────────────────────────────────────
def reader_for(field: Field, reading: Reading, workspace: Workspace) -> Callable[[str], Any]:
    """What turns a clean cell of `field` into a value; it raises Invalid with the reason for a refusal."""
    zone = ZoneInfo(reading.zone or workspace.timezone)
    dates = DateStyle(Order(reading.order) if reading.order else None)
    numbers = NumberStyle(DecimalSign(reading.decimal) if reading.decimal else None)
    readers: dict[Kind, Callable[[str], Any]] = {
        Kind.DATE: _filled(lambda raw: _moment(raw, dates, zone)),
        Kind.DAY: _filled(lambda raw: _day(raw, dates)),
        Kind.NUMBER: _filled(lambda raw: parse_number(raw, numbers)),
        Kind.RATING: _filled(lru_cache(maxsize=1_000)(lambda raw: parse_rating(raw, numbers))),
        Kind.MONEY: _filled(lambda raw: _money(raw, numbers, workspace.currency)),
        Kind.INTEGER: _filled(lambda raw: _integer(raw, numbers)),
        Kind.EMAIL: _email,
        Kind.URL: _url,
        Kind.DOMAIN: domain_in,
        Kind.CHOICE: lambda raw: _choice(raw, field),
    }
    return readers.get(field.kind, lambda raw: _text(raw, field))


def absent_value(field: Field) -> Any:
    """What an importer gets for a field without a column: the same as for an empty cell."""
    if field.kind is Kind.LONG_TEXT:
        return ()
    return "" if field.kind in {Kind.TEXT, Kind.EMAIL, Kind.URL, Kind.DOMAIN, Kind.CHOICE} else None


def _filled(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda raw: None if raw.lower() in BLANKS else read(raw)


def _text(raw: str, field: Field) -> str:
    if raw.lower() in BLANK_TEXTS:
        return ""
    if field.longest and len(raw) > field.longest:
        raise Invalid(f"The cell holds {count(len(raw))} characters; {field.label} takes up to {count(field.longest)}.")
    return raw


def _moment(raw: str, style: DateStyle, zone: ZoneInfo) -> datetime:
    return parse(raw, style, zone)


def _day(raw: str, style: DateStyle) -> date:
    return parse_day(raw, style)


def _money(raw: str, style: NumberStyle, currency: str) -> Decimal:
    amount = parse_money(raw, style)
    if not currency_fits(amount.currency, currency):
        raise Invalid(f"The amount is in {amount.currency}; this workspace counts in {currency}. Convert it first.")
    return amount.value


def _integer(raw: str, style: NumberStyle) -> int:
    value = parse_number(raw, style)
    if value % 1:
        raise Invalid(f"“{excerpt(raw, 40)}” is not a whole number.")
    return int(value)


def _email(raw: str) -> str:
    if raw.lower() in BLANKS:
        return ""
    named = NAMED_EMAIL.fullmatch(raw) if "<" in raw else None
    address = (named[1] if named else raw).strip().removeprefix("mailto:").lower()
    if not EMAIL.fullmatch(address) or len(address) > LONGEST_EMAIL:
        raise Invalid(f"“{excerpt(raw, 60)}” is not an e-mail address.")
    return address


def _url(raw: str) -> str:
    if raw.lower() in BLANKS:
        return ""
    link = raw if raw.lower().startswith(("http://", "https://")) else f"https://{raw}"
    if not LINK.fullmatch(link):
        raise Invalid(f"“{excerpt(raw, 60)}” is not a link. Links begin with http:// or https://.")
    return link


def domain_in(raw: str) -> str:
    """acme.com for https://www.acme.com/about, info@acme.com and acme.com; Invalid when there is none."""
    if raw.lower() in BLANKS:
        return ""
    host = re.sub(r"^[a-z]+://", "", raw.strip().lower()).split("/")[0].rpartition("@")[2].split(":")[0]
    host = host.removeprefix("www.").strip(".")
    if not DOMAIN.fullmatch(host) or len(host) > 200:
        raise Invalid(f"“{excerpt(raw, 60)}” is not a domain. Write it like example.com.")
    return host


def _choice(raw: str, field: Field) -> str:
    if raw.lower() in BLANKS:
        return ""
    for key, label in field.choices:
        if normalise(raw) in {normalise(key), normalise(label)}:
            return key
    labels = ", ".join(label for _, label in field.choices)
    raise Invalid(f"“{excerpt(raw, 40)}” is none of {labels}.")
