"""Finding out how a delimited text was written, from the text itself."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from clew.kit.tables.cells import clean
from clew.kit.tables.encodings import find_encoding, label, require
from clew.kit.tables.errors import FileTooLarge, NoRows, OpenQuote, TableError, TooManyColumns
from clew.kit.tables.layout import Column, Layout, Limits, Source, Wish
from clew.kit.tables.reading import fit, is_filled
from clew.kit.tables.records import Dialect, Record, opened, records
from clew.kit.text import count, plural, squeeze

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"
"""For a table of one column whose cells hold separators without quotation marks round them."""
TRIED = 200
"""So many records decide on the separator."""
READ_WHOLE = 32 * 1024 * 1024
"""Files up to this size are read through at once: their rows are counted, and their faults found, before anything else."""
SAMPLE_ROWS, SAMPLE_CELLS, SAMPLE_LENGTH = 100, 20_000, 400
SEPARATOR_LINE = re.compile(r"sep=(.)")
LOOKS_LIKE_DATA = re.compile(r"\d{4}-\d\d-\d\d.*|\d+([.,]\d+)?|\S+@\S+\.\S+|\d{1,2}[./]\d{1,2}[./]\d{2,4}.*")


def sniff(source: Source, limits: Limits | None = None, wish: Wish | None = None) -> Layout:
    """How the file is read. What `wish` names is taken as given. Raises the classes of `errors`."""
    limits, wish = limits or Limits(), wish or Wish()
    with opened(source) as stream:
        size = stream.seek(0, 2)
        if size > limits.file:
            raise FileTooLarge(size=size, limit=limits.file)
        codec, remarks = _encoding(stream, wish)
        trial = _best_trial(stream, codec, wish, limits)
        return _Survey(stream, codec, trial, wish, limits, size).layout(remarks)


def _encoding(stream: BinaryIO, wish: Wish) -> tuple[str, list[str]]:
    if wish.encoding:
        require(stream, wish.encoding)
        return wish.encoding, [f"Read as {label(wish.encoding)}, as you chose."]
    found = find_encoding(stream)
    return found.codec, [found.remark] if found.remark else []


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
        above = 0
        while above < min(20, len(self.found) - 1) and self._stands_above(above):
            above += 1
        return above if self.found and len(self.found[above].cells) >= self.width else 0

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

    def _stands_above(self, place: int) -> bool:
        record, following = self.found[place], self.found[place + 1]
        if self.width == 2:  # else the header of one column of texts, each with one separator in it, looks like a title
            return len(record.cells) == 1 and following.line > record.line + 1
        is_padded = self.width > 3 and sum(bool(cell.strip()) for cell in record.cells) == 1
        return len(record.cells) * 2 <= self.width or is_padded


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
        found = filter(is_filled, records(self.stream, self.codec, dialect, self.limits, max(header_line, 1)))
        first = next(found, None)
        if first is None:
            raise NoRows
        columns = name_columns(first.cells if header_line else [""] * len(first.cells))
        if not header_line:
            found = filter(is_filled, records(self.stream, self.codec, dialect, self.limits, 1))
        tally = self._tally(found, len(columns))
        if not tally.rows:
            raise NoRows
        is_exact = not tally.stopped_at
        rows = tally.rows if is_exact else round(tally.rows * self.size / tally.stopped_at)
        return Layout(
            encoding=self.codec,
            delimiter=dialect.delimiter,
            quote=dialect.quote,
            escape=dialect.escape,
            header_line=header_line,
            columns=columns,
            sample=tuple(tally.sample),
            rows=rows,
            is_exact=is_exact,
            fill_short_rows=self.wish.fill_short_rows,
            remarks=(*remarks, *_remarks(columns, header_line, tally, dialect)),
        )

    def _tally(self, found: Iterator[Record], width: int) -> "_Tally":
        tally = _Tally()
        room = max(5, min(SAMPLE_ROWS, SAMPLE_CELLS // width))
        for record in found:
            row = fit(record, tally.rows + 1, width, fill=self.wish.fill_short_rows)
            tally.rows += 1
            tally.faults += bool(row.fault)
            if not row.fault and len(tally.sample) < room:
                tally.sample.append(tuple(clean(cell)[:SAMPLE_LENGTH] for cell in row.cells))
            if tally.rows % 1000 == 0 and self.size > READ_WHOLE and self.stream.tell() > READ_WHOLE:
                tally.stopped_at = self.stream.tell()
                break
        return tally

    def _is_sound(self, dialect: Dialect, header_line: int) -> bool:
        try:
            return all(True for _ in records(self.stream, self.codec, dialect, self.limits, max(header_line, 1)))
        except TableError:
            return False


@dataclass
class _Tally:
    """`stopped_at` is the position in the file where counting ended early, 0 when it read to the end."""

    rows: int = 0
    faults: int = 0
    stopped_at: int = 0

    def __post_init__(self) -> None:
        self.sample: list[tuple[str, ...]] = []


def name_columns(header: Sequence[str]) -> tuple[Column, ...]:
    """Unique names on one line: a repeated "Labels" becomes "Labels (2)", an empty cell "Column 3"."""
    cells = [squeeze(clean(cell)) for cell in header]
    names: list[str] = []
    taken = set(cells)
    for index, cell in enumerate(cells):
        name = cell or f"Column {index + 1}"
        if name in names or (not cell and name in taken):
            name = next(new for turn in range(2, len(cells) + 2) if (new := f"{name} ({turn})") not in taken)
        taken.add(name)
        names.append(name)
    return tuple(Column(index, name, cell) for index, (name, cell) in enumerate(zip(names, cells, strict=True)))


def _remarks(columns: Sequence[Column], header_line: int, tally: _Tally, dialect: Dialect) -> Iterator[str]:
    if header_line > 1:
        yield f"The header is in line {header_line}; what stands above it is left out."
    if any(LOOKS_LIKE_DATA.fullmatch(column.name) for column in columns):
        yield "The first row may be data rather than names: choose “no header” if so."
    repeated = [column.name for column in columns if column.header and column.name != column.header]
    if repeated:
        yield f"Some headers repeat and were numbered, such as “{repeated[0]}”."
    if tally.faults:
        noun = plural(tally.faults, "row")
        yield f"{noun} of {count(tally.rows)} read so far hold too many or too few cells and will be refused."
    if dialect.escape:
        yield "Quotation marks inside cells are written with a backslash."
