"""What a run says of itself while it works, and when it is over."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from clew.interchange.actions.bulk import copy_rows
from clew.interchange.actions.outside import run_on
from clew.interchange.actions.tally import Tally
from clew.interchange.models import AccountOfRows, ImportRun, Refusal, RefusedRow, RunStatus
from clew.kit.text import count, plural

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all, after each batch."""
SECONDS_BETWEEN = 0.5
SETTLED = {RunStatus.DONE, RunStatus.CANCELLED, RunStatus.FAILED, RunStatus.UNDOING, RunStatus.UNDONE}
COUNTS = (
    "rows",
    "rows_done",
    "rows_taken",
    "taken_at",
    "is_counted",
    "created",
    "updated",
    "unchanged",
    "duplicates",
    "refused",
)
CLOSING = ("status", "message", "is_rehearsal", "started_at", "finished_at", "cancel_asked_at", *COUNTS)
SHOWN = 300
"""Characters of a column's name that fit a refusal."""


class Cancelled(Exception):
    """Somebody asked to stop."""


def is_settled(run: ImportRun) -> bool:
    """Whether nothing is left to do: a job may run twice."""
    return run.status in SETTLED


class Reporter:
    """Writes progress where everybody sees it at once, at most twice a second, and hears there that it shall stop."""

    def __init__(
        self, side: BaseDatabaseWrapper, run: ImportRun, progress: Progress | None, now: datetime, *, is_rehearsal: bool
    ) -> None:
        self.side, self.run, self.progress = side, run, progress
        self.rows = 0
        self.next_at = 0.0
        run.is_rehearsal, run.started_at = is_rehearsal, now
        self._write("status = 'running', is_rehearsal = %s, started_at = %s, finished_at = null, rows_done = %s, message = ''",
                    is_rehearsal, now, run.rows_taken)  # fmt: skip

    def counted(self, rows: int) -> None:
        """During the first reading, which only counts."""
        if self._is_time():
            self._write("rows = greatest(rows, %s)", rows)

    def begin(self, rows: int) -> None:
        self.rows = rows
        self._write("rows = %s", rows)

    def done(self, rows: int) -> None:
        if self.progress:
            self.progress(rows, self.rows)
        if self._is_time():
            self._write("rows_done = %s", rows)

    def _is_time(self) -> bool:
        now = time.monotonic()
        if now < self.next_at:
            return False
        self.next_at = now + SECONDS_BETWEEN
        return True

    def _write(self, changes: str, *values: object) -> None:
        sql = f"update interchange_importrun set {changes} where id = %s and cancel_asked_at is null returning 1"
        if not run_on(self.side, sql, [*values, self.run.pk]):
            raise Cancelled


def close_run(run: ImportRun, status: RunStatus, account: AccountOfRows, now: datetime) -> AccountOfRows:
    """Store how a run ended, with the rows that were not taken."""
    with transaction.atomic():
        run.status, run.message, run.finished_at = status, account.sentence, now
        run.cancel_asked_at = None
        run.rows = account.rows or run.rows
        run.rows_done = account.rows
        is_in = status == RunStatus.DONE
        run.rows_taken, run.is_counted = (account.rows, True) if is_in else (0, False)
        run.taken_at = run.taken_at if is_in else None
        _store(run, account, CLOSING)
    return account


def save_slice(run: ImportRun, tally: Tally, taken: int) -> None:
    """Within the slice's transaction: so many rows are in, and this is what became of them."""
    run.rows_taken = run.rows_done = taken
    _store(run, tally.account(), COUNTS)


def fail_run(run: ImportRun, sentence: str, half_way: str, now: datetime) -> None:
    """The run failed. Where slices of it are in they stay, for somebody to go on or to undo it."""
    run.refresh_from_db()
    if not run.rows_taken:
        close_run(run, RunStatus.FAILED, AccountOfRows(sentence=sentence), now)
        return
    run.status, run.finished_at, run.cancel_asked_at = RunStatus.FAILED, now, None
    run.message = (
        f"{half_way} {count(run.rows_taken)} of {plural(run.rows, 'row')} are in: go on from there, or undo the import."
    )
    run.save(update_fields=["status", "finished_at", "cancel_asked_at", "message"])


def _store(run: ImportRun, account: AccountOfRows, fields: Sequence[str]) -> None:
    run.created, run.updated, run.unchanged = account.created, account.updated, account.unchanged
    run.duplicates, run.refused = account.duplicates, account.refusals
    run.save(update_fields=fields)
    Refusal.objects.filter(run=run).delete()
    kept = [(row, False) for row in account.refused] + [(row, True) for row in account.repeats]
    names = ("run_id", "is_repeat", "row", "line", "column", "reason", "value")
    rows = ((run.pk, again, row.row, row.line, row.column[:SHOWN], row.reason, row.value) for row, again in kept)
    copy_rows(Refusal, names, rows)


def stored_account(run: ImportRun) -> AccountOfRows:
    """What became of a run that is over."""
    rows = run.refusals.order_by("row", "id")
    listed = [(row.is_repeat, RefusedRow(row.row, row.line, row.column, row.reason, row.value)) for row in rows]
    return AccountOfRows(
        rows=run.rows,
        created=run.created,
        updated=run.updated,
        unchanged=run.unchanged,
        duplicates=run.duplicates,
        refusals=run.refused,
        refused=tuple(row for again, row in listed if not again),
        repeats=tuple(row for again, row in listed if again),
        sentence=run.message,
    )
