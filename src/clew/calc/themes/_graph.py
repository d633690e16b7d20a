"""Notes tied to their nearest ones, and how well each sits in its theme."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from clew.calc.arrays import Doubles, Floats, Integers
from clew.calc.neighbours import Neighbours
from clew.calc.themes._views import unit

TEMPERATURE = 0.175
ROWS_AT_ONCE = 8_192


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


def fit(rows: Floats, labels: Integers) -> Fit:
    """`rows` (n, d) of length 1, every label 0 or more."""
    sums = theme_sums(rows, labels)
    means = unit(sums)
    own, other = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        block, label = rows[part], labels[part]
        own[part] = np.einsum("ij,ij->i", block, unit(sums[label] - block))
        if len(means) > 1:
            cosines = block @ means.T
            cosines[np.arange(len(block)), label] = -np.inf
            other[part] = cosines.max(axis=1)
    own[np.bincount(labels)[labels] == 1] = 0
    return Fit(own, other)


def silhouette(rows: Floats, labels: Integers) -> float:
    """Mean over the notes; a note alone in its theme counts 0."""
    each: Doubles = fit(rows, labels).silhouette().astype(np.float64)
    each[np.bincount(labels)[labels] == 1] = 0
    return float(each.mean())
