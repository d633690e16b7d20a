"""From word pieces to one sum per text: the part of the network that costs the time.

Exact up to rounding, with a fraction of the reference's arithmetic (engine-insight-addendum, section 1.2): what depends
on one piece alone is computed once per distinct piece and looked up; the second convolution acts on the sum of a
looked-up part and of `relu(g)`, which is 94-98% zeros, so that its share is a sparse product.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Protocol

import numpy as np
from scipy.sparse import csr_array

from clew.calc.arrays import Bools, Floats, Integers
from clew.calc.embed._rows import Rows
from clew.calc.embed._tokens import MAX_TOKENS
from clew.calc.embed._weights import CHANNELS, CHUNKS, EMBEDDING, FEATURES, Weights, Window

TABLE_ROWS = 2 * MAX_TOKENS  # distinct pieces kept, 26 kB each; one text's always fit
TOKENS_AT_ONCE = 512  # working set of about 15 MB; larger is slower
ROWS_AT_ONCE = 512


class Kernel(Protocol):
    """The seam for a faster implementation: same sums, kept tables of its own."""

    def pool(self, ids: Sequence[Sequence[int]]) -> Floats:
        """(n, 1280): for each text the sum over its pieces of their features, each brought to mean 0 and variance 1.

        A text has 1 to `MAX_TOKENS` + 2 pieces, marks of beginning and end included.
        """
        ...


class PieceTable:
    """What the network makes of one piece by itself; the last row stands for "no piece" and is zero.

    `features`: see `features_of`. `first`, `second`: per window the products of the projection with every place of the
    two convolutions.
    """

    def __init__(self, weights: Weights, rows: int = TABLE_ROWS) -> None:
        self._weights = weights
        self._rows = Rows(len(weights.pieces), rows)
        self.rows = rows
        self.features = np.zeros((rows + 1, FEATURES), np.float32)
        self.first = [np.zeros((rows + 1, window.size * CHANNELS), np.float32) for window in weights.windows]
        self.second = [np.zeros((rows + 1, window.size * CHANNELS), np.float32) for window in weights.windows]

    def rows_of(self, pieces: Integers, distinct: Integers) -> Integers:
        """The table rows of `pieces`, whose distinct values (at most `rows`) are `distinct`."""
        missing = self._rows.missing(distinct)
        for start in range(0, len(missing), ROWS_AT_ONCE):
            self._add(missing[start : start + ROWS_AT_ONCE])
        return self._rows.of(pieces)

    def _add(self, pieces: Integers) -> None:
        rows = self._rows.free()[: len(pieces)]
        features = features_of(pieces, self._weights)
        self.features[rows] = features
        for number, window in enumerate(self._weights.windows):
            own = features[:, columns(number)]
            self.first[number][rows] = own @ window.first
            self.second[number][rows] = own @ window.second
        self._rows.take(pieces, rows)


def features_of(pieces: Integers, weights: Weights) -> Floats:
    """(n, 1280): each piece's embedding (512) and normalised projection (768)."""
    part = pieces % CHUNKS
    embedding = weights.pieces[pieces] * weights.scale[part, None] + weights.low[part, None]
    values = embedding @ weights.project + weights.project_bias
    values -= values.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", values, values) / values.shape[1]
    values /= np.sqrt(variance + weights.epsilon)[:, None]
    return np.concatenate([embedding, values * weights.project_gain + weights.project_shift], axis=1)


def in_parts(ids: Sequence[Sequence[int]], rows: int) -> Iterator[tuple[Integers, Integers, Integers]]:
    """Lengths, pieces end to end and their distinct values, for runs of texts whose distinct pieces fit in `rows`."""
    lengths = np.fromiter(map(len, ids), np.int64, len(ids))
    if len(ids) and not lengths.min():
        raise ValueError("A text without a piece, not even its marks of beginning and end.")
    pieces = np.fromiter(chain.from_iterable(ids), np.int64, int(lengths.sum()))
    distinct = np.unique(pieces)
    if len(distinct) <= rows or len(ids) == 1:
        yield lengths, pieces, distinct
    else:
        half = len(ids) // 2
        yield from in_parts(ids[:half], rows)
        yield from in_parts(ids[half:], rows)


