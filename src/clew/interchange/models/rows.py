"""What passes between the import, which knows files, and the importers, which know records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

from clew.interchange.models.columns import ColumnMap
from clew.kit.text import plural
from clew.workspaces.actions.events import Actor
from clew.workspaces.models import Workspace


class Words(NamedTuple):
    """A piece of free text, and the column that it stood in."""

    column: str
    text: str


class ParsedRow(NamedTuple):
    """A row whose cells were read. `number` is 1 for the first row of data, `line` its line in the file.

    `values` holds every mapped field, typed by its kind. `extra` keeps the filled cells of all other columns, and what
    reading changed (HTML, times with offsets), by column. `is_superseded`: a later row says this record anew.
    """

    number: int
    line: int
    values: Mapping[str, Any]
    extra: dict[str, str]
    hash_now: Callable[[], str]
    is_superseded: bool = False

    @property
    def hash(self) -> str:
        """Over all filled cells with their columns' names, whatever their order. Computed when asked for."""
        return self.hash_now()


class Result(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


class Outcome(NamedTuple):
    """What became of one row. `column`, `reason` and `value` go with refusals and duplicates."""

    result: Result
    column: str = ""
    reason: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    row: int
    line: int
    column: str
    reason: str
    value: str = ""


@dataclass(frozen=True)
class AccountOfRows:
    """What became of a file. The five counts add up to `rows`.

    `refused` and `repeats` list the first thousands of the rows that were not taken; `refusals` and `duplicates` count
    them all. `sentence` tells the whole; `remarks` say how the file was read, where that is worth saying.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    refusals: int = 0
    refused: tuple[RefusedRow, ...] = field(default=())
    repeats: tuple[RefusedRow, ...] = field(default=())
    sentence: str = ""
    remarks: tuple[str, ...] = field(default=())

    @property
    def changed(self) -> int:
        return self.created + self.updated

    def to_json(self) -> dict[str, Any]:
        """For scripts: the counts, and each refused row with its column and reason."""
        refused = [{"row": row.row, "column": row.column, "reason": row.reason} for row in self.refused]
        counts = {name: getattr(self, name) for name in ("rows", "created", "updated", "unchanged", "duplicates")}
        return {**counts, "refused": refused}

    def told(self) -> str:
        """The counts in words."""
        parts = [
            f"{self.created:,} created",
            f"{self.updated:,} updated",
            f"{self.unchanged:,} unchanged",
            f"{plural(self.duplicates, 'duplicate')}",
            f"{self.refusals:,} refused",
        ]
        return f"{plural(self.rows, 'row')}: {', '.join(parts)}."


@dataclass(frozen=True)
class Setting:
    """What an importer works in.

    `outside` is a connection that commits at once, for what must not wait for a long import (giving out numbers); inside
    somebody else's transaction it is that one. A rehearsal must not use it for writing.
    """

    workspace: Workspace
    by: Actor
    now: datetime
    run_id: UUID
    file_name: str
    columns: ColumnMap
    options: Mapping[str, str]
    outside: BaseDatabaseWrapper
    is_rehearsal: bool


class Importer(Protocol):
    """Turns rows into records, within the import's transaction. Made from a `Setting` once per file.

    One that also has `prepare(rows)` may compute ahead there: it is called in another thread, without the database, for
    the rows of a batch some time before `take` is.
    """

    def take(self, rows: Sequence[ParsedRow]) -> list[Outcome]:
        """Exactly one outcome per row, in their order. Raises ExpectedError only for what spoils the whole file."""
        ...

    def finish(self, account: AccountOfRows) -> str:
        """Called once, after the last row: a sentence for the history, without its counts."""
        ...
