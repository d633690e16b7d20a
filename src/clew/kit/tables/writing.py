"""Tables that are safe to open in a spreadsheet."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""A cell that begins so would be run as a formula (OWASP, "CSV injection"); the wide forms count in some editions."""
PLAIN_NUMBER = re.compile(r"[+-]?\d[\d.,]*(e[+-]?\d+)?%?", re.IGNORECASE)


class _Echo:
    def write(self, text: str) -> str:
        return text


def write_csv(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """One string per row, comma-separated, ending in CRLF, as RFC 4180 has it. None becomes an empty cell.

    A cell that a spreadsheet would take for a formula gets a leading apostrophe, which the spreadsheet shows as text.
    Plain numbers, negative ones too, stay as they are.
    """
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([_safe(cell) for cell in row])


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if FORMULA.match(text) and not PLAIN_NUMBER.fullmatch(text) else text
