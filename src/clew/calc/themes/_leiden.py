"""Leiden (Traag, Waltman, van Eck 2019) for several resolutions at once. Imported only where themes are found:
scikit-network takes two seconds and 60 MB.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from sknetwork.clustering.louvain_core import optimize_core

from clew.calc.arrays import Floats, Integers

Short = npt.NDArray[np.int32]  # what the library takes

FINEST = 32.0  # the resolution that the blocks are found at
ENOUGH = 1e-3  # a pass that gains less modularity is the last


def groups(ties: "csr_array[np.float32]", resolutions: Sequence[float]) -> list[Integers]:
    """For each resolution a label per note, from 0, by modularity; higher resolution, more groups. No chance.

    Notes are first moved into small, well-connected blocks at a finer resolution than any that is asked for; each
    resolution groups blocks, and then moves single notes once more. A third of the time of starting from single
    notes each time, and better by up to .01 AMI (docs/decisions/0010-themes.md). Where the library refines by the C
    function `rand`, the best move is taken: as good, steadier.
    """
    notes = _Knots(*_shares(ties))
    finest = max(FINEST, *resolutions)
    block = notes.refined(notes.moved(np.arange(len(notes)), finest)[0], finest)
    blocks = notes.joined(block)
    return [notes.moved(_leiden(blocks, each)[block], each)[0].astype(np.int64) for each in resolutions]


def _shares(ties: "csr_array[np.float32]") -> "tuple[csr_array[np.float32], Floats]":
    """Ties that add up to 1, and the weight of each knot."""
    data: Floats = (ties.data / max(float(ties.data.sum()), 1e-9)).astype(np.float32)
    shares: csr_array[np.float32] = csr_array((data, ties.indices, ties.indptr), shape=ties.shape)
    return shares, np.asarray(shares.sum(axis=1), np.float32)


def _leiden(knots: "_Knots", resolution: float) -> Integers:
    member, labels = np.arange(len(knots)), np.arange(len(knots))
    while True:
        labels, gain = knots.moved(labels, resolution)
        refined = knots.refined(labels, resolution)
        if gain <= ENOUGH or refined.max() + 1 == len(knots):
            return labels[member]
        joined = np.empty(refined.max() + 1, np.int64)
        joined[refined] = labels
        member, labels, knots = refined[member], joined, knots.joined(refined)


class _Knots:
    """A graph whose ties add up to 1, both ways counted."""

    def __init__(self, ties: "csr_array[np.float32]", weights: Floats) -> None:
        self._weights = weights
        self._ends, self._starts = ties.indices.astype(np.int32), ties.indptr.astype(np.int32)
        self._ties, self._loops = ties.data.astype(np.float32), ties.diagonal().astype(np.float32)
        self._begins = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self._starts))

    def __len__(self) -> int:
        return len(self._weights)

    def moved(self, labels: Integers, resolution: float) -> tuple[Integers, float]:
        """Knots moved to the best neighbouring group until little is gained; labels from 0, and what was gained."""
        return self._move(labels, resolution, self._ends, self._starts, self._ties)

    def refined(self, labels: Integers, resolution: float) -> Integers:
        """Each group parted into what is well connected, from single knots again, by the ties within it."""
        inside = labels[self._begins] == labels[self._ends]
        starts = np.append(0, np.cumsum(np.bincount(self._begins[inside], minlength=len(self))))
        single = np.arange(len(self))
        return self._move(single, resolution, self._ends[inside], starts.astype(np.int32), self._ties[inside])[0]

    def joined(self, labels: Integers) -> "_Knots":
        """Each group one knot."""
        many = int(labels.max()) + 1
        ties = csr_array((self._ties, (labels[self._begins], labels[self._ends])), shape=(many, many))
        return _Knots(ties, np.bincount(labels, self._weights).astype(np.float32))

    def _move(
        self, labels: Integers, resolution: float, ends: Short, starts: Short, ties: Floats
    ) -> tuple[Integers, float]:
        held = np.bincount(labels, self._weights, minlength=len(self)).astype(np.float32)
        found, gain = optimize_core(
            labels.astype(np.int32), ends, starts, ties, self._weights, self._weights, held, held.copy(),
            np.zeros_like(held), self._loops, resolution, ENOUGH,
        )  # fmt: skip
        return np.unique(found, return_inverse=True)[1], gain
