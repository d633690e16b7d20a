"""`kernel.c` behind the seam of `_kernel.py`: the same sums from tables of half precision, two to three times as fast."""

import ctypes
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from clew.calc.arrays import Floats, Integers
from clew.calc.embed._kernel import columns, features_of, in_parts
from clew.calc.embed._rows import Rows
from clew.calc.embed._weights import CHANNELS, FEATURES, Weights

Halves = npt.NDArray[np.uint16]

TABLE_ROWS = 12_000  # distinct pieces kept, 12.8 kB each, and memory only for those that came: 154 MB at most
ROWS_AT_ONCE = 512
PLACES = 10  # of the three windows together


class HalfTable:
    """As `_kernel.PieceTable`, in half precision. `products`: ten places of the first convolution, then the second's."""

    def __init__(self, weights: Weights, library: ctypes.CDLL, rows: int) -> None:
        self._weights = weights
        self._library = library
        self._rows = Rows(len(weights.pieces), rows)
        self.rows = rows
        self.features: Halves = np.zeros((rows, FEATURES), np.uint16)
        self.products: Halves = np.zeros((rows, 2 * PLACES * CHANNELS), np.uint16)

    def rows_of(self, pieces: Integers, distinct: Integers) -> Integers:
        """The table rows of `pieces`, whose distinct values (at most `rows`) are `distinct`."""
        missing = self._rows.missing(distinct)
        for start in range(0, len(missing), ROWS_AT_ONCE):
            self._add(missing[start : start + ROWS_AT_ONCE])
        return self._rows.of(pieces)

    def _add(self, pieces: Integers) -> None:
        rows = self._rows.free()[: len(pieces)]
        features = features_of(pieces, self._weights)
        shares = [(features[:, columns(number)], window) for number, window in enumerate(self._weights.windows)]
        products = [own @ window.first for own, window in shares] + [own @ window.second for own, window in shares]
        self.features[rows] = halves(features, self._library)
        self.products[rows] = halves(np.concatenate(products, axis=1), self._library)
        self._rows.take(pieces, rows)


class CompiledKernel:
    """`table_rows`: at least as many as any one text has distinct pieces."""

    def __init__(self, weights: Weights, library: ctypes.CDLL, table_rows: int = TABLE_ROWS) -> None:
        self._library = library
        self._table = HalfTable(weights, library, table_rows)
        self._second = halves(
            np.concatenate([place for window in weights.windows for place in _places(window.second)]), library
        )
        self._first_bias = np.concatenate([window.first_bias for window in weights.windows]).astype(np.float32)
        self._second_bias = np.concatenate([window.second_bias for window in weights.windows]).astype(np.float32)
        self._epsilon = float(weights.epsilon)

    def pool(self, ids: Sequence[Sequence[int]]) -> Floats:
        sums = np.empty((len(ids), FEATURES), np.float32)
        done = 0
        for lengths, pieces, distinct in in_parts(ids, self._table.rows):
            rows = self._table.rows_of(pieces, distinct)
            self._pool(lengths, rows, sums[done : done + len(lengths)])
            done += len(lengths)
        return sums

    def _pool(self, lengths: Integers, rows: Integers, sums: Floats) -> None:
        """Every array is contiguous, of the type that the C function reads, and alive until it returns."""
        failed = self._library.clew_pool(
            len(lengths),
            lengths.ctypes.data,
            rows.ctypes.data,
            self._table.features.ctypes.data,
            self._table.products.ctypes.data,
            self._second.ctypes.data,
            self._first_bias.ctypes.data,
            self._second_bias.ctypes.data,
            self._epsilon,
            sums.ctypes.data,
        )
        if failed:
            raise MemoryError("No memory for a block of word pieces.")


def halves(values: Floats, library: ctypes.CDLL) -> Halves:
    """In half precision, rounded to the nearest. The number of values is a multiple of eight."""
    values = np.ascontiguousarray(values, np.float32)
    out = np.empty(values.shape, np.uint16)
    library.clew_to_half(values.ctypes.data, out.ctypes.data, values.size)
    return out


def _places(side_by_side: Floats) -> list[Floats]:
    """(256, size * 256) as `size` matrices of 256 by 256, one below the other when joined."""
    return np.split(side_by_side, side_by_side.shape[1] // CHANNELS, axis=1)
