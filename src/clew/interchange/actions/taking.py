"""One reading of the rows, from the first that is not in yet to the last, in slices that are each a transaction."""

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import BinaryIO

from django.db.backends.base.base import BaseDatabaseWrapper

from clew.interchange.actions.batches import batches, fewer_collections, read_ahead
from clew.interchange.actions.bulk import journal
from clew.interchange.actions.census import PLAIN, Odd, count_rows, forget_odd, odd_between
from clew.interchange.actions.parsing import RowParser
from clew.interchange.actions.reporting import Reporter, save_slice
from clew.interchange.actions.tally import Tally
from clew.interchange.actions.uploads import limits
from clew.interchange.models import (
    AccountOfRows,
    ColumnMap,
    Importer,
    ImportRun,
    Outcome,
    ParsedRow,
    Refusal,
    Result,
    Setting,
    known_format,
)
from clew.kit.tables import Layout, Row, clean_row, read
from clew.kit.text import excerpt
from clew.workspaces.actions.events import Actor

SLICE_ROWS, SLICE_SECONDS = 50_000, 10.0
"""A slice ends with whichever comes first, at the end of a batch."""
Looked = list[tuple[Row, ParsedRow | Outcome]]


class Taking:
    """The rows of one run. Every call is made inside a transaction; `close` it when done."""

    def __init__(self, run: ImportRun, stream: BinaryIO, side: BaseDatabaseWrapper, *, is_rehearsal: bool) -> None:
        self.run, self.stream, self.is_rehearsal = run, stream, is_rehearsal
        self.tally = Tally.of(run) if run.rows_taken else Tally()
        self.taken = run.rows_taken
        self.refused: dict[int, Outcome] = {}
        self.format = known_format(run.record)
        self.layout = Layout.from_json(run.reading)
        columns = ColumnMap.from_json(run.mapping)
        self.parser = RowParser(self.format, self.layout, columns, run.workspace)
        assert run.taken_at is not None
        self.importer: Importer = self.format.importer(
            Setting(
                workspace=run.workspace,
                by=Actor(run.created_by),
                now=run.taken_at,
                run_id=run.pk,
                file_name=run.file_name,
                columns=columns,
                options=run.options,
                outside=side,
                is_rehearsal=is_rehearsal,
            )
        )
        self.ready: Iterator[Looked] | None = None

    def take_slice(self, reporter: Reporter) -> AccountOfRows | None:
        """The account of all rows when this was the last slice; else None, and what came in is kept with the run."""
        if not self.run.is_counted:
            self.run.rows = count_rows(
                self.run, read(self.stream, self.layout, limits()), self.parser, reporter.counted
            )
            self.run.is_counted = True
        reporter.begin(self.run.rows)
        with fewer_collections(), journal(self.run.pk):
            is_over = self._take_batches(reporter)
            if is_over:
                return self._account()
        save_slice(self.run, self.tally, self.taken)
        return None

    def close(self) -> None:
        if self.ready is not None:
            self.ready.close()  # type: ignore[attr-defined]  # a generator

    def _take_batches(self, reporter: Reporter) -> bool:
        """Whether the file is at its end."""
        until, last = time.monotonic() + SLICE_SECONDS, self.taken + SLICE_ROWS
        is_sliced = self.format.in_slices and not self.is_rehearsal
        if self.ready is None:
            rows = islice(read(self.stream, self.layout, limits()), self.taken, None)
            self.ready = read_ahead(map(self._look_at, batches(rows)))
        for batch in self.ready:
            self._take(batch)
            self.taken = batch[-1][0].number
            reporter.done(self.taken)
            if is_sliced and (self.taken >= last or time.monotonic() >= until):
                return False
        return True

    def _account(self) -> AccountOfRows:
        forget_odd(self.run)
        account = self.tally.account()
        if account.rows != self.run.rows:
            raise RuntimeError(f"{self.run.rows} rows were counted and {account.rows} accounted for")
        if self.tally.is_all_refused:
            return self.tally.account(self.tally.why_all_refused())
        return self.tally.account(f"{self.importer.finish(account)} {account.told()}")

    # ── a batch ───────────────────────────────────────────────────────────────────────────────────────
    def _look_at(self, batch: Sequence[Row]) -> Looked:
        """Every row with its values, or its refusal. Runs ahead, in another thread."""
        looked = [(row, self._parse(row)) for row in batch]
        if prepare := getattr(self.importer, "prepare", None):
            prepare([parsed for _, parsed in looked if isinstance(parsed, ParsedRow)])
        return looked

    def _parse(self, row: Row) -> ParsedRow | Outcome:
        if row.fault:
            shown = excerpt((self.layout.delimiter or " ").join(clean_row(row.cells)), 200)
            return Outcome(Result.REFUSED, "", row.fault, shown)
        return self.parser.parse(row, clean_row(row.cells))

    def _take(self, batch: Looked) -> None:
        odd = odd_between(self.run, batch[0][0].number, batch[-1][0].number)
        sound = [_marked(parsed, odd) for _, parsed in batch if isinstance(parsed, ParsedRow)]
        taken = [parsed for parsed in sound if not odd.get(parsed.number, PLAIN).repeats]
        outcomes = iter(zip(taken, self.importer.take(taken), strict=True))
        for row, parsed in batch:
            if isinstance(parsed, Outcome):
                outcome = parsed
            elif first := odd.get(row.number, PLAIN).repeats:
                outcome = self._refused_before(first) or Outcome(Result.DUPLICATE, "", f"The same as row {first}.")
            else:
                outcome = self._kept(row, next(outcomes)[1])
            self.tally.add(row.number, row.line, outcome)

    def _kept(self, row: Row, outcome: Outcome) -> Outcome:
        """What the importer refused is remembered: a row with the same cells is refused for the same reason."""
        if outcome.result is Result.REFUSED:
            self.refused[row.number] = outcome
        return outcome

    def _refused_before(self, first: int) -> Outcome | None:
        """Also by a slice that somebody else took, as far as the refusals are listed."""
        if first in self.refused or first > self.run.rows_taken:
            return self.refused.get(first)
        found = Refusal.objects.filter(run=self.run, is_repeat=False, row=first).first()
        return Outcome(Result.REFUSED, found.column, found.reason, found.value) if found else None


def _marked(parsed: ParsedRow, odd: Mapping[int, Odd]) -> ParsedRow:
    is_superseded = odd.get(parsed.number, PLAIN).is_superseded
    return parsed._replace(is_superseded=True) if is_superseded else parsed  # noqa: SLF001 - public, by its documentation
