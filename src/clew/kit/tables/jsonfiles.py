"""JSON and JSON Lines as tables: each record a row, its keys the columns."""

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import Any, BinaryIO

from clew.kit.tables.documents import DECODER, Text, elements, has_lines, lists, opened_text
from clew.kit.tables.errors import BadJson, CellTooLong, NestedTooDeep, NoRows, TooManyColumns
from clew.kit.tables.flattening import flat
from clew.kit.tables.headers import name_columns, remarks
from clew.kit.tables.layout import Column, Kind, Layout, Limits, Row, Wish
from clew.kit.tables.tallying import share_read, tally
from clew.kit.text import excerpt, plural

BETWEEN = " › "
"""Between the keys that lead to a list."""
WHOLE = "the whole file"
OTHER = "Other fields"


def sniff_json(stream: BinaryIO, codec: str, told: list[str], limits: Limits, wish: Wish) -> Layout:
    """Raises the classes of `errors`. Of a large file, the beginning is read for the columns."""
    size = stream.seek(0, 2)
    with opened_text(stream, codec) as text:
        kind = Kind.LINES if has_lines(Text(text, limits)) else Kind.JSON
    parts = () if kind is Kind.LINES else _lists(stream, codec, limits)
    part = _chosen(parts, wish.part)
    columns = _columns(stream, codec, kind, part, limits)
    layout = Layout(
        codec, "", "", "", 0, columns, (), 0, is_exact=False, kind=kind, part=part, parts=parts, header_rows=0
    )
    with closing(read_json(stream, layout, limits)) as rows:
        found = tally(rows, len(columns), lambda: share_read(stream, size))
    if not found.rows:
        raise NoRows
    if len(parts) > 1:
        told = [*told, f"The file holds {plural(len(parts), 'list')}; the one that is read is “{part}”."]
    told = [*told, *remarks(columns, 0, 1, is_chosen=True), *found.remarks()]
    return replace(
        layout, sample=tuple(found.sample), rows=found.estimate, is_exact=found.is_exact, remarks=tuple(told)
    )


def read_json(stream: BinaryIO, layout: Layout, limits: Limits) -> Generator[Row, None, None]:
    """The rows in order. A line of JSON Lines that is none comes with a fault."""
    place = {column.header: column.index for column in layout.columns}
    rest = place.get(OTHER) if layout.columns and layout.columns[-1].header == OTHER else None
    number = 0
    for line, record, fault in _values(stream, layout.encoding, layout.kind, layout.part, limits):
        if fault:
            number += 1
            yield Row(number, line, (record,), fault)
            continue
        cells = _cells(flat(record), place, rest, line, limits)
        if any(cells):
            number += 1
            yield Row(number, line, tuple(cells))


def _cells(record: dict[str, str], place: dict[str, int], rest: int | None, line: int, limits: Limits) -> list[str]:
    cells = [""] * len(place)
    others = {}
    for key, cell in record.items():
        if len(cell) > limits.cell:
            raise CellTooLong(line=line, column=place.get(key, 0) + 1, limit=limits.cell)
        if key in place:
            cells[place[key]] = cell
        elif cell:
            others[key] = cell
    if others:
        if rest is None:
            raise BadJson(
                f"The record in line {line} has a field that the file did not have before. Pick the file again.",
                line=line,
            )
        cells[rest] = json.dumps(others, ensure_ascii=False)
    return cells


def _values(
    stream: BinaryIO, codec: str, kind: Kind, part: str, limits: Limits
) -> Generator[tuple[int, Any, str], None, None]:
    """(line, record, fault)."""
    with opened_text(stream, codec) as text:
        if kind is Kind.LINES:
            yield from _lines(text, limits)
            return
        window = Text(text, limits)
        for path in lists(window):
            if _name(path) == part:
                for line, value in elements(window):
                    yield line, value, ""
                return
            for _ in elements(window):
                pass
        if part == WHOLE:
            raise BadJson("The file no longer holds the list that was chosen. Pick it again.")


def _lines(text: Any, limits: Limits) -> Iterator[tuple[int, Any, str]]:
    for number in range(1, 1 << 62):
        line = text.readline(limits.row + 1)
        if not line:
            return
        if len(line) > limits.row:
            raise CellTooLong(line=number, column=1, limit=limits.row)
        bare = line.strip().lstrip("\ufeff")
        if not bare:
            continue
        try:
            yield number, DECODER.decode(bare), ""
        except json.JSONDecodeError as error:
            yield number, bare, f"Line {number} is not JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        except RecursionError:
            yield number, excerpt(bare, 100), NestedTooDeep(line=number).sentence


# ── the first look ────────────────────────────────────────────────────────────────────────────────────
def _lists(stream: BinaryIO, codec: str, limits: Limits) -> tuple[str, ...]:
    """The lists of objects in the file, by the keys that lead to them; of a large file, those that begin early."""
    plain: list[str] = []
    named: list[str] = []
    size = stream.seek(0, 2)
    with opened_text(stream, codec) as text:
        window = Text(text, limits)
        for path in lists(window):
            inside = elements(window)
            first = next(inside, None)
            (named if first and isinstance(first[1], dict) else plain).append(_name(path))
            for _ in inside:
                pass
            if share_read(stream, size) < 1:
                break
        else:
            _check_end(window)
    found = named or [path for path in plain if path == WHOLE]
    if not found:
        raise BadJson("The file holds no list of records. Export the records as a list, or as JSON Lines.")
    return tuple(dict.fromkeys(found))


def _check_end(window: Text) -> None:
    if window.peek():
        raise BadJson(
            f"Line {window.line} goes on after the end of the data. Check that the file holds one JSON text.",
            line=window.line,
        )


def _chosen(parts: tuple[str, ...], wished: str) -> str:
    if wished and wished not in parts:
        raise BadJson(
            f"The file has no list “{wished}”. There are {', '.join(parts)}." if parts else "The file has one list."
        )
    return wished or (parts[0] if parts else "")


def _name(path: tuple[str, ...]) -> str:
    return BETWEEN.join(path) or WHOLE


def _columns(stream: BinaryIO, codec: str, kind: Kind, part: str, limits: Limits) -> tuple[Column, ...]:
    """One per key, in the order in which they turn up; and OTHER where the file was not read to its end."""
    keys: dict[str, None] = {}
    is_whole, size = True, stream.seek(0, 2)
    with closing(_values(stream, codec, kind, part, limits)) as values:
        for number, (line, record, fault) in enumerate(values, start=1):
            if not fault:
                keys.update(dict.fromkeys(flat(record)))
            if len(keys) > limits.columns:
                raise TooManyColumns(found=len(keys), limit=limits.columns, line=line)
            if number % 100 == 0 and share_read(stream, size) < 1:
                is_whole = False
                break
    if not keys:
        raise NoRows
    return name_columns(list(chain(keys, () if is_whole else (OTHER,))))
