"""Notes tied to their nearest ones, and how well each sits in its theme."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from clew.calc.arrays import Doubles, Floats, Integers
from clew.calc.neighbours import Neighbours

TEMPERATURE = 0.175
ROWS_AT_ONCE = 8_192
LOOKED_AT = 5_000  # rows that tell how clear a grouping is
SMALL = np.float32(1e-9)


def graph(near: Neighbours) -> "csr_array[np.float32]":
    """Symmetric ties, the strongest 1: exp((cosine - (r_i + r_j) / 2) / T), r a note's mean cosine to its neighbours.

    So a tie counts by how much closer it is than usual for its two ends: notes that resemble everything lose, notes by
    themselves gain (engine-insight-addendum, section 2). A tie stands when either end names the other.
    """
    count, k = near.rows.shape
    usual = near.cosines.mean(axis=1)
    excess = near.cosines - (usual[:, None] + usual[near.rows]) / 2
    weights = np.exp(excess / np.float32(TEMPERATURE)).ravel()
    ties = csr_array((weights, (np.repeat(np.arange(count), k), near.rows.ravel())), shape=(count, count))
    ties = ties.maximum(ties.T).tocsr()
    ties.data /= ties.data.max(initial=np.float32(1e-9))
    return ties


def theme_sums(rows: Floats, labels: Integers) -> Floats:
    """(themes, d): each theme's rows added up; labels run from 0, -1 belongs to none."""
    inside = np.flatnonzero(labels >= 0)
    shape = (int(labels.max(initial=-1)) + 1, len(rows))
    member = csr_array((np.ones(len(inside), np.float32), (labels[inside], inside)), shape=shape)
    return np.asarray(member @ rows, np.float32)


@dataclass(frozen=True)
class Fit:
    """Per note, the cosine to the mean of the others in its theme (0 when alone) and to the nearest other theme's mean.

    0 where there is no such theme.
    """

    own: Floats
    other: Floats

    def silhouette(self) -> Floats:
        """-1 (sits in the wrong theme) to 1: the two distances' difference by the larger (simplified silhouette)."""
        own, other = 1 - self.own, 1 - self.other
        return np.asarray((other - own) / np.maximum(np.maximum(own, other), 1e-9), np.float32)


def fit(rows: Floats, labels: Integers, looked_at: Integers | None = None) -> Fit:
    """`rows` (n, d) of length 1, every label 0 or more; `looked_at` (m,): the rows that are asked for, all if None.

    The others of a theme are its sum without the note: |s - x|² = s·s - 2 s·x + x·x, so that one product of all rows
    with all sums tells everything.
    """
    sums = theme_sums(rows, labels)
    lengths = np.sqrt(np.einsum("ij,ij->i", sums, sums))
    alone = np.bincount(labels) == 1
    if looked_at is not None:
        rows, labels = rows[looked_at], labels[looked_at]
    own, other = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        block, label = rows[part], labels[part]
        products = block @ sums.T
        here = np.arange(len(block))
        itself, square = products[here, label], np.einsum("ij,ij->i", block, block)
        rest = np.maximum(lengths[label] ** 2 - 2 * itself + square, SMALL)
        own[part] = (itself - square) / np.sqrt(rest)
        if len(sums) > 1:
            products /= np.maximum(lengths, SMALL)
            products[here, label] = -np.inf
            other[part] = products.max(axis=1)
    own[alone[labels]] = 0
    return Fit(own, other)


def silhouette(rows: Floats, labels: Integers) -> float:
    """Mean over the notes, evenly spread ones where there are many; a note alone in its theme counts 0."""
    looked_at = np.linspace(0, len(rows) - 1, LOOKED_AT).astype(np.int64) if len(rows) > LOOKED_AT else None
    each: Doubles = fit(rows, labels, looked_at).silhouette().astype(np.float64)
    each[(np.bincount(labels) == 1)[labels if looked_at is None else labels[looked_at]]] = 0
    return float(each.mean())
