"""Counting what became of each row."""

from collections import Counter

from clew.interchange.models import AccountOfRows, ImportRun, Outcome, RefusedRow, Result
from clew.kit.text import plural

KEPT = 10_000
"""So many refused rows are listed, and so many duplicates; all are counted."""


class Tally:
    def __init__(self) -> None:
        self.counts: Counter[Result] = Counter()
        self.reasons: Counter[str] = Counter()
        self.refused: list[RefusedRow] = []
        self.repeats: list[RefusedRow] = []

    @classmethod
    def of(cls, run: ImportRun) -> "Tally":
        """What is stored of the slices that are in."""
        tally = cls()
        for result, number in zip(
            Result, (run.created, run.updated, run.unchanged, run.duplicates, run.refused), strict=True
        ):
            tally.counts[result] = number
        for row in run.refusals.order_by("row", "id"):
            kept = tally.repeats if row.is_repeat else tally.refused
            kept.append(RefusedRow(row.row, row.line, row.column, row.reason, row.value))
            if not row.is_repeat and (row.reason in tally.reasons or len(tally.reasons) < 100):
                tally.reasons[row.reason] += 1
        return tally

    def add(self, row: int, line: int, outcome: Outcome) -> None:
        self.counts[outcome.result] += 1
        if outcome.result is Result.REFUSED:
            self._keep(self.refused, row, line, outcome)
            if outcome.reason in self.reasons or len(self.reasons) < 100:
                self.reasons[outcome.reason] += 1
        elif outcome.result is Result.DUPLICATE:
            self._keep(self.repeats, row, line, outcome)

    def account(self, sentence: str = "") -> AccountOfRows:
        return AccountOfRows(
            rows=self.counts.total(),
            created=self.counts[Result.CREATED],
            updated=self.counts[Result.UPDATED],
            unchanged=self.counts[Result.UNCHANGED],
            duplicates=self.counts[Result.DUPLICATE],
            refusals=self.counts[Result.REFUSED],
            refused=tuple(self.refused),
            repeats=tuple(self.repeats),
            sentence=sentence,
        )

    @property
    def is_all_refused(self) -> bool:
        return 0 < self.counts.total() == self.counts[Result.REFUSED]

    def why_all_refused(self) -> str:
        reason, times = self.reasons.most_common(1)[0]
        often = f", in {plural(times, 'row')}" if times > 1 else ""
        return f"None of {plural(self.counts.total(), 'row')} could be taken. The usual reason{often}: {reason}"

    def _keep(self, kept: list[RefusedRow], row: int, line: int, outcome: Outcome) -> None:
        if len(kept) < KEPT:
            kept.append(RefusedRow(row, line, outcome.column, outcome.reason, outcome.value))
