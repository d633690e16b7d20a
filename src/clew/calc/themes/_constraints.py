"""What people said about the themes, as constraints that every finding of themes keeps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from clew.calc.arrays import Floats, Integers
from clew.calc.themes._graph import theme_sums
from clew.calc.themes._views import unit

FREE = -1


@dataclass(frozen=True)
class Constraints:
    """n notes as in the problem. A group is a theme that a person made, renamed, merged, split or put notes into.

    `group` (n,): the group a person put the note into, -1 free. Notes of one group end in one theme, never in "other";
    two groups never share a theme. What a person merged is one group.
    `apart`: pairs of groups that a person split: likeness across the two no longer counts.
    `refused`: (note, group) a person took out; the note never ends in that group's theme. Having put it in goes first.
    `before` (n,): the group in whose theme the note was, placed by nobody, -1 none. It binds no note; it tells which
    theme a group with few notes of its own is (without it a group claims only notes that its own are nearest to).
    """

    group: Integers
    apart: tuple[tuple[int, int], ...] = ()
    refused: tuple[tuple[int, int], ...] = ()
    before: Integers | None = None

    def __len__(self) -> int:
        """How many groups there are: one more than the largest number named."""
        named = [int(self.group.max(initial=FREE)), *(group for pair in self.apart for group in pair)]
        named += [group for _, group in self.refused]
        if self.before is not None:
            named.append(int(self.before.max(initial=FREE)))
        return 1 + max(named)

    def binds(self) -> bool:
        return len(self) > 0

    def refusals(self) -> dict[int, frozenset[int]]:
        """The groups that each note was taken out of."""
        found: dict[int, set[int]] = {}
        for note, group in self.refused:
            if group != self.group[note]:
                found.setdefault(note, set()).add(group)
        return {note: frozenset(groups) for note, groups in found.items()}

    def tags(self) -> list[bytes]:
        """Of each note what is asked of it: notes of equal wording are one only if it is the same."""
        refusals = self.refusals()
        return [f"{group} {sorted(refusals.get(note, ()))}".encode() for note, group in enumerate(self.group.tolist())]


@dataclass(frozen=True)
class Bound:
    """Constraints of the rows that are grouped: `group` and `before` (rows,), `refused` by row, `groups` their number."""

    group: Integers
    before: Integers
    refused: dict[int, frozenset[int]] = field(default_factory=dict)
    apart: tuple[tuple[int, int], ...] = ()
    groups: int = 0

    @property
    def speaks(self) -> Integers:
        """The group that each row stands for: the one it was put into, or was in before and not taken out of."""
        return np.where(self.group >= 0, self.group, self.before)


def bind(constraints: Constraints | None, first: Integers) -> Bound:
    """`first`: the note that stands for each row."""
    if constraints is None:
        free = np.full(len(first), FREE, np.int64)
        return Bound(free, free)
    refusals = constraints.refusals()
    refused = {row: refusals[note] for row, note in enumerate(first.tolist()) if note in refusals}
    before = np.full(len(first), FREE, np.int64) if constraints.before is None else constraints.before[first].copy()
    for row, groups in refused.items():
        if int(before[row]) in groups:
            before[row] = FREE
    return Bound(constraints.group[first], before, refused, constraints.apart, len(constraints))


def cut(ties: "csr_array[np.float32]", bound: Bound) -> "csr_array[np.float32]":
    """Without the ties between groups that people split."""
    if not bound.apart:
        return ties
    split = [pair for first, second in bound.apart for pair in ((first, second), (second, first)) if first != second]
    rows = np.repeat(np.arange(ties.shape[0]), np.diff(ties.indptr))
    one, other = bound.speaks[rows], bound.speaks[ties.indices]
    forbidden = np.array([first * bound.groups + second for first, second in split], np.int64)
    kept = ~(np.isin(one * bound.groups + other, forbidden) & (one >= 0) & (other >= 0))
    return csr_array((ties.data[kept], (rows[kept], ties.indices[kept])), shape=ties.shape)


def contract(ties: "csr_array[np.float32]", bound: Bound) -> "tuple[csr_array[np.float32], Integers]":
    """The ties with every group one knot, which changes no modularity of what keeps groups whole; each row's knot."""
    held = bound.group >= 0
    knot = np.empty(len(held), np.int64)
    names, knot[held] = np.unique(bound.group[held], return_inverse=True)
    knot[~held] = len(names) + np.arange(int((~held).sum()))
    if not len(names):
        return ties, knot
    ones = np.ones(len(knot), np.float32)
    member = csr_array((ones, (np.arange(len(knot)), knot)), shape=(len(knot), int(knot.max()) + 1))
    return (member.T @ ties @ member).tocsr(), knot


