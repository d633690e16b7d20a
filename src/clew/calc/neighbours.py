"""Nearest neighbours by cosine: exact in blocks, no more memory than `BLOCK` squared beside the result, or nearly so
in a time that grows little faster than the number of rows.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from clew.calc.arrays import Bools, Floats, Integers

BLOCK = 2_048  # 17 MB of similarities at a time
MANY = 8  # newcomers for a row in one block, in units of k, above which the block is thinned before merging
EXACT = 2_500  # rows up to which comparing every pair is the quicker way
PROBES = 24  # lists looked into for each row; see benchmarks/RESULTS.md for what is missed
ROUNDS = 1  # of k-means, on 10 rows for each list: more finds no more
PER_LIST = 10
ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Neighbours:
    """For each row its `k` nearest others, nearest first: row numbers and cosines, both (n, k)."""

    rows: Integers
    cosines: Floats


def nearest(vectors: Floats, k: int) -> Neighbours:
    """`vectors` (n, d) of length 1; `k` < n. Time n² d / 2: each pair of blocks is multiplied once, for both sides.

    Equal cosines are kept in the order they are met, so the result is the same on every run of one machine.
    """
    best = _Best(len(vectors), k)
    starts = range(0, len(vectors), BLOCK)
    for a in starts:
        for b in (start for start in starts if start >= a):
            cosines = vectors[a : a + BLOCK] @ vectors[b : b + BLOCK].T
            if a == b:
                np.fill_diagonal(cosines, -np.inf)
            best.offer(a, b, cosines)
            if a != b:
                best.offer(b, a, cosines.T)
    return best.sorted()


def nearly_nearest(vectors: Floats, k: int, *, seed: int = 0, probes: int = PROBES) -> Neighbours:
    """As `nearest`, exact up to `EXACT` rows; above, rows are compared within the nearest `probes` of 4 √n lists only.

    Same rows and seed, same result: one thread (inverted file, Sivic and Zisserman 2003, by faiss).
    """
    if len(vectors) <= EXACT:
        return nearest(vectors, k)
    import faiss  # only where there are so many rows

    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        count, dimensions = vectors.shape
        index = faiss.IndexIVFFlat(
            faiss.IndexFlatIP(dimensions), dimensions, int(4 * count**0.5), faiss.METRIC_INNER_PRODUCT
        )
        index.cp.niter, index.cp.max_points_per_centroid, index.cp.seed = ROUNDS, PER_LIST, seed + 1
        index.cp.min_points_per_centroid = 1  # or it complains of few rows for each list, on purpose here
        index.train(vectors)
        index.add(vectors)
        index.nprobe = probes
        found = [_without_itself(index, vectors, start, k) for start in range(0, count, ROWS_AT_ONCE)]
    finally:
        faiss.omp_set_num_threads(threads)
    return Neighbours(np.concatenate([part.rows for part in found]), np.concatenate([part.cosines for part in found]))


def _without_itself(index: Any, vectors: Floats, start: int, k: int) -> Neighbours:
    """The neighbours of some rows. Where the lists held too few, all rows are compared."""
    block = vectors[start : start + ROWS_AT_ONCE]
    cosines, rows = index.search(block, k + 1)
    own = start + np.arange(len(block))
    for place in np.flatnonzero((rows < 0).any(axis=1)):
        everything = vectors @ block[place]
        rows[place] = np.argsort(-everything, kind="stable")[: k + 1]
        cosines[place] = everything[rows[place]]
    itself = rows == own[:, None]
    itself[~itself.any(axis=1), -1] = True
    kept = ~itself
    return Neighbours(rows[kept].reshape(-1, k), cosines[kept].reshape(-1, k))


class _Best:
    """The `k` best so far of every row; only what beats a row's worst is looked at, which soon is next to nothing."""

    def __init__(self, n: int, k: int) -> None:
        self._k = k
        self._rows = np.full((n, k), -1, np.int64)
        self._cosines = np.full((n, k), -np.inf, np.float32)

    def offer(self, first_row: int, first_column: int, cosines: Floats) -> None:
        """Cosines of the rows from `first_row` with the rows from `first_column`, in memory along the columns or rows."""
        worst = self._cosines[first_row : first_row + len(cosines)].min(axis=1)
        self._raise(worst, np.isneginf(worst), cosines)
        row, column = _above(cosines, worst)
        crowded = np.bincount(row, minlength=len(worst)) > MANY * self._k
        if crowded.any():
            self._raise(worst, crowded, cosines)
            row, column = _above(cosines, worst)
        if len(row):
            self._merge(row + first_row, column + first_column, cosines[row, column])

    def _raise(self, worst: Floats, where: Bools, cosines: Floats) -> None:
        """Of one block only a row's k best can matter: raise its bar to just below them."""
        if where.any() and cosines.shape[1] > self._k:
            kth = np.partition(cosines[where], -self._k, axis=1)[:, -self._k]
            worst[where] = np.maximum(worst[where], np.nextafter(kth, np.float32(-np.inf)))

    def _merge(self, row: Integers, column: Integers, cosine: Floats) -> None:
        changed = np.unique(row)
        owner = np.concatenate([np.repeat(changed, self._k), row])
        column = np.concatenate([self._rows[changed].ravel(), column])
        cosine = np.concatenate([self._cosines[changed].ravel(), cosine])
        order = np.lexsort((-cosine, owner))
        owner = owner[order]
        begins = np.searchsorted(owner, changed)
        chosen = order[(begins[:, None] + np.arange(self._k)).ravel()]
        self._rows[changed] = column[chosen].reshape(-1, self._k)
        self._cosines[changed] = cosine[chosen].reshape(-1, self._k)

    def sorted(self) -> Neighbours:
        order = np.argsort(-self._cosines, axis=1, kind="stable")
        rows = np.take_along_axis(self._rows, order, axis=1)
        return Neighbours(rows, np.take_along_axis(self._cosines, order, axis=1))


def _above(cosines: Floats, worst: Floats) -> tuple[Integers, Integers]:
    """Rows and columns of what beats its row's worst. On flat memory, which is thirty times faster than `nonzero`."""
    beats = cosines > worst[:, None]
    if beats.flags.c_contiguous:
        row, column = np.divmod(np.flatnonzero(beats), beats.shape[1])
    else:
        column, row = np.divmod(np.flatnonzero(beats.T), beats.shape[0])
    return row, column


__all__ = ["EXACT", "Neighbours", "nearest", "nearly_nearest"]
