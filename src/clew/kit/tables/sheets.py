"""The cells of one sheet, and the texts that cells share."""

import re
from collections.abc import Iterator
from typing import IO

from clew.kit.tables.errors import BadWorkbook, CellTooLong, TooManyColumns
from clew.kit.tables.layout import Limits
from clew.kit.tables.numberformats import dated
from clew.kit.tables.records import Record
from clew.kit.tables.xmlparts import Watcher, watched
from clew.kit.text import count

ROWS, COLUMNS = 1_048_576, 16_384
"""What Excel itself takes."""
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
TRUE = {"0": "false", "1": "true"}


class Strings(Watcher):
    """Shared texts in order: the runs of each put together, without the reading aids of Japanese."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.found: list[str] = []
        self.parts: list[str] = []
        self.size = 0
        self.is_text = self.is_aid = False

    def read(self, part: IO[bytes]) -> list[str]:
        for _ in watched(part, self):
            pass
        return self.found

    def start(self, tag: str, given: dict[str, str]) -> None:
        name = self.local(tag)
        if name == "si":
            self.parts, self.size = [], 0
        elif name == "rPh":
            self.is_aid = True
        elif name == "t":
            self.is_text = not self.is_aid

    def end(self, tag: str) -> None:
        name = self.local(tag)
        if name == "si":
            self.found.append(unescaped("".join(self.parts)))
        elif name == "rPh":
            self.is_aid = False
        elif name == "t":
            self.is_text = False

    def text(self, data: str) -> None:
        if self.is_text:
            self.size += len(data)
            if self.size > self.limits.cell:
                raise CellTooLong(line=0, column=0, limit=self.limits.cell)
            self.parts.append(data)


class Sheet(Watcher):
    """Reads a sheet's part once."""

    def __init__(self, texts: list[str], days: dict[int, str], limits: Limits, *, starts_1904: bool) -> None:
        super().__init__()
        self.texts, self.days, self.limits, self.starts_1904 = texts, days, limits, starts_1904
        self.done: list[Record] = []
        self.row: list[str] = []
        self.line = 0
        self.column = -1
        self.kind, self.style = "n", ""
        self.parts: list[str] = []
        self.size = 0
        self.is_value = self.is_aid = False

    def rows(self, part: IO[bytes]) -> Iterator[Record]:
        for _ in watched(part, self):
            yield from self.done
            self.done.clear()

    def start(self, tag: str, given: dict[str, str]) -> None:
        name = self.local(tag)
        if name == "c":
            self._cell(given)
        elif name in {"v", "t"}:
            self.is_value = not self.is_aid
        elif name == "rPh":
            self.is_aid = True
        elif name == "row":
            self._row(given)

    def end(self, tag: str) -> None:
        name = self.local(tag)
        if name in {"v", "t"}:
            self.is_value = False
        elif name == "c":
            self._keep()
        elif name == "rPh":
            self.is_aid = False
        elif name == "row":
            while self.row and not self.row[-1]:
                self.row.pop()
            if len(self.row) > self.limits.columns:
                raise TooManyColumns(found=len(self.row), limit=self.limits.columns, line=self.line)
            self.done.append(Record(self.line, self.row))

    def text(self, data: str) -> None:
        if self.is_value:
            self.size += len(data)
            if self.size > self.limits.cell:
                raise CellTooLong(line=self.line, column=self.column + 1, limit=self.limits.cell)
            self.parts.append(data)

    def _row(self, given: dict[str, str]) -> None:
        line = int(given.get("r", self.line + 1))
        if not self.line < line <= ROWS:
            raise BadWorkbook(f"Row {count(line)} of the sheet is out of its order, or beyond Excel’s last.", line=line)
        self.line, self.row, self.column = line, [], -1

    def _cell(self, given: dict[str, str]) -> None:
        self.column = place_of(given["r"]) if "r" in given else self.column + 1
        self.kind, self.style, self.parts, self.size = given.get("t", "n"), given.get("s", ""), [], 0

    def _keep(self) -> None:
        if not self.parts:
            return
        value = self._shown("".join(self.parts))
        missing = self.column - len(self.row)
        if missing > 0:
            self.row.extend([""] * missing)
        if missing < 0:
            self.row[self.column] = value
        else:
            self.row.append(value)

    def _shown(self, raw: str) -> str:
        if self.kind == "s":
            return self.texts[int(raw)]
        if self.kind == "n":
            return self._number(raw)
        if self.kind == "b":
            return TRUE.get(raw, raw)
        return raw if self.kind in {"d", "e"} else unescaped(raw)

    def _number(self, raw: str) -> str:
        number = float(raw)
        kind = self.days.get(int(self.style), "") if self.style else ""
        if kind and (day := dated(number, kind, starts_1904=self.starts_1904)) is not None:
            return day
        if raw.isdecimal():
            return raw
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def place_of(reference: str) -> int:
    """0 for A1, 26 for AA7."""
    found = PLACE.fullmatch(reference.replace("$", ""))
    if not found:
        raise BadWorkbook(f"The sheet has a cell at “{reference[:20]}”, which is no place in it.")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    if column > COLUMNS:
        raise TooManyColumns(found=column, limit=COLUMNS, line=int(found[2]))
    return column - 1


def unescaped(text: str) -> str:
    """Excel writes control characters as _x000D_."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
