"""What a benchmark hands back: a table for people, figures for machines."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from rich.console import Console
from rich.table import Table

Figures = Mapping[str, "float | int | str | Figures | None"]


@dataclass(frozen=True)
class Report:
    """`notes` stand below the table: what is compared with what, and what was skipped."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Figures
    notes: Sequence[str] = ()


@dataclass
class Clock:
    """CPU seconds of this process inside `with`, all threads together."""

    seconds: float = 0.0
    _start: float = field(default=0.0, repr=False)

    def __enter__(self) -> Self:
        self._start = time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.process_time() - self._start


def show(report: Report) -> None:
    table = Table(title=report.title, title_justify="left")
    for number, column in enumerate(report.columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for row in report.rows:
        table.add_row(*row)
    console = Console(width=160)
    console.print(table)
    for note in report.notes:
        console.print(note, markup=False)


def as_line(report: Report) -> str:
    """What was measured as one line of JSON."""
    return json.dumps(report.figures, ensure_ascii=False)
