"""Finding out what a file is and how it is read, from the file itself."""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from clew.kit.tables import workbooks
from clew.kit.tables.delimited import header_place, sniff_text
from clew.kit.tables.encodings import find_encoding, label, require
from clew.kit.tables.errors import BadWorkbook, FileTooLarge, NoRows
from clew.kit.tables.headers import header_rows, merged, name_columns, remarks
from clew.kit.tables.jsonfiles import sniff_json
from clew.kit.tables.kinds import is_json, is_workbook
from clew.kit.tables.layout import Kind, Layout, Limits, Source, Wish
from clew.kit.tables.reading import fit, is_filled
from clew.kit.tables.records import Record, opened
from clew.kit.tables.tallying import tally
from clew.kit.text import plural

HEAD = 4_096
LOOKED_AT = 200
"""So many rows of a sheet decide on its header and width."""


def sniff(source: Source, limits: Limits | None = None, wish: Wish | None = None) -> Layout:
    """How the file is read. What `wish` names is taken as given. Raises the classes of `errors`."""
    limits, wish = limits or Limits(), wish or Wish()
    with opened(source) as stream:
        size = stream.seek(0, 2)
        if size > limits.file:
            raise FileTooLarge(size=size, limit=limits.file)
        if is_workbook(stream):
            return _sniff_workbook(stream, limits, wish)
        codec, told = _encoding(stream, wish)
        stream.seek(0)
        if is_json(stream.read(HEAD).decode(codec, "replace")):
            return sniff_json(stream, codec, told, limits, wish)
        return sniff_text(stream, codec, told, limits, wish)


def _encoding(stream: BinaryIO, wish: Wish) -> tuple[str, list[str]]:
    if wish.encoding:
        require(stream, wish.encoding)
        return wish.encoding, [f"Read as {label(wish.encoding)}, as you chose."]
    found = find_encoding(stream)
    return found.codec, [found.remark] if found.remark else []


# ── workbooks ─────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class _Top:
    """The first filled rows of a sheet."""

    records: list[Record]

    @property
    def width(self) -> int:
        """What most rows need, and the header at least."""
        return Counter(len(record.cells) for record in self.records).most_common(1)[0][0]


def _sniff_workbook(stream: BinaryIO, limits: Limits, wish: Wish) -> Layout:
    sheets = workbooks.sheet_names(stream)
    if wish.part and wish.part not in sheets:
        raise BadWorkbook(f"The workbook has no sheet “{wish.part}”. There are {', '.join(sheets)}.")
    tops = {name: _top(stream, name, limits) for name in ([wish.part] if wish.part else sheets[:20])}
    part = next((name for name, top in tops.items() if len(top.records) > 1), "")
    if not part:
        raise NoRows
    told = (
        [f"The workbook has {plural(len(sheets), 'sheet')}; the one that is read is “{part}”."]
        if len(sheets) > 1
        else []
    )
    return _sniff_sheet(stream, part, sheets, tops[part], told, limits, wish)


def _top(stream: BinaryIO, sheet: str, limits: Limits) -> _Top:
    with closing(workbooks.records(stream, sheet, limits)) as found:
        return _Top(list(islice(filter(is_filled, found), LOOKED_AT)))


def _sniff_sheet(  # noqa: PLR0917 - private, and called above only
    stream: BinaryIO, part: str, sheets: tuple[str, ...], top: _Top, told: list[str], limits: Limits, wish: Wish
) -> Layout:
    start = wish.header_line if wish.header_line is not None else top.records[header_place(top.records, top.width)].line
    below = [record.cells for record in top.records if record.line >= start]
    if not below:
        raise NoRows
    rows = (wish.header_rows or header_rows(below[1:], below[0])) if start else 0
    width = max(len(cells) for cells in below)
    head = merged(below[:rows], chosen=bool(wish.header_rows)) if rows else []
    columns = name_columns(head + [""] * (width - len(head)))
    with closing(workbooks.records(stream, part, limits)) as found:
        data = islice((one for one in found if one.line >= start and is_filled(one)), rows, None)
        fitted = (fit(record, number, width, fill=True) for number, record in enumerate(data, start=1))
        counted = tally(fitted, width, lambda: 1.0)
    if not counted.rows:
        raise NoRows
    return Layout(
        encoding="utf-8",
        delimiter="",
        quote="",
        escape="",
        header_line=start,
        columns=columns,
        sample=tuple(counted.sample),
        rows=counted.rows,
        is_exact=True,
        fill_short_rows=True,
        remarks=(*told, *remarks(columns, start, rows, is_chosen=bool(wish.header_rows)), *counted.remarks()),
        kind=Kind.WORKBOOK,
        part=part,
        parts=sheets,
        header_rows=rows,
    )
