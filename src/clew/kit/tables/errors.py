"""Why a file cannot be read as a table. Each sentence says what, where, and how to mend it."""

from clew.kit.errors import ExpectedError, Invalid, TooLarge
from clew.kit.text import count


class TableError(ExpectedError):
    """`line` is the line of the file, the first being 1; 0 when it is the file as a whole."""

    def __init__(self, sentence: str, *, line: int = 0) -> None:
        super().__init__(sentence, field="file")
        self.line = line


class EmptyFile(TableError, Invalid):
    def __init__(self) -> None:
        super().__init__("The file is empty: it holds no characters at all. Export it again and look at its size.")


class NotATable(TableError, Invalid):
    """`kind` is what the file really is: "an Excel workbook (.xlsx)"."""

    def __init__(self, kind: str, mend: str) -> None:
        super().__init__(f"This is {kind}, not a table that Clew reads. {mend}")
        self.kind = kind


class BadEncoding(TableError, Invalid):
    pass


class BadJson(TableError, Invalid):
    pass


class NestedTooDeep(TableError, Invalid):
    def __init__(self, *, line: int) -> None:
        super().__init__(
            f"The value that begins in line {line} is nested too deeply to be a record. Check the export.", line=line
        )


class BadWorkbook(TableError, Invalid):
    pass


class WorkbookTooLarge(TableError, TooLarge):
    pass


class OpenQuote(TableError, Invalid):
    def __init__(self, *, line: int, column: int, ended: int = 0) -> None:
        """`ended` is the line where the quote closes in the middle of a cell; 0 when it never closes."""
        happens = f"closes in the middle of a cell in line {ended}" if ended else "never closes"
        super().__init__(
            f"The quotation mark that opens in line {line}, column {column}, {happens}. "
            'Close it there, or write marks inside a cell twice ("").',
            line=line,
        )


class NoRows(TableError, Invalid):
    def __init__(self) -> None:
        super().__init__("The file holds a header and no rows below it. Check the filter of the export.")


class TooManyColumns(TableError, TooLarge):
    def __init__(self, *, found: int, limit: int, line: int) -> None:
        super().__init__(
            f"Line {line} holds {count(found)} columns; Clew takes up to {count(limit)}. "
            "Leave out the columns that you do not need, or check the separator.",
            line=line,
        )


class CellTooLong(TableError, TooLarge):
    def __init__(self, *, line: int, column: int, limit: int) -> None:
        super().__init__(
            f"The cell in column {column} of the row that begins in line {line} holds more than {count(limit)} "
            "characters. Shorten it; if a quotation mark was left open there, close it.",
            line=line,
        )


class FileTooLarge(TableError, TooLarge):
    def __init__(self, *, size: int, limit: int) -> None:
        super().__init__(
            f"The file holds {count(size / 1e6)} MB; Clew takes up to {count(limit / 1e6)} MB at once. "
            "Split it and import the parts one after the other."
        )
