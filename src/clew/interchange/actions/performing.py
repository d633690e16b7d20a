"""Bringing the rows in: slices that are each one transaction, so that a break leaves a state to go on from.

A file of up to a slice comes in whole or not at all, and so do records other than notes. A rehearsal runs the same code
and rolls back. Progress and cancelling go through a second connection. Whatever kills the process: performing again goes
on behind the last slice that was committed, and ends with the same account.
"""

from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import datetime
from typing import Self

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from clew.interchange.actions.outside import outside
from clew.interchange.actions.reporting import (
    Cancelled,
    Progress,
    Reporter,
    close_run,
    fail_run,
    is_settled,
    stored_account,
)
from clew.interchange.actions.taking import Taking
from clew.interchange.actions.taking_back import take_back
from clew.interchange.actions.tally import Tally
from clew.interchange.actions.uploads import forget_file, opened_file
from clew.interchange.models import AccountOfRows, Format, ImportRun, RunStatus, known_format
from clew.kit.errors import ExpectedError
from clew.kit.tables import Source
from clew.workspaces.actions.events import Actor, Subject, record

WORTH_A_VACUUM = 5_000
STOPPED = "Stopped on request. Nothing was imported."
OUR_FAULT = "Clew stumbled over this file. Nothing was imported; the worker’s log says where."
OUR_FAULT_HALF_WAY = "Clew stumbled over this file; the worker’s log says where."


