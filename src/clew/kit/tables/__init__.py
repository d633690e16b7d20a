"""Reading the tables that people export, and writing tables that are safe to open in a spreadsheet.

`sniff` looks at a file and says how it will be read; `read` streams its rows in bounded memory. Both raise the classes
of `errors`, whose sentences say what is wrong, where, and how to mend it. Delimited text, workbooks, JSON and JSON Lines
come out alike.
"""

from clew.kit.tables.cells import clean, clean_row, html_to_text
from clew.kit.tables.errors import (
    BadEncoding,
    BadJson,
    BadWorkbook,
    CellTooLong,
    EmptyFile,
    FileTooLarge,
    NestedTooDeep,
    NoRows,
    NotATable,
    OpenQuote,
    TableError,
    TooManyColumns,
    WorkbookTooLarge,
)
from clew.kit.tables.layout import Column, Kind, Layout, Limits, Row, Source, Wish
from clew.kit.tables.reading import read
from clew.kit.tables.sniffing import sniff
from clew.kit.tables.writing import write_csv

__all__ = [
    "BadEncoding",
    "BadJson",
    "BadWorkbook",
    "CellTooLong",
    "Column",
    "EmptyFile",
    "FileTooLarge",
    "Kind",
    "Layout",
    "Limits",
    "NestedTooDeep",
    "NoRows",
    "NotATable",
    "OpenQuote",
    "Row",
    "Source",
    "TableError",
    "TooManyColumns",
    "Wish",
    "WorkbookTooLarge",
    "clean",
    "clean_row",
    "html_to_text",
    "read",
    "sniff",
    "write_csv",
]
