"""When the themes are found again, with more notes, which of the new ones are the old ones."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.optimize import linear_sum_assignment

from clew.calc.arrays import Bools, Doubles, Floats, Integers


class Bond(StrEnum):
    """What a new theme's identity rests on."""

    MEMBERS = "members"
    CENTROID = "centroid"
    NONE = "none"  # it is new


@dataclass(frozen=True)
class Grouping:
    """One finding of themes: `notes` (n,) distinct numbers that mean the same in both findings, `labels` (n,).

    Labels run from 0; -1 is no theme. `centroids` (themes, d) of length 1: of one embedder in both, else None.
    """

    notes: Integers
    labels: Integers
    centroids: Floats | None = None


@dataclass(frozen=True)
class IdentityOptions:
    """`least_overlap`: of notes in both findings, those in both themes against those in either (Jaccard).

    Measured when notes double (banking77, clinc150): the median theme keeps .7 to .9, one in twenty less than .3 to .5.
    `least_likeness`: cosine of centroids, asked only where a theme has fewer than `least_shared` notes in both
    findings. On two disjoint halves of banking77, nine in ten pairs at or above .9 are the same intent.
    """

    least_overlap: float = 0.25
    least_likeness: float = 0.9
    least_shared: int = 3


@dataclass(frozen=True)
class Identity:
    """`old_of_new` (new themes,): the old label that each new theme continues, -1 if it is new. No old label twice.

    `bonds` and `strengths` (new themes,): why, and the overlap or cosine it rests on (0 when new). `vanished`: old
    labels that no new theme continues, ascending.
    """

    old_of_new: Integers
    bonds: tuple[Bond, ...]
    strengths: Doubles
    vanished: Integers


def keep_identity(old: Grouping, new: Grouping, *, options: IdentityOptions | None = None) -> Identity:
    """One to one. A theme more than half of which stays together keeps its identity before all others.

    Then as much overlap as possible is kept (assignment problem), then nearness of centroids decides for themes that
    have no notes to compare. Where a theme splits, the larger part continues it; where two merge, the larger goes on.
    """
    options = options or IdentityOptions()
    overlap, few = _overlap(old, new, options.least_shared)
    old_of_new = np.full(_themes(new), -1, np.int64)
    strengths = np.zeros(len(old_of_new))
    bonds = [Bond.NONE] * len(old_of_new)
    likeness = _likeness(old, new, few)
    for bond, scores, least in (
        (Bond.MEMBERS, overlap, options.least_overlap),
        (Bond.CENTROID, likeness, options.least_likeness),
    ):
        free = np.ones(scores.shape, np.bool_)
        free[old_of_new[old_of_new >= 0]] = False
        free[:, old_of_new >= 0] = False
        for first, second in _assign(np.where(free & (scores >= least), scores, 0)):
            old_of_new[second], strengths[second], bonds[second] = first, scores[first, second], bond
    return Identity(old_of_new, tuple(bonds), strengths, np.setdiff1d(np.arange(_themes(old)), old_of_new))


def _themes(grouping: Grouping) -> int:
    named = 0 if grouping.centroids is None else len(grouping.centroids)
    return max(named, int(grouping.labels.max(initial=-1)) + 1)


def _overlap(old: Grouping, new: Grouping, least_shared: int) -> tuple[Doubles, Bools]:
    """(old themes, new themes): the overlap; and whether either theme has too few common notes to tell."""
    _, in_old, in_new = np.intersect1d(old.notes, new.notes, assume_unique=True, return_indices=True)
    before, after = old.labels[in_old], new.labels[in_new]
    both = (before >= 0) & (after >= 0)
    shared = np.zeros((_themes(old), _themes(new)))
    np.add.at(shared, (before[both], after[both]), 1)
    of_old = np.bincount(before[before >= 0], minlength=len(shared))[:, None]
    of_new = np.bincount(after[after >= 0], minlength=shared.shape[1])[None, :]
    overlap: Doubles = shared / np.maximum(of_old + of_new - shared, 1)
    return overlap, (of_old < least_shared) | (of_new < least_shared)


def _likeness(old: Grouping, new: Grouping, few: Bools) -> Doubles:
    if old.centroids is None or new.centroids is None:
        return np.zeros(few.shape)
    return np.where(few, old.centroids @ new.centroids.T, 0.0)


def _assign(scores: Doubles) -> list[tuple[int, int]]:
    """Pairs of rows and columns with the largest sum of scores, after every pair above one half."""
    rows, columns = linear_sum_assignment(scores + len(scores) * (scores > 0.5), maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if scores[row, column] > 0]