class NumpyKernel:
    """`table_rows`: at least as many as any one text has distinct pieces."""

    def __init__(self, weights: Weights, table_rows: int = TABLE_ROWS) -> None:
        self._weights = weights
        self._table = PieceTable(weights, table_rows)

    def pool(self, ids: Sequence[Sequence[int]]) -> Floats:
        sums = np.empty((len(ids), FEATURES), np.float32)
        done = 0
        for lengths, pieces, distinct in in_parts(ids, self._table.rows):
            rows = self._table.rows_of(pieces, distinct)
            ends = lengths.cumsum()
            for first, last in _batches(ends):
                start = ends[first] - lengths[first]
                sums[done + first : done + last] = self._pool(rows[start : ends[last - 1]], lengths[first:last])
            done += len(lengths)
        return sums

    def _pool(self, rows: Integers, lengths: Integers) -> Floats:
        """Texts laid end to end with two empty places between them: as many as the widest window reaches out."""
        starts = 2 + np.concatenate([[0], np.cumsum(lengths + 2)[:-1]])
        places = np.full(int(lengths.sum()) + 2 * len(lengths) + 2, self._table.rows, np.int64)
        places[np.arange(len(rows)) + 2 * np.repeat(np.arange(1, len(lengths) + 1), lengths)] = rows
        live = places != self._table.rows
        features = self._table.features.take(places, axis=0)
        for number, window in enumerate(self._weights.windows):
            share = features[2:-2, columns(number)]
            share += self._convolve(number, window, places, live)
        return self._normalised_sums(features[2:-2], live[2:-2], starts - 2)

    def _convolve(self, number: int, window: Window, places: Integers, live: Bools) -> Floats:
        """relu(first) + relu(second), for all places but the two at either end; not meant where no piece is."""
        gate = _slide(self._table.first[number].take(places, axis=0), window, window.first_bias)
        np.maximum(gate, 0, out=gate)
        gate[~live[2:-2]] = 0
        linear = self._table.second[number].take(places, axis=0)
        linear[2:-2] += _sparse(gate) @ window.second
        result = _slide(linear, window, window.second_bias)
        np.maximum(result, 0, out=result)
        result += gate
        return result

    def _normalised_sums(self, features: Floats, live: Bools, starts: Integers) -> Floats:
        """sum((f - mean) / deviation) = sum(f / deviation) - sum(mean / deviation), without copying the features."""
        mean = features.mean(axis=1)
        variance = np.einsum("ij,ij->i", features, features) / FEATURES - mean * mean
        scale = live / np.sqrt(np.maximum(variance, 0) + self._weights.epsilon)
        features *= scale[:, None]
        sums: Floats = np.add.reduceat(features, starts, axis=0)
        sums -= np.add.reduceat(mean * scale, starts)[:, None]
        return sums


def columns(number: int) -> slice:
    """The columns of window `number` among the features."""
    return slice(EMBEDDING + number * CHANNELS, EMBEDDING + (number + 1) * CHANNELS)


def _slide(products: Floats, window: Window, bias: Floats) -> Floats:
    """Add up each place's window: `products` (n, size * 256) holds every piece's product with each place of it."""
    count = len(products) - 4
    total = np.broadcast_to(bias, (count, CHANNELS)).copy()
    for place in range(window.size):
        first = 2 - window.left + place
        total += products[first : first + count, place * CHANNELS : (place + 1) * CHANNELS]
    return total


def _sparse(gate: Floats) -> "csr_array[np.float32]":
    flat = gate.ravel()
    found = np.flatnonzero(flat)
    ends = np.concatenate([[0], np.count_nonzero(gate, axis=1).cumsum()])
    return csr_array((flat[found], found % CHANNELS, ends), shape=gate.shape)


def _batches(ends: Integers) -> Iterator[tuple[int, int]]:
    """Runs of texts of at most `TOKENS_AT_ONCE` pieces together; a longer text is a run of its own."""
    first, done = 0, 0
    while first < len(ends):
        last = max(first + 1, int(np.searchsorted(ends, done + TOKENS_AT_ONCE, side="right")))
        yield first, last
        first, done = last, int(ends[last - 1])
