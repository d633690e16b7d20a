"""Finding out how a delimited text was written, from the text itself."""

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from clew.kit.tables.errors import NoRows, OpenQuote, TableError, TooManyColumns
from clew.kit.tables.headers import MOST_ROWS, header_rows, merged, name_columns, remarks
from clew.kit.tables.layout import Column, Layout, Limits, Wish
from clew.kit.tables.reading import fit, is_filled
from clew.kit.tables.records import Dialect, Record, records
from clew.kit.tables.tallying import share_read, tally

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"
"""For a table of one column whose cells hold separators without quotation marks round them."""
TRIED = 200
"""So many records decide on the separator."""
SEPARATOR_LINE = re.compile(r"sep=(.)")


def sniff_text(stream: BinaryIO, codec: str, remarks: list[str], limits: Limits, wish: Wish) -> Layout:
    """How a delimited text is read. What `wish` names is taken as given."""
    trial = _best_trial(stream, codec, wish, limits)
    return _Survey(stream, codec, trial, wish, limits, stream.seek(0, 2)).layout(remarks)


# ── which separator ───────────────────────────────────────────────────────────────────────────────────
@dataclass
class _Trial:
    """The first filled records under one dialect, and what stopped the reading, if anything did."""

    dialect: Dialect
    found: list[Record]
    error: TableError | None

    @property
    def width(self) -> int:
        """The number of cells that most records have."""
        return Counter(len(record.cells) for record in self.found).most_common(1)[0][0] if self.found else 0

    @property
    def header(self) -> int:
        """The place of the first record that is no title, date or filter line standing above the table."""
        return header_place(self.found, self.width)

    @property
    def agreement(self) -> float:
        """The share of records, from the header on, that are as wide as most; less when the header is not."""
        if not self.found:
            return 0.0
        table = self.found[self.header :]
        share = sum(len(record.cells) == self.width for record in table) / len(table)
        if self.header and share < 0.9:
            return 0.0
        return share if len(table[0].cells) == self.width else share / 2

    @property
    def is_table(self) -> bool:
        """Whether the separator cuts anything."""
        if isinstance(self.error, TooManyColumns):
            return True
        return self.width > 1 and (self.agreement >= 0.6 or len(self.found[0].cells) > 1)


def header_place(found: Sequence[Record], width: int) -> int:
    """The place of the header among the first records: behind titles, dates and filters; `width` is what most have."""
    above = 0
    while above < min(20, len(found) - 1) and _stands_above(found[above], found[above + 1], width):
        above += 1
    return above if found and len(found[above].cells) >= width else 0


def _stands_above(record: Record, following: Record, width: int) -> bool:
    if width == 2:  # else the header of one column of texts, each with one separator in it, looks like a title
        return len(record.cells) == 1 and following.line > record.line + 1
    is_padded = width > 3 and sum(bool(cell.strip()) for cell in record.cells) == 1
    return len(record.cells) * 2 <= width or is_padded


def _best_trial(stream: BinaryIO, codec: str, wish: Wish, limits: Limits) -> _Trial:
    start, told = _separator_line(stream, codec, limits)
    start = wish.header_line or start
    if wish.delimiter or told:
        return _with_quotes(stream, codec, wish.delimiter or told, limits, start)
    trials = [_with_quotes(stream, codec, delimiter, limits, start) for delimiter in DELIMITERS]
    sound = [trial for trial in trials if trial.error is None]
    tables = [trial for trial in sound if trial.is_table]
    if tables:
        return max(tables, key=lambda trial: (round(trial.agreement, 2), trial.width))
    broken = [trial for trial in trials if trial.error and (trial.is_table or not sound)]
    if broken:  # a table that cannot be read, rather than one column that can
        return max(broken, key=lambda trial: len(trial.found))
    return _one_column(stream, codec, sound, limits, start)


def _one_column(stream: BinaryIO, codec: str, sound: Sequence[_Trial], limits: Limits, start: int) -> _Trial:
    """The first separator that cuts nothing; none at all where each of them would."""
    whole = [trial for trial in sound if all(len(record.cells) <= 1 for record in trial.found)]
    return whole[0] if whole else _try(stream, codec, Dialect(NO_DELIMITER), limits, start)


