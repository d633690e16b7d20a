"""What speaks for a note's belonging to a target, as numbers: likeness in meaning and in words, against the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from clew.calc.arrays import Doubles, Floats, Integers
from clew.calc.links._lexical import Lexicon, lexicon, unit_rows

NEAREST = 10
"""How many examples vote."""
AROUND = 15
"""How many notes nearest to a note, or to a target, say how crowded it is there."""
CELLS = 6_000_000
"""Likenesses in memory at a time."""
FEATURES = (
    "centroid",
    "nearest",
    "vote",
    "centroid_lead",
    "nearest_lead",
    "vote_lead",
    "words",
    "nearest_words",
    "words_lead",
    "nearest_words_lead",
    "crowd",
    "target_crowd",
)
"""The columns of `Candidates.features`. A lead is the distance to the best other target, or to nothing."""


@dataclass(frozen=True)
class Texts:
    """`vectors` (n, d) of length 1, by one embedder, and the `words` they were made of."""

    vectors: Floats
    words: Sequence[str]

    def __post_init__(self) -> None:
        if len(self.vectors) != len(self.words):
            raise ValueError(f"{len(self.vectors)} vectors, {len(self.words)} texts.")

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True)
class Targets:
    """What notes may belong to: `members[t]` are the rows of `examples` that stand for target t; none may be empty.

    One example may stand for several targets. Targets are compared with each other: give those of one kind.
    """

    examples: Texts
    members: Sequence[Integers]

    def __post_init__(self) -> None:
        if any(len(rows) == 0 for rows in self.members):
            raise ValueError("A target has no example.")

    def __len__(self) -> int:
        return len(self.members)


@dataclass(frozen=True)
class Candidates:
    """Pairs of a note and a target that are worth a look, best of a note first. `features` (pairs, len(FEATURES))."""

    notes: Integers
    targets: Integers
    features: Doubles


class Ground:
    """The workspace's notes, or some thousands of them: what is common there, in meaning and in words."""

    def __init__(self, background: Texts) -> None:
        self.middle: Floats = background.vectors.mean(axis=0) if len(background) else np.zeros(0, np.float32)
        self._background = background

    @cached_property
    def lexicon(self) -> Lexicon:
        return lexicon(self._background.words)

    @cached_property
    def _around(self) -> Floats:
        return self.centred(self._background.vectors)

    def centred(self, vectors: Floats) -> Floats:
        """Without what all notes share, length 1 again: half of two notes' likeness is only that both are feedback."""
        rest = vectors - self.middle if len(self.middle) else vectors
        return _unit(rest)

    def crowd(self, centred: Floats) -> Floats:
        """The mean cosine to the nearest notes of the background, but for the very same; 0 where there is none."""
        count = min(AROUND, len(self._background) // 4)
        out = np.zeros(len(centred), np.float32)
        for rows in _blocks(len(centred), len(self._background)) if count else ():
            cosines = centred[rows] @ self._around.T
            cosines[cosines > 0.9999] = -1
            out[rows] = np.partition(cosines, -count, axis=1)[:, -count:].mean(axis=1)
        return out


def compare(notes: Texts, targets: Targets, ground: Ground, *, each: int = 3) -> Candidates:
    """The `each` best targets of every note with what speaks for them. Time: notes x examples x dimensions."""
    if not len(notes) or not len(targets):
        return Candidates(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, len(FEATURES))))
    sides = _Sides(targets, ground)
    found = [sides.compare(notes, rows, each) for rows in _blocks(len(notes), sides.width)]
    return Candidates(
        np.concatenate([one.notes for one in found]),
        np.concatenate([one.targets for one in found]),
        np.concatenate([one.features for one in found]),
    )


class _Sides:
    """The targets, made ready to be compared with any note."""

    def __init__(self, targets: Targets, ground: Ground) -> None:
        self._ground = ground
        sizes = [len(rows) for rows in targets.members]
        used, self._place = np.unique(np.concatenate(list(targets.members)), return_inverse=True)
        self._starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        of = np.repeat(np.arange(len(sizes)), sizes)
        shape = (len(sizes), len(used))
        self._belongs = sparse.csr_matrix((np.ones(len(of), np.float32), (of, self._place)), shape=shape)
        self._examples = ground.centred(targets.examples.vectors[used])
        self._centroids = _unit(self._belongs @ self._examples)
        self._bags = ground.lexicon.bags([targets.examples.words[row] for row in used])
        self._word_centroids = unit_rows(self._belongs @ self._bags)
        self._crowds = ground.crowd(self._centroids)
        self.width = len(of) + 8 * len(sizes)

    def compare(self, notes: Texts, rows: slice, each: int) -> Candidates:
        vectors = self._ground.centred(notes.vectors[rows])
        bags = self._ground.lexicon.bags(notes.words[rows])
        cosines = vectors @ self._examples.T
        centroid, near = vectors @ self._centroids.T, self._best(cosines)
        vote = self._vote(cosines)
        words = np.asarray((bags @ self._word_centroids.T).todense())
        near_words = self._best(np.asarray((bags @ self._bags.T).todense()))
        rank = 0.5 * centroid + 0.5 * vote * near.max(axis=1, keepdims=True) + 0.15 * (words + near_words)
        each = min(each, rank.shape[1])
        chosen = np.argsort(-rank, axis=1, kind="stable")[:, :each]
        crowd = self._ground.crowd(vectors)
        columns = [_take(side, chosen) for side in (centroid, near, vote)]
        columns += [_lead(side, chosen) for side in (centroid, near, vote)]
        columns += [_take(side, chosen) for side in (words, near_words)]
        columns += [_lead(side, chosen) for side in (words, near_words)]
        columns += [np.repeat(crowd, each), self._crowds[chosen].ravel()]
        numbers = np.arange(rows.start, rows.start + len(vectors))
        return Candidates(np.repeat(numbers, each), chosen.ravel(), np.stack(columns, axis=1).astype(np.float64))

    def _best(self, likeness: Floats) -> Floats:
        """The likeness to the nearest example of every target."""
        best: Floats = np.maximum.reduceat(likeness[:, self._place], self._starts, axis=1)
        return best

    def _vote(self, cosines: Floats) -> Floats:
        """Each target's share of the votes of the nearest examples, each of them weighing cosine to the fourth."""
        count = min(NEAREST, cosines.shape[1])
        places = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        weights = np.clip(np.take_along_axis(cosines, places, axis=1), 0, 1) ** 4
        whole = np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
        ends = np.arange(0, places.size + 1, count)
        votes = sparse.csr_matrix(((weights / whole).ravel(), places.ravel(), ends), shape=cosines.shape)
        shares: Floats = np.asarray((votes @ self._belongs.T).todense(), np.float32)
        return shares


def _take(side: Floats, chosen: Integers) -> Floats:
    return np.take_along_axis(side, chosen, axis=1).ravel()


def _lead(side: Floats, chosen: Integers) -> Floats:
    """How far each chosen target is above the best of the others; above 0 where it is alone."""
    if side.shape[1] == 1:
        return side.ravel()
    top = np.partition(side, -2, axis=1)[:, -2:]
    own = np.take_along_axis(side, chosen, axis=1)
    other = np.where(own >= top[:, 1:], top[:, :1], top[:, 1:])
    lead: Floats = (own - other).ravel()
    return lead


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


def _blocks(rows: int, width: int) -> Iterator[slice]:
    step = max(1, CELLS // max(width, 1))
    for start in range(0, rows, step):
        yield slice(start, min(start + step, rows))
