"""Excel workbooks (.xlsx) as records: what a person sees in the cells, in bounded memory.

A workbook is a ZIP of XML. Before anything is unpacked, the sizes that its directory states are checked (the unpacking
never goes beyond them); entities and document types are refused. Formulas give the value that Excel last computed.
Read with expat rather than openpyxl, which brings numpy into web processes, keeps every row of a sheet and knows no
limits; the tests compare the two.
"""

import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import BinaryIO

from clew.kit.tables.errors import BadWorkbook, TableError, WorkbookTooLarge
from clew.kit.tables.layout import Limits
from clew.kit.tables.numberformats import day_styles
from clew.kit.tables.records import Record
from clew.kit.tables.sheets import Sheet, Strings
from clew.kit.tables.xmlparts import attribute, elements
from clew.kit.text import count

UNPACKED, TEXTS = 1024**3, 128 * 1024**2
"""Bytes that a workbook may hold unpacked: all of it, and the texts that its cells share, which are kept in memory."""
PART, DENSEST = 16 * 1024**2, 200
"""A part larger than this must not shrink to less than a DENSESTth: tables do to a tenth, bombs to a thousandth."""
PARTS = 5_000
BROKEN = (zipfile.BadZipFile, KeyError, ValueError, IndexError, EOFError, OSError, OverflowError, NotImplementedError,
          RuntimeError, zipfile.zlib.error)  # type: ignore[attr-defined]  # fmt: skip  # zlib, where zipfile found it


@dataclass(frozen=True)
class Book:
    """`sheets` are names to parts of the archive, the visible ones first; `days` are the styles that show dates."""

    sheets: dict[str, str]
    texts: str
    days: dict[int, str] = field(default_factory=dict)
    starts_1904: bool = False


def sheet_names(stream: BinaryIO) -> tuple[str, ...]:
    """Raises BadWorkbook or WorkbookTooLarge."""
    with _opened(stream) as archive:
        return tuple(_book(archive).sheets)


def records(stream: BinaryIO, sheet: str, limits: Limits) -> Generator[Record, None, None]:
    """The rows of a sheet from its first; `line` is the number that Excel shows. Empty cells at the end are left out."""
    with _opened(stream) as archive:
        book = _book(archive)
        if sheet not in book.sheets:
            raise BadWorkbook(f"The workbook has no sheet “{sheet}”. Choose one of its sheets.")
        texts = _texts(archive, book, limits)
        with archive.open(book.sheets[sheet]) as part:
            yield from Sheet(texts, book.days, limits, starts_1904=book.starts_1904).rows(part)


@contextmanager
def _opened(stream: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Whatever goes wrong inside is told as BadWorkbook."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            check_sizes(archive)
            yield archive
    except TableError:
        raise
    except BROKEN as error:
        raise BadWorkbook(
            "The workbook is damaged, protected, or not written as Excel does. "
            "Open it in Excel and save it again, or save the sheet as CSV."
        ) from error


def check_sizes(archive: zipfile.ZipFile) -> None:
    """By the archive's directory. Raises WorkbookTooLarge."""
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    as_csv = "Save the sheet as CSV and pick that file."
    if len(parts) > PARTS or total > UNPACKED:
        raise WorkbookTooLarge(
            f"The workbook unpacks to {count(total / 1e6)} MB in {count(len(parts))} parts; "
            f"Clew takes up to {count(UNPACKED / 1e6)} MB. {as_csv}"
        )
    for part in parts:
        times = part.file_size / max(part.compress_size, 1)
        if part.file_size > PART and times > DENSEST:
            raise WorkbookTooLarge(
                f"A part of the workbook unpacks to {count(times)} times its size, as no table does. {as_csv}"
            )
        if part.filename.endswith("sharedStrings.xml") and part.file_size > TEXTS:
            raise WorkbookTooLarge(
                f"The workbook holds {count(part.file_size / 1e6)} MB of text; Clew takes up to {count(TEXTS / 1e6)} MB "
                f"that way. {as_csv}"
            )


def _book(archive: zipfile.ZipFile) -> Book:
    home = "xl/workbook.xml"
    targets = _targets(archive, "xl/_rels/workbook.xml.rels")
    visible: dict[str, str] = {}
    hidden: dict[str, str] = {}
    starts_1904 = False
    with archive.open(home) as part:
        for name, given in elements(part):
            if name == "sheet" and (target := targets.get(attribute(given, "id"))) and "worksheets/" in target:
                (visible if given.get("state", "visible") == "visible" else hidden)[given["name"]] = target
            elif name == "workbookPr":
                starts_1904 = given.get("date1904") in {"1", "true"}
    if not visible and not hidden:
        raise BadWorkbook("The workbook has no sheet with cells.")
    names = set(archive.namelist())
    texts = next((target for target in targets.values() if target.lower().endswith("sharedstrings.xml")), "")
    styles = next((target for target in targets.values() if target.endswith("styles.xml")), "")
    days = {}
    if styles in names:
        with archive.open(styles) as part:
            days = day_styles(part)
    return Book(visible | hidden, texts if texts in names else "", days, starts_1904)


def _targets(archive: zipfile.ZipFile, relations: str) -> dict[str, str]:
    """Ids to parts of the archive."""
    found = {}
    with archive.open(relations) as part:
        for name, given in elements(part):
            if name == "Relationship":
                target = given["Target"]
                found[given["Id"]] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return found


def _texts(archive: zipfile.ZipFile, book: Book, limits: Limits) -> list[str]:
    if not book.texts:
        return []
    with archive.open(book.texts) as part:
        return Strings(limits).read(part)