class _AllRefused(Exception):
    """No row of the file could be taken: roll back what making ready for them changed."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally


def perform(
    *, run: ImportRun, now: datetime, progress: Progress | None = None, source: Source | None = None
) -> AccountOfRows:
    """Import the run's file. Safe to call twice: a run that is done says again what became of it.

    A run whose every row was refused has failed, and its account says why. Raises ExpectedError when the file as a whole
    cannot be taken; the run has failed then, too, with that sentence.
    """
    while (account := perform_for_a_while(run=run, now=now, progress=progress, source=source)) is None:
        continue
    return account


def perform_for_a_while(
    *,
    run: ImportRun,
    now: datetime,
    progress: Progress | None = None,
    source: Source | None = None,
    pause: Callable[[], bool] = bool,
    tries_again: bool = False,
) -> AccountOfRows | None:
    """As `perform`, but after each slice `pause` may say that others wait: None then, and the run is still running.

    With `tries_again`, what nobody expected leaves the run as it is: the caller will call once more.
    """
    account = _go(run, now, progress, source, pause, is_rehearsal=False, tries_again=tries_again)
    if account and account.changed >= WORTH_A_VACUUM and not connection.in_atomic_block:
        _vacuum(known_format(run.record))
    return account


def rehearse(
    *, run: ImportRun, now: datetime, progress: Progress | None = None, source: Source | None = None
) -> AccountOfRows:
    """As `perform`, and then everything is rolled back: what would become of each row."""
    account = _go(run, now, progress, source, bool, is_rehearsal=True, tries_again=False)
    assert account is not None
    return account


def _go(
    run: ImportRun,
    now: datetime,
    progress: Progress | None,
    source: Source | None,
    pause: Callable[[], bool],
    *,
    is_rehearsal: bool,
    tries_again: bool,
) -> AccountOfRows | None:
    try:
        with outside() as side, _Work(run, now, side, source, progress, is_rehearsal=is_rehearsal) as work:
            while (account := work.next_slice()) is None:
                if work.is_overtaken or pause():
                    return None
    except Cancelled:
        return _cancelled(run, now, is_rehearsal=is_rehearsal)
    except _AllRefused as error:
        return close_run(run, RunStatus.FAILED, error.tally.account(error.tally.why_all_refused()), now)
    except ExpectedError as error:
        fail_run(run, error.sentence, error.sentence, now)
        raise
    except Exception:
        if not tries_again:
            fail_run(run, OUR_FAULT, OUR_FAULT_HALF_WAY, now)
        raise
    return close_run(run, RunStatus.REHEARSED, account, now) if is_rehearsal and not is_settled(run) else account


class _Work:
    """One process at work on one run: the file stays open, and its rows are read on, from slice to slice."""

    def __init__(
        self,
        run: ImportRun,
        now: datetime,
        side: BaseDatabaseWrapper,
        source: Source | None,
        progress: Progress | None,
        *,
        is_rehearsal: bool,
    ) -> None:
        self.run, self.now, self.side, self.source, self.progress = run, now, side, source, progress
        self.is_rehearsal, self.is_overtaken = is_rehearsal, False
        self.open = ExitStack()
        self.reporter: Reporter | None = None
        self.taking: Taking | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.open.close()

    def next_slice(self) -> AccountOfRows | None:
        """The account when all is done. `is_overtaken` when somebody else took rows of this run meanwhile."""
        with transaction.atomic():
            _wait_for_turn(self.run)
            if is_settled(self.run):
                return stored_account(self.run)
            self.is_overtaken = self.taking is not None and self.taking.taken != self.run.rows_taken
            if self.is_overtaken:
                return None
            account = self._take()
            if account and self.is_rehearsal:
                transaction.set_rollback(True)
            return account

    def _take(self) -> AccountOfRows | None:
        self.run.taken_at = self.run.taken_at or self.now
        if self.reporter is None or self.taking is None:
            self.reporter = Reporter(self.side, self.run, self.progress, self.now, is_rehearsal=self.is_rehearsal)
            stream = self.open.enter_context(opened_file(self.run, self.source))
            self.taking = self.open.enter_context(
                closing(Taking(self.run, stream, self.side, is_rehearsal=self.is_rehearsal))
            )
        account = self.taking.take_slice(self.reporter)
        if account is not None and not self.is_rehearsal:
            _settle(self.run, account, self.taking.tally, self.now)
        return account


def _cancelled(run: ImportRun, now: datetime, *, is_rehearsal: bool) -> AccountOfRows:
    """The slice under way is rolled back already; those before it are taken back."""
    run.refresh_from_db()
    if not run.rows_taken:
        status = RunStatus.MAPPING if is_rehearsal else RunStatus.CANCELLED
        return close_run(run, status, AccountOfRows(sentence=STOPPED), now)
    with transaction.atomic():
        sentence = f"Stopped on request, and {take_back(run=run, now=now).sentence}"
        return close_run(run, RunStatus.CANCELLED, AccountOfRows(sentence=sentence), now)


def _wait_for_turn(run: ImportRun) -> None:
    """One import at a time in a workspace: two would meet in the same accounts and people.

    Foreign keys are checked batch by batch, while the next one is read, rather than all at the end.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('clew import'), hashtext(%s))", [str(run.workspace_id)])
        cursor.execute("set constraints all immediate")
    run.refresh_from_db()


def _settle(run: ImportRun, account: AccountOfRows, tally: Tally, now: datetime) -> None:
    """The end of a good import, inside its transaction: account, event, and the file goes with the commit."""
    if tally.is_all_refused:
        raise _AllRefused(tally)
    record(
        workspace=run.workspace,
        by=Actor(run.created_by),
        now=now,
        verb=known_format(run.record).verb if account.changed else "import.changed_nothing",
        subject=Subject("import", run.pk),
        sentence=account.sentence,
    )
    close_run(run, RunStatus.DONE, account, now)
    ImportRun.objects.filter(pk=run.pk).update(file_key="")
    key = run.file_key
    transaction.on_commit(lambda: forget_file(key), robust=True)


def _vacuum(format_: Format) -> None:
    """After a bulk load: counting reads indexes alone only where the table's map of visible rows is fresh."""
    with connection.cursor() as cursor:
        for table in format_.tables:
            cursor.execute(f'vacuum (analyze) "{table}"')
