"""Delimited text cut into records: the csv module, fed line by line, so that memory stays bounded and errors have lines.

Left to itself the csv module reads a whole file into one cell when a quotation mark is left open, and then says no more
than "unexpected end of data". Here a record may grow to `Limits.row`, and an error names the line of the open mark.
"""

import csv
import io
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from clew.kit.tables.errors import BadEncoding, CellTooLong, OpenQuote, TooManyColumns
from clew.kit.tables.layout import Limits, Source

csv.field_size_limit(1 << 27)  # the module's own limit is one number for the process: ours are checked here instead


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    quote: str = '"'
    escape: str = ""


class Record(NamedTuple):
    """Cells as they stand, and the line where they begin."""

    line: int
    cells: list[str]


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield stream
    else:
        yield source


def records(
    stream: BinaryIO, codec: str, dialect: Dialect, limits: Limits, first_line: int = 1
) -> Generator[Record, None, None]:
    """The records from `first_line` on; a blank line is one without cells.

    Raises OpenQuote, CellTooLong, TooManyColumns or BadEncoding. The stream stays open.
    """
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=codec, newline="")
    try:
        yield from _parse(_Lines(text, dialect, limits, first_line), dialect, limits)
    except UnicodeDecodeError as error:
        raise BadEncoding(f"The file holds bytes that {codec} does not know. Save it again as UTF-8.") from error
    finally:
        with suppress(ValueError):  # its owner closed the stream first
            text.detach()


def _parse(lines: "_Lines", dialect: Dialect, limits: Limits) -> Iterator[Record]:
    parser = csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        escapechar=dialect.escape or None,
        doublequote=True,
        strict=True,
    )
    try:
        for cells in parser:
            if len(cells) > limits.columns:
                raise TooManyColumns(found=len(cells), limit=limits.columns, line=lines.first)
            if lines.size > limits.cell and max(map(len, cells)) > limits.cell:
                raise lines.cell_too_long()
            yield Record(lines.first, cells)
            lines.forget()
    except csv.Error:
        raise lines.open_quote() from None


class _Lines:
    """The physical lines of a text, remembering those of the record at hand."""

    def __init__(self, text: io.TextIOWrapper, dialect: Dialect, limits: Limits, first_line: int) -> None:
        self.text, self.dialect, self.limits = text, dialect, limits
        self.last = first_line - 1
        self.pending: list[str] = []
        self.size = 0
        for _ in range(first_line - 1):
            self.text.readline(limits.row)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.text.readline(self.limits.row + 1)
        if not line:
            raise StopIteration
        self.last += 1
        self.size += len(line)
        self.pending.append(line)
        if self.size > self.limits.row:
            raise self.cell_too_long()
        return line

    @property
    def first(self) -> int:
        """The line where the record at hand begins."""
        return self.last - len(self.pending) + 1

    def forget(self) -> None:
        self.pending.clear()
        self.size = 0

    def cell_too_long(self) -> CellTooLong:
        """Blames the longest cell of the record at hand, as far as it was read."""
        text, quote = "".join(self.pending), self.dialect.quote
        parser = csv.reader([text], delimiter=self.dialect.delimiter, quotechar=quote or "\0")
        cells = next(parser, [""])
        column = max(range(len(cells)), key=lambda index: len(cells[index])) + 1
        return CellTooLong(line=self.first, column=column, limit=self.limits.cell)

    def open_quote(self) -> OpenQuote:
        """The csv module stopped inside the record at hand: at its end, or behind a mark that closed too early."""
        cell = _broken_cell("".join(self.pending), self.dialect)
        ended = self.first + cell.ended if cell.ended >= 0 else 0
        return OpenQuote(line=self.first + cell.opened, column=cell.column, ended=ended)


@dataclass(slots=True)
class _Cell:
    """Lines are counted from the record's first, which is 0; `ended` is -1 while no closing mark was seen."""

    column: int
    start: int
    opened: int
    ended: int = -1


def _broken_cell(text: str, dialect: Dialect) -> _Cell:
    """The cell of a record that made the csv module refuse it: the last, or the one with words behind its closing mark."""
    quote, delimiter, escape = dialect.quote, dialect.delimiter, dialect.escape
    signs = re.compile(f"[{re.escape(quote + delimiter + escape)}\n]")
    cell, line, at, inside = _Cell(1, 0, 0), 0, 0, False
    while found := signs.search(text, at):
        sign, place, following = found[0], found.start(), text[found.end() : found.end() + 1]
        at = found.end()
        if sign == escape or (inside and sign == following == quote):
            line += following == "\n"
            at += 1
        elif sign == "\n":
            line += 1
        elif inside and sign == quote:
            inside, cell.ended = False, line
            if following not in {delimiter, "\n", "\r", ""}:
                return cell
        elif sign == quote and place == cell.start:
            inside, cell.opened, cell.ended = True, line, -1
        elif sign == delimiter and not inside:
            cell = _Cell(cell.column + 1, at, line)
    return cell
