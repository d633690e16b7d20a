"""Bringing the rows in: one transaction for the whole file, so that nothing is half imported.

A rehearsal runs the same code and rolls back. Progress and cancelling go through a second connection. Whatever kills the
process, the transaction was not committed: performing again starts from the file and ends with the same account.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from typing import BinaryIO

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from clew.interchange.actions.batches import batches, fewer_collections, read_ahead
from clew.interchange.actions.census import PLAIN, Census, Odd
from clew.interchange.actions.outside import outside
from clew.interchange.actions.parsing import RowParser
from clew.interchange.actions.reporting import Cancelled, Progress, Reporter, close_run, is_settled, stored_account
from clew.interchange.actions.tally import Tally
from clew.interchange.actions.uploads import forget_file, limits, opened_file
from clew.interchange.models import (
    AccountOfRows,
    ColumnMap,
    Format,
    Importer,
    ImportRun,
    Outcome,
    ParsedRow,
    Result,
    RunStatus,
    Setting,
    known_format,
)
from clew.kit.errors import ExpectedError
from clew.kit.tables import Layout, Row, Source, clean_row, read
from clew.kit.text import excerpt
from clew.workspaces.actions.events import Actor, Subject, record

WORTH_A_VACUUM = 5_000
OUR_FAULT = "Clew stumbled over this file. Nothing was imported; the worker’s log says where."


class _AllRefused(Exception):
    """No row of the file could be taken: roll back what making ready for them changed."""


def perform(
    *, run: ImportRun, now: datetime, progress: Progress | None = None, source: Source | None = None
) -> AccountOfRows:
    """Import the run's file. Safe to call twice: a run that is done says again what became of it.

    A run whose every row was refused has failed, and its account says why. Raises ExpectedError when the file as a whole
    cannot be taken; the run has failed then, too, with that sentence.
    """
    account = _go(run, now, progress, source, is_rehearsal=False)
    if account.changed >= WORTH_A_VACUUM and not connection.in_atomic_block:
        _vacuum(known_format(run.record))
    return account


def rehearse(
    *, run: ImportRun, now: datetime, progress: Progress | None = None, source: Source | None = None
) -> AccountOfRows:
    """As `perform`, and then everything is rolled back: what would become of each row."""
    return _go(run, now, progress, source, is_rehearsal=True)


def _go(
    run: ImportRun, now: datetime, progress: Progress | None, source: Source | None, *, is_rehearsal: bool
) -> AccountOfRows:
    tally = Tally()
    with outside() as side:
        try:
            with transaction.atomic():
                _wait_for_turn(run)
                if is_settled(run):
                    return stored_account(run)
                reporter = Reporter(side, run, progress, now, is_rehearsal=is_rehearsal)
                with opened_file(run, source) as stream:
                    account = _Import(run, now, side, tally, is_rehearsal=is_rehearsal).take(stream, reporter)
                if is_rehearsal:
                    transaction.set_rollback(True)
                else:
                    _settle(run, account, tally, now)
        except Cancelled:
            status = RunStatus.MAPPING if is_rehearsal else RunStatus.CANCELLED
            return close_run(run, status, AccountOfRows(sentence="Stopped on request. Nothing was imported."), now)
        except _AllRefused:
            return close_run(run, RunStatus.FAILED, tally.account(tally.why_all_refused()), now)
        except ExpectedError as error:
            close_run(run, RunStatus.FAILED, AccountOfRows(sentence=error.sentence), now)
            raise
        except Exception:
            close_run(run, RunStatus.FAILED, AccountOfRows(sentence=OUR_FAULT), now)
            raise
        return close_run(run, RunStatus.REHEARSED, account, now) if is_rehearsal else account


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
        raise _AllRefused
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


class _Import:
    """One reading of the file, from its first row to its last."""

    def __init__(
        self, run: ImportRun, now: datetime, side: BaseDatabaseWrapper, tally: Tally, *, is_rehearsal: bool
    ) -> None:
        self.run, self.tally = run, tally
        self.refused: dict[int, Outcome] = {}
        self.format = known_format(run.record)
        self.layout = Layout.from_json(run.reading)
        columns = ColumnMap.from_json(run.mapping)
        self.parser = RowParser(self.format, self.layout, columns, run.workspace)
        self.importer: Importer = self.format.importer(
            Setting(
                workspace=run.workspace,
                by=Actor(run.created_by),
                now=now,
                run_id=run.pk,
                file_name=run.file_name,
                columns=columns,
                options=run.options,
                outside=side,
                is_rehearsal=is_rehearsal,
            )
        )

    def take(self, stream: BinaryIO, reporter: Reporter) -> AccountOfRows:
        census = Census(read(stream, self.layout, limits()), self.parser, reporter.counted)
        reporter.begin(census.rows)
        looked = map(self._look_at, batches(read(stream, self.layout, limits())))
        with fewer_collections(), closing(read_ahead(looked)) as ready:
            for batch in ready:
                self._take(batch, census)
                reporter.done(batch[-1][0].number)
        census.close()
        account = self.tally.account()
        if account.rows != census.rows:
            raise RuntimeError(f"{census.rows} rows were counted and {account.rows} accounted for")
        if self.tally.is_all_refused:
            return self.tally.account(self.tally.why_all_refused())
        return self.tally.account(f"{self.importer.finish(account)} {account.told()}")

    def _look_at(self, batch: Sequence[Row]) -> list[tuple[Row, ParsedRow | Outcome]]:
        """Every row with its values, or its refusal. Runs ahead, in another thread."""
        return [(row, self._parse(row)) for row in batch]

    def _parse(self, row: Row) -> ParsedRow | Outcome:
        if row.fault:
            shown = excerpt(self.layout.delimiter.join(clean_row(row.cells)), 200)
            return Outcome(Result.REFUSED, "", row.fault, shown)
        return self.parser.parse(row, clean_row(row.cells))

    def _take(self, batch: Sequence[tuple[Row, ParsedRow | Outcome]], census: Census) -> None:
        odd = census.odd_between(batch[0][0].number, batch[-1][0].number)
        sound = [_marked(parsed, odd) for _, parsed in batch if isinstance(parsed, ParsedRow)]
        taken = [parsed for parsed in sound if not odd.get(parsed.number, PLAIN).repeats]
        outcomes = iter(zip(taken, self.importer.take(taken), strict=True))
        for row, parsed in batch:
            if isinstance(parsed, Outcome):
                outcome = parsed
            elif first := odd.get(row.number, PLAIN).repeats:
                outcome = self.refused.get(first) or Outcome(Result.DUPLICATE, "", f"The same as row {first}.")
            else:
                outcome = self._kept(row, next(outcomes)[1])
            self.tally.add(row.number, row.line, outcome)

    def _kept(self, row: Row, outcome: Outcome) -> Outcome:
        """What the importer refused is remembered: a row with the same cells is refused for the same reason."""
        if outcome.result is Result.REFUSED:
            self.refused[row.number] = outcome
        return outcome


def _marked(parsed: ParsedRow, odd: Mapping[int, Odd]) -> ParsedRow:
    is_superseded = odd.get(parsed.number, PLAIN).is_superseded
    return parsed._replace(is_superseded=True) if is_superseded else parsed  # noqa: SLF001 - public, by its documentation
