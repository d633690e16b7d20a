"""How a file is read: plain frozen data that can be shown, stored and handed to another process."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

Source = Path | BinaryIO
"""A path, or an open binary stream that can seek. A stream is left open, at any position."""


@dataclass(frozen=True)
class Limits:
    """Bytes of a file; columns of a table; characters of a cell, and of a whole row."""

    file: int = 1024**3
    columns: int = 2_000
    cell: int = 1_000_000
    row: int = 4_000_000


@dataclass(frozen=True)
class Column:
    """`name` is unique in the table; `header` is what the file says. Both fit on one line."""

    index: int
    name: str
    header: str


@dataclass(frozen=True)
class Wish:
    """What a person chose over what Clew found. Empty means: as found. `header_line` 0 means: the file has none.

    `part` is the sheet of a workbook, or the keys that lead to a list in JSON; `header_rows` how many rows the header
    takes, 0 as found.
    """

    encoding: str = ""
    delimiter: str = ""
    header_line: int | None = None
    fill_short_rows: bool = False
    part: str = ""
    header_rows: int = 0


class Kind(StrEnum):
    TEXT = "text"  # CSV, TSV and their kin
    WORKBOOK = "workbook"  # XLSX
    JSON = "json"
    LINES = "lines"  # JSON Lines


@dataclass(frozen=True)
class Layout:
    """How a file is read, and what of it can be shown.

    `encoding` is a codec that Python knows. `quote` and `escape` are one character or empty. `header_line` is the line
    of the file (the first is 1) where the header begins, 0 without one. `sample` holds the first rows, cells cut short.
    `rows` counts the rows of data: exactly when `is_exact`, else estimated. `remarks` are sentences for the person.
    `part` is the sheet that is read, or the keys that lead to the list, with all there are in `parts`. Of JSON, the
    header of each column is its key; keys that turn up only behind the part of a large file that was looked at go into
    the last column, OTHER.
    """

    encoding: str
    delimiter: str
    quote: str
    escape: str
    header_line: int
    columns: tuple[Column, ...]
    sample: tuple[tuple[str, ...], ...]
    rows: int
    is_exact: bool
    fill_short_rows: bool = False
    remarks: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    part: str = ""
    parts: tuple[str, ...] = ()
    header_rows: int = 1

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def samples_of(self, index: int) -> list[str]:
        """The filled cells of a column in the sample."""
        return [row[index] for row in self.sample if index < len(row) and row[index].strip()]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Layout":
        plain = dict(values)
        plain["columns"] = tuple(Column(**column) for column in values["columns"])
        plain["sample"] = tuple(tuple(row) for row in values["sample"])
        plain["remarks"] = tuple(values["remarks"])
        plain["kind"] = Kind(values.get("kind", Kind.TEXT))
        plain["parts"] = tuple(values.get("parts", ()))
        return cls(**plain)


class Row(NamedTuple):
    """A row of data: `number` counts them from 1, `line` is where it begins in the file.

    A sound row has one cell per column. Otherwise `fault` says what is wrong, and `cells` are as they stand.
    """

    number: int
    line: int
    cells: tuple[str, ...]
    fault: str = ""
