"""Names of columns, from one header row or several."""

import re
from collections.abc import Iterator, Sequence

from clew.kit.tables.cells import clean
from clew.kit.tables.layout import Column
from clew.kit.text import squeeze

LOOKS_LIKE_DATA = re.compile(r"\d{4}-\d\d-\d\d.*|\d+([.,]\d+)?|\S+@\S+\.\S+|\d{1,2}[./]\d{1,2}[./]\d{2,4}.*")
TYPES = frozenset({"string", "text", "longtext", "long text", "html", "number", "integer", "int", "float", "decimal",
                   "bool", "boolean", "date", "datetime", "timestamp", "email", "url", "enum", "list", "array", "id",
                   "simple", "uuid"})  # fmt: skip
"""What a row that tells the types of columns holds."""
QUALTRICS = '{"importid"'
MOST_ROWS = 3


def header_rows(following: Sequence[Sequence[str]], first: Sequence[str]) -> int:
    """How many rows the header takes: keys, then labels, then what tells types or ids to machines; else one.

    `following` are the records below the first.
    """
    for place, cells in enumerate(following[: MOST_ROWS - 1]):
        if _is_for_machines(cells, len(first)):
            return place + 2
    return 1


def merged(rows: Sequence[Sequence[str]], *, chosen: bool) -> list[str]:
    """One header out of several rows. Rows for machines are left out; of keys and labels, the labels count, the key where
    a label is missing. Rows that a person called a header are put together.
    """
    kept = [rows[0], *(row for row in rows[1:] if not _is_for_machines(row, len(rows[0])))]
    width = max(map(len, rows))
    cells = [[row[place].strip() if place < len(row) else "" for row in kept] for place in range(width)]
    if chosen:
        return [" / ".join(dict.fromkeys(filter(None, column))) for column in cells]
    return [next(filter(None, reversed(column)), "") for column in cells]


def name_columns(header: Sequence[str]) -> tuple[Column, ...]:
    """Unique names on one line: a repeated "Labels" becomes "Labels (2)", an empty cell "Column 3"."""
    cells = [squeeze(clean(cell)) for cell in header]
    names: list[str] = []
    used: set[str] = set()
    taken = set(cells)
    turns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        name = cell or f"Column {index + 1}"
        if name in used or (not cell and name in taken):
            turn = turns.get(name, 2)
            while f"{name} ({turn})" in taken:
                turn += 1
            turns[name] = turn + 1
            name = f"{name} ({turn})"
        taken.add(name)
        used.add(name)
        names.append(name)
    return tuple(Column(index, name, cell) for index, (name, cell) in enumerate(zip(names, cells, strict=True)))


def remarks(columns: Sequence[Column], header_line: int, rows: int, *, is_chosen: bool) -> Iterator[str]:
    if header_line > 1:
        yield f"The header is in line {header_line}; what stands above it is left out."
    if rows > 1 and not is_chosen:
        yield f"The header takes {rows} rows: keys, labels or types. Choose 1 if the rows below the first are data."
    if any(LOOKS_LIKE_DATA.fullmatch(column.name) for column in columns):
        yield "The first row may be data rather than names: choose “no header” if so."
    repeated = [column.name for column in columns if column.header and column.name != column.header]
    if repeated:
        yield f"Some headers repeat and were numbered, such as “{repeated[0]}”. One field may take them all."


def _is_for_machines(cells: Sequence[str], width: int) -> bool:
    filled = [cell.strip().lower() for cell in cells if cell.strip()]
    if not filled or len(filled) * 2 < width:
        return False
    if sum(cell.startswith(QUALTRICS) for cell in filled) * 2 > len(filled):
        return True
    return width > 1 and all(re.split(r"[(\[]", cell)[0].strip() in TYPES for cell in filled)