def _separator_line(stream: BinaryIO, codec: str, limits: Limits) -> tuple[int, str]:
    """Where the table may begin, and the separator that Excel's first line `sep=;` tells."""
    plain = Dialect(NO_DELIMITER, quote="")
    first = next(records(stream, codec, plain, limits), None)
    told = SEPARATOR_LINE.fullmatch(first.cells[0].strip("\ufeff")) if first and first.cells else None
    return (2, told[1]) if told else (1, "")


def _with_quotes(stream: BinaryIO, codec: str, delimiter: str, limits: Limits, start: int) -> _Trial:
    """With quotation marks doubled, as usual; else with a backslash before them; else with single ones."""
    usual = _try(stream, codec, Dialect(delimiter), limits, start)
    if isinstance(usual.error, OpenQuote):
        escaped = _try(stream, codec, Dialect(delimiter, escape="\\"), limits, start)
        return escaped if escaped.error is None else usual
    head = usual.found[0].cells if usual.found else []
    if head and all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in head):
        single = _try(stream, codec, Dialect(delimiter, quote="'"), limits, start)
        return single if single.error is None else usual
    return usual


def _try(stream: BinaryIO, codec: str, dialect: Dialect, limits: Limits, start: int) -> _Trial:
    trial = _Trial(dialect, [], None)
    try:
        trial.found.extend(islice(filter(is_filled, records(stream, codec, dialect, limits, start)), TRIED))
    except TableError as error:
        trial.error = error.with_traceback(None)  # else it would keep the text alive
    return trial


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────
@dataclass
class _Survey:
    """Reads the file, or its first part, under the dialect that was found."""

    stream: BinaryIO
    codec: str
    trial: _Trial
    wish: Wish
    limits: Limits
    size: int

    def layout(self, remarks: list[str]) -> Layout:
        if self.trial.error:
            raise self.trial.error
        header_line = self._header_line()
        try:
            return self._read_through(self.trial.dialect, header_line, remarks)
        except OpenQuote:
            escaped = replace(self.trial.dialect, escape="\\")
            if self.trial.dialect.escape or not self._is_sound(escaped, header_line):
                raise
            return self._read_through(escaped, header_line, remarks)

    def _header_line(self) -> int:
        """The first record, unless short lines stand above the table: a title, a date, a filter."""
        if self.wish.header_line is not None:
            return self.wish.header_line
        if not self.trial.found:
            raise NoRows
        return self.trial.found[self.trial.header].line

    def _read_through(self, dialect: Dialect, header_line: int, remarks: list[str]) -> Layout:
        first = self._records(dialect, max(header_line, 1))
        head = [record.cells for record in islice(first, MOST_ROWS)]
        if not head:
            raise NoRows
        rows = self.wish.header_rows or header_rows(head[1:], head[0]) if header_line else 0
        columns = name_columns(merged(head[:rows], chosen=bool(self.wish.header_rows)) if rows else [""] * len(head[0]))
        with closing(self._records(dialect, max(header_line, 1))) as found:
            data = islice(found, rows, None)
            fitted = (
                fit(record, number, len(columns), fill=self.wish.fill_short_rows)
                for number, record in enumerate(data, start=1)
            )
            counted = tally(fitted, len(columns), lambda: share_read(self.stream, self.size))
        if not counted.rows:
            raise NoRows
        return Layout(
            encoding=self.codec,
            delimiter=dialect.delimiter,
            quote=dialect.quote,
            escape=dialect.escape,
            header_line=header_line,
            columns=columns,
            sample=tuple(counted.sample),
            rows=counted.estimate,
            is_exact=counted.is_exact,
            fill_short_rows=self.wish.fill_short_rows,
            remarks=(*remarks, *self._remarks(columns, header_line, rows, dialect), *counted.remarks()),
            header_rows=rows,
        )

    def _records(self, dialect: Dialect, start: int) -> Generator[Record, None, None]:
        for record in records(self.stream, self.codec, dialect, self.limits, start):
            if is_filled(record):
                yield record

    def _remarks(self, columns: Sequence[Column], header_line: int, rows: int, dialect: Dialect) -> Iterator[str]:
        yield from remarks(columns, header_line, rows, is_chosen=bool(self.wish.header_rows))
        if dialect.escape:
            yield "Quotation marks inside cells are written with a backslash."

    def _is_sound(self, dialect: Dialect, header_line: int) -> bool:
        try:
            return all(True for _ in records(self.stream, self.codec, dialect, self.limits, max(header_line, 1)))
        except TableError:
            return False
