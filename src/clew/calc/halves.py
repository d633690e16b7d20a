"""Two halves of one group, by meaning: for a person who sees that a theme is two."""

from dataclasses import dataclass

import numpy as np

from clew.calc.arrays import Floats, Integers

METHOD = "spherical 2-means 1"
STARTS = 8
ROUNDS = 30


@dataclass(frozen=True)
class Halves:
    """`labels` (n,): 0 the larger half, 1 the other. `margin` (n,), 0 on the border, up to 2: the cosine to the own
    half's middle less that to the other's. `clearness` -1 to 1: the mean simplified silhouette; near 0 there is one
    group rather than two.
    """

    labels: Integers
    margin: Floats
    clearness: float


def halve(vectors: Floats, *, least: int = 2, seed: int = 0) -> Halves | None:
    """`vectors` (n, d) of length 1. None where every try leaves a half of fewer than `least`.

    Spherical 2-means from several starts around the group's own middle; the clearest result wins. Same vectors and
    seed: same halves.
    """
    rows = _unit(vectors - vectors.mean(axis=0))
    chance = np.random.default_rng(seed)
    best: Halves | None = None
    for _ in range(STARTS):
        found = _settle(rows, chance)
        enough = np.bincount(found.labels, minlength=2).min() >= least
        if enough and (best is None or found.clearness > best.clearness):
            best = found
    return best


def _settle(rows: Floats, chance: np.random.Generator) -> Halves:
    """From a chosen note and the one least like it until nothing moves."""
    first = int(chance.integers(len(rows)))
    middles = rows[[first, int((rows @ rows[first]).argmin())]]
    labels = np.full(len(rows), -1, np.int64)
    for _ in range(ROUNDS):
        likeness = rows @ middles.T
        new = likeness.argmax(axis=1)
        if (new == labels).all() or len(np.unique(new)) < 2:
            break
        labels = new
        middles = _unit(np.stack([rows[labels == half].mean(axis=0) for half in (0, 1)]))
    labels = likeness.argmax(axis=1)
    if np.bincount(labels, minlength=2).argmax() == 1:
        labels, likeness = 1 - labels, likeness[:, ::-1]
    places = np.arange(len(rows))
    own, other = likeness[places, labels], likeness[places, 1 - labels]
    widest = np.maximum(np.maximum(1 - own, 1 - other), 1e-9)
    return Halves(labels, own - other, float(((own - other) / widest).mean()))


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    result: Floats = rows / np.maximum(lengths, np.float32(1e-9))
    return result