def enforce(rows: Floats, labels: Integers, bound: Bound) -> tuple[Integers, Integers]:
    """Labels from 0 that keep what is bound, and the label of each group (-1: nothing is left of it)."""
    if not bound.groups:
        return labels, np.empty(0, np.int64)
    kept = _Keeping(rows, labels.copy(), bound)
    contenders = _contenders(labels, bound)
    for place in sorted(contenders):
        kept.share(place, contenders[place])
    held = bound.group >= 0
    kept.labels[held] = kept.homes[bound.group[held]]
    kept.turn_away()
    return _renumbered(kept.labels, kept.homes)


def _contenders(labels: Integers, bound: Bound) -> dict[int, list[int]]:
    """For each label the groups most of whose rows it has."""
    speaks = bound.speaks
    rows = np.flatnonzero(speaks >= 0)
    pairs, counts = np.unique(np.column_stack([speaks[rows], labels[rows]]), axis=0, return_counts=True)
    most: dict[int, tuple[int, int]] = {}
    for (group, label), count in zip(pairs.tolist(), counts.tolist(), strict=True):
        if count > most.get(group, (0, 0))[0]:
            most[group] = (count, label)
    found: dict[int, list[int]] = {}
    for group, (_, label) in most.items():
        found.setdefault(label, []).append(group)
    return found


class _Keeping:
    """Labels on the way to what people want; `homes`: the label of each group."""

    def __init__(self, rows: Floats, labels: Integers, bound: Bound) -> None:
        self.labels = labels
        self.homes = np.full(bound.groups, FREE, np.int64)
        self._rows, self._bound = rows, bound
        self._fresh = int(labels.max(initial=-1)) + 1

    def share(self, place: int, groups: Sequence[int]) -> None:
        """Part the rows labelled `place` among the groups and, if they are more, what speaks for no group."""
        held = self._bound.group
        inside = np.flatnonzero((self.labels == place) & ((held < 0) | np.isin(held, groups)))
        speaks = np.where(np.isin(self._bound.speaks[inside], groups), self._bound.speaks[inside], FREE)
        names = [*groups]
        places = [place, *(self._new() for _ in groups[1:])]
        self.homes[names] = places
        if 2 * (speaks == FREE).sum() > len(inside):
            names, places = [*names, FREE], [*places, self._new()]
        if len(names) > 1:
            middles = unit(np.stack([self._rows[inside[speaks == name]].sum(axis=0) for name in names]))
            self.labels[inside] = np.array(places)[np.argmax(self._rows[inside] @ middles.T, axis=1)]

    def turn_away(self) -> None:
        """Rows taken out of a theme go to the likest other, or stand by themselves where nothing else is like them."""
        if not self._bound.refused:
            return
        means = unit(theme_sums(self._rows, self.labels))
        empty = np.bincount(self.labels, minlength=len(means)) == 0
        for row, groups in self._bound.refused.items():
            barred = self.homes[sorted(groups)]
            if self._bound.group[row] < 0 and self.labels[row] in barred:
                likeness = np.where(empty, -np.inf, means @ self._rows[row])
                likeness[barred[barred >= 0]] = -np.inf
                nearest = int(np.argmax(likeness))
                self.labels[row] = nearest if likeness[nearest] > 0 else self._new()

    def _new(self) -> int:
        self._fresh += 1
        return self._fresh - 1


def _renumbered(labels: Integers, homes: Integers) -> tuple[Integers, Integers]:
    """Labels without gaps; a group that kept no row has none."""
    used, renumbered = np.unique(labels, return_inverse=True)
    places = np.searchsorted(used, homes)
    there = (homes >= 0) & (used[np.minimum(places, len(used) - 1)] == homes)
    return renumbered.astype(np.int64), np.where(there, places, FREE)
