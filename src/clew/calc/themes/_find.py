"""Themes: groups of notes about the same thing, found without being told how many there are.

Recipe and figures: engine-insight-addendum, section 2. Meaning and wording joined, exact nearest neighbours, ties
corrected for notes that resemble everything, Leiden, and the coarsest resolution that is nearly as clear as the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from clew.calc.arrays import Floats, Integers
from clew.calc.neighbours import nearly_nearest
from clew.calc.status import Status
from clew.calc.themes._areas import areas
from clew.calc.themes._constraints import Bound, Constraints, bind, contract, cut, enforce
from clew.calc.themes._graph import fit, graph, silhouette, theme_sums
from clew.calc.themes._views import joint_view, unit

METHOD = "meaning+wording/knn/leiden 3"
FLOOR = 20
"""Fewer different notes than this are not grouped: any group would be chance."""
FEW = 200  # below it, coarser groups are tried as well: with few notes resolution 1 splits what belongs together
MANY, FINE, STILL_CLEAR = 500, 0.5, 0.7
"""Of more notes than this, at least `FINE` √n themes where they are still that clear: a theme of 2 √n notes or more is
read as several. Where the notes lie in few clear groups (a third less clear when cut), those stay."""
ALL_LOOKED_AT, SAMPLE = 20_000, 15_000  # of more notes, how many the resolution is chosen by
PROBES = 16  # lists of neighbours looked into: 98% of the true ones, and themes no worse
GRID = (1.0, 2.0, 4.0, 8.0, 12.0, 16.0)


@dataclass(frozen=True)
class Problem:
    """n notes, in any order that stays the same: `vectors` (n, d) of length 1 and `tokens`, both of one embedder.

    Leave out near-duplicates (`calc.duplicates`); identical notes are harmless and always share a theme, unless people
    parted them. `constraints`: what people corrected; the result keeps it, whatever the notes say.
    """

    vectors: Floats
    tokens: Sequence[Integers]
    constraints: Constraints | None = None


@dataclass(frozen=True)
class Options:
    """`resolution` None: chosen automatically, the smallest whose silhouette is at least `clarity` of the best.

    `clarity` .95 gives fewer themes. A note whose cosine to the mean of the others in its theme is below
    `least_likeness`, and a group of fewer than `least_notes`, belong to no theme.
    """

    resolution: float | None = None
    clarity: float = 0.975
    neighbours: int = 15
    least_notes: int = 3
    least_likeness: float = 0.2


@dataclass(frozen=True)
class Trial:
    """One step of the granularity a person may choose from; `themes` before anything is set aside as "other".

    Of more than 20,000 notes it tells of a sample of 15,000.
    """

    resolution: float
    themes: int
    silhouette: float


@dataclass(frozen=True)
class Result:
    """`labels` (n,): 0 is the largest theme, -1 fits none. `centroids` (themes, d), length 1, in the embedder's space.

    `confidence` (n,), 0 to 1: 0.5 is as near to another theme as to its own, 1 its very middle; 0 for "other".
    (1 + s) / 2 with s the note's simplified silhouette. Of notes at .6, .7, .8, .9 the label people gave is the
    majority's of their theme for 60-70%, 75-80%, 90-95%, 98% (banking77, clinc150).
    `theme_of_group` (groups,): the label that each group of the constraints became, -1 for a group without notes.
    `parents` (themes,): the area that each theme lies in, 0 the largest, -1 a theme by itself; `describe_areas` names
    them. Fewer than twelve themes need no areas.
    """

    status: Status
    message: str
    labels: Integers
    centroids: Floats
    confidence: Floats
    resolution: float | None
    silhouette: float | None
    trials: tuple[Trial, ...]
    method: str
    seed: int
    theme_of_group: Integers = field(default_factory=lambda: np.empty(0, np.int64))
    parents: Integers = field(default_factory=lambda: np.empty(0, np.int64))


def find_themes(problem: Problem, *, options: Options | None = None, seed: int = 0) -> Result:
    """Same problem, options, seed and machine: same result. Up to 2,500 notes every pair is compared."""
    options = options or Options()
    wanted = problem.constraints if problem.constraints is not None and problem.constraints.binds() else None
    first, copy_of = _distinct(problem.tokens, wanted.tags() if wanted else None)
    bound = bind(wanted, first)
    different = len(first) if wanted is None else len(_distinct(problem.tokens, None)[0])
    if different < FLOOR:
        return _too_little(problem, bound, copy_of, different, seed)
    rows = joint_view(problem.vectors[first], [problem.tokens[note] for note in first], seed)
    found, trials = _choose(rows, options, bound, seed)
    labels, confidence = _set_aside(rows, found, copy_of, options, bound)
    labels, confidence = _by_size(labels[copy_of]), confidence[copy_of]
    of_rows = labels[_stand_in(copy_of)]
    themes = int(labels.max(initial=-1)) + 1
    return Result(
        status=Status.DONE,
        message=f"{themes} themes; {int((labels < 0).sum())} of {len(labels)} notes fit none.",
        labels=labels,
        centroids=unit(theme_sums(problem.vectors, labels)),
        confidence=confidence,
        resolution=found.trial.resolution,
        silhouette=found.trial.silhouette,
        trials=trials,
        method=METHOD,
        seed=seed,
        theme_of_group=_themes_of_groups(found, of_rows),
        parents=areas(unit(theme_sums(rows, of_rows)), np.bincount(labels[labels >= 0])),
    )


def _stand_in(copy_of: Integers) -> Integers:
    """A note for each row."""
    notes = np.empty(int(copy_of.max(initial=-1)) + 1, np.int64)
    notes[copy_of] = np.arange(len(copy_of))
    return notes


def _themes_of_groups(found: "_Chosen", labels: Integers) -> Integers:
    """The final label of each group; `labels` of the rows, renumbered and with some set aside since they were chosen."""
    place = np.full(int(found.labels.max(initial=-1)) + 2, -1, np.int64)
    inside = labels >= 0
    place[found.labels[inside]] = labels[inside]
    return place[found.homes]


@dataclass(frozen=True)
class _Chosen:
    """`labels` (rows,) from 0 and `homes` (groups,), the label each group has among them."""

    labels: Integers
    homes: Integers
    trial: Trial


def _distinct(tokens: Sequence[Integers], tags: Sequence[bytes] | None) -> tuple[Integers, Integers]:
    """The first note of each wording (and tag), and for every note which of these it repeats.

    Fifteen copies of one sentence would be each other's only neighbours and cut themselves off.
    """
    seen: dict[tuple[bytes, bytes], int] = {}
    first: list[int] = []
    copy_of = np.empty(len(tokens), np.int64)
    for note, ids in enumerate(tokens):
        place = seen.setdefault((ids.tobytes(), tags[note] if tags else b""), len(first))
        if place == len(first):
            first.append(note)
        copy_of[note] = place
    return np.array(first, np.int64), copy_of


def _choose(rows: Floats, options: Options, bound: Bound, seed: int) -> tuple[_Chosen, tuple[Trial, ...]]:
    """The rows grouped at the resolution asked for, or at the one that suits them."""
    if options.resolution is not None:
        grid: tuple[float, ...] = (options.resolution,)
    else:
        grid = (0.5, *GRID) if len(rows) < FEW else GRID
    if len(grid) > 1 and len(rows) > ALL_LOOKED_AT:
        part = np.sort(np.random.default_rng(seed).choice(len(rows), SAMPLE, replace=False))
        tried = _tried(rows[part], options, bind(None, part), grid, seed)
        one = _tried(rows, options, bound, (_clearest(tried, options, len(rows)).trial.resolution,), seed)
    else:
        tried = one = _tried(rows, options, bound, grid, seed)
    return _clearest(one, options, len(rows)), tuple(each.trial for each in tried)


def _tried(rows: Floats, options: Options, bound: Bound, grid: tuple[float, ...], seed: int) -> list[_Chosen]:
    from clew.calc.themes._leiden import groups  # a heavy import: paid where themes are found, not by every reader

    near = nearly_nearest(rows, min(options.neighbours, len(rows) - 1), seed=seed, probes=PROBES)
    ties, knot = contract(cut(graph(near), bound), bound)
    tried = []
    for resolution, of_knots in zip(grid, groups(ties, grid), strict=True):
        labels, homes = enforce(rows, of_knots[knot], bound)
        tried.append(_Chosen(labels, homes, Trial(resolution, int(labels.max()) + 1, silhouette(rows, labels))))
    return tried


def _clearest(tried: Sequence[_Chosen], options: Options, notes: int) -> _Chosen:
    """The coarsest that is nearly as clear as the clearest; of many notes one that is fine enough to be read."""
    chosen = _coarsest(tried, options)
    fine = [one for one in tried if one.trial.themes >= FINE * notes**0.5]
    if notes < MANY or chosen.trial.themes >= FINE * notes**0.5 or not fine:
        return chosen
    finer = _coarsest(fine, options)
    return finer if finer.trial.silhouette >= STILL_CLEAR * max(one.trial.silhouette for one in tried) else chosen


def _coarsest(tried: Sequence[_Chosen], options: Options) -> _Chosen:
    best = max(one.trial.silhouette for one in tried)
    return next(one for one in tried if one.trial.silhouette >= best - (1 - options.clarity) * abs(best))


def _set_aside(
    rows: Floats, found: _Chosen, copy_of: Integers, options: Options, bound: Bound
) -> tuple[Integers, Floats]:
    """Labels with -1 for what fits no theme, and the confidence of the rest in what is left.

    A wording by itself has no others to be like: it is a theme if enough notes repeat it. What a person put into a
    theme stays there, and the theme stays however small it is.
    """
    labels = found.labels
    sits = fit(rows, labels)
    inside = (sits.own >= options.least_likeness) | (np.bincount(labels)[labels] == 1) | (bound.group >= 0)
    sizes = np.bincount(labels[copy_of], weights=inside[copy_of], minlength=int(labels.max()) + 1)
    sizes[found.homes[found.homes >= 0]] = options.least_notes
    inside &= sizes[labels] >= options.least_notes
    kept = np.full(len(labels), -1, np.int64)
    confidence = np.zeros(len(labels), np.float32)
    if inside.any():
        kept[inside] = np.unique(labels[inside], return_inverse=True)[1]
        confidence[inside] = (1 + fit(rows[inside], kept[inside]).silhouette()) / 2
    return kept, np.clip(confidence, 0, 1)


def _by_size(labels: Integers) -> Integers:
    """Renumbered, the largest theme first."""
    sizes = np.bincount(labels[labels >= 0])
    place = np.empty(len(sizes) + 1, np.int64)
    place[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    place[-1] = -1
    return place[labels]


def _too_little(problem: Problem, bound: Bound, copy_of: Integers, different: int, seed: int) -> Result:
    """Only what people put together is a theme."""
    held = bound.group[copy_of]
    labels = np.full(len(held), -1, np.int64)
    names, labels[held >= 0] = np.unique(held[held >= 0], return_inverse=True)
    theme_of_group = np.full(bound.groups, -1, np.int64)
    theme_of_group[names] = np.arange(len(names))
    return Result(
        status=Status.TOO_LITTLE,
        message=f"Themes need {FLOOR} different notes; there are {different}.",
        labels=labels,
        centroids=unit(theme_sums(problem.vectors, labels)),
        confidence=(labels >= 0).astype(np.float32),
        resolution=None,
        silhouette=None,
        trials=(),
        method=METHOD,
        seed=seed,
        theme_of_group=theme_of_group,
        parents=np.full(len(names), -1, np.int64),
    )
