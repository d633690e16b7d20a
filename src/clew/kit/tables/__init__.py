"""Reading the tables that people export, and writing tables that are safe to open in a spreadsheet.

`sniff` looks at a file and says how it will be read; `read` streams its rows in bounded memory. Both raise the classes
of `errors`, whose sentences say what is wrong, where, and how to mend it. `Reader` is the seam for other kinds of file.
"""

from clew.kit.tables.cells import clean, clean_row, html_to_text
from clew.kit.tables.errors import (
    BadEncoding,
    CellTooLong,
    EmptyFile,
    FileTooLarge,
    NoRows,
    NotATable,
    OpenQuote,
    TableError,
    TooManyColumns,
)
from clew.kit.tables.layout import Column, Layout, Limits, Reader, Row, Source, Wish
from clew.kit.tables.reading import read
from clew.kit.tables.sniffing import sniff
from clew.kit.tables.writing import write_csv

__all__ = [
    "BadEncoding",
    "CellTooLong",
    "Column",
    "EmptyFile",
    "FileTooLarge",
    "Layout",
    "Limits",
    "NoRows",
    "NotATable",
    "OpenQuote",
    "Reader",
    "Row",
    "Source",
    "TableError",
    "TooManyColumns",
    "Wish",
    "clean",
    "clean_row",
    "html_to_text",
    "read",
    "sniff",
    "write_csv",
]
