"""Rows of a file whose layout is known."""

from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import islice
from typing import BinaryIO

from clew.kit.tables import workbooks
from clew.kit.tables.jsonfiles import read_json
from clew.kit.tables.layout import Kind, Layout, Limits, Row, Source
from clew.kit.tables.records import Dialect, Record, opened, records
from clew.kit.text import plural


def read(source: Source, layout: Layout, limits: Limits | None = None) -> Iterator[Row]:
    """The rows of data in order, in bounded memory. Blank rows are left out and not counted.

    A row with a wrong number of cells comes with a `fault`. What breaks the file as a whole raises as in `sniff`.
    """
    limits = limits or Limits()
    with opened(source) as stream:
        if layout.kind in {Kind.JSON, Kind.LINES}:
            yield from read_json(stream, layout, limits)
            return
        with closing(_records(stream, layout, limits)) as found:
            filled = islice(filter(is_filled, found), layout.header_rows if layout.header_line else 0, None)
            for number, record in enumerate(filled, start=1):
                yield fit(record, number, len(layout.columns), fill=layout.fill_short_rows)


def _records(stream: BinaryIO, layout: Layout, limits: Limits) -> Generator[Record, None, None]:
    start = max(layout.header_line, 1)
    if layout.kind is Kind.WORKBOOK:
        yield from (record for record in workbooks.records(stream, layout.part, limits) if record.line >= start)
    else:
        dialect = Dialect(layout.delimiter, layout.quote, layout.escape)
        yield from records(stream, layout.encoding, dialect, limits, start)


def is_filled(record: Record) -> bool:
    return any(record.cells) and not "".join(record.cells).isspace()


def fit(record: Record, number: int, width: int, *, fill: bool) -> Row:
    """The record as a row: empty cells beyond the header go; any other difference is a fault."""
    cells = record.cells
    if len(cells) > width and not any(map(str.strip, cells[width:])):
        cells = cells[:width]
    if len(cells) < width and fill:
        cells = cells + [""] * (width - len(cells))
    if len(cells) == width:
        return Row(number, record.line, tuple(cells))
    return Row(number, record.line, tuple(cells), _fault(record.line, len(cells), width))


def _fault(line: int, found: int, width: int) -> str:
    start = f"Line {line} holds {plural(found, 'cell')}, the header {width}."
    if found > width:
        return f"{start} Put quotation marks round the cell that holds the separator."
    return f"{start} A line break outside quotation marks may have cut the row in two; put marks round that cell."
