"""Which word pieces have a row in a table that cannot hold them all."""

import numpy as np

from clew.calc.arrays import Integers


class Rows:
    """Rows 0 to `count` - 1 for pieces 0 to `vocabulary` - 1. When all are taken, the pieces used least make room."""

    def __init__(self, vocabulary: int, count: int) -> None:
        self.count = count
        self._row_of = np.full(vocabulary, -1, np.int64)
        self._piece_in = np.full(count, -1, np.int64)
        self._uses = np.zeros(vocabulary, np.int64)

    def of(self, pieces: Integers) -> Integers:
        """Their rows; each must have one."""
        return self._row_of[pieces]

    def missing(self, distinct: Integers) -> Integers:
        """Those of `distinct` without a row, for which there is room then. More than there are rows: ValueError."""
        if len(distinct) > self.count:
            raise ValueError(f"{len(distinct)} different pieces at once, and a table of {self.count} rows.")
        self._uses[distinct] += 1
        missing = distinct[self._row_of[distinct] < 0]
        lack = len(missing) - len(self.free())
        if lack > 0:
            self._drop(lack, distinct)
        return missing

    def free(self) -> Integers:
        return np.flatnonzero(self._piece_in < 0)

    def take(self, pieces: Integers, rows: Integers) -> None:
        """Say that the table holds `pieces` in `rows`: after it does, so that a failure leaves nothing false."""
        self._row_of[pieces] = rows
        self._piece_in[rows] = pieces

    def _drop(self, lack: int, needed: Integers) -> None:
        """A quarter of the table at least, so that this is rare; what was used long ago counts less from now on."""
        held = np.setdiff1d(self._piece_in[self._piece_in >= 0], needed)
        order = np.argsort(self._uses[held], kind="stable")
        gone = held[order[: max(lack, self.count // 4)]]
        self._piece_in[self._row_of[gone]] = -1
        self._row_of[gone] = -1
        self._uses //= 2
