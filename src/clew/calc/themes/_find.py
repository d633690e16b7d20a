"""Themes: groups of notes about the same thing, found without being told how many there are.

Recipe and figures: engine-insight-addendum, section 2. Meaning and wording joined, exact nearest neighbours, ties
corrected for notes that resemble everything, Leiden, and the coarsest resolution that is nearly as clear as the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clew.calc.arrays import Floats, Integers
from clew.calc.neighbours import nearest
from clew.calc.status import Status
from clew.calc.themes._graph import fit, graph, silhouette, theme_sums
from clew.calc.themes._views import joint_view, unit

METHOD = "meaning+wording/knn/leiden 1"
FLOOR = 20
"""Fewer different notes than this are not grouped: any group would be chance."""
FEW = 200  # below it, coarser groups are tried as well: with few notes resolution 1 splits what belongs together
GRID = (1.0, 2.0, 4.0, 8.0, 12.0, 16.0)


@dataclass(frozen=True)
class Problem:
    """n notes, in any order that stays the same: `vectors` (n, d) of length 1 and `tokens`, both of one embedder.

    Leave out near-duplicates (`calc.duplicates`); identical notes are harmless and always share a theme.
    """

    vectors: Floats
    tokens: Sequence[Integers]


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
    """One step of the granularity a person may choose from; `themes` before anything is set aside as "other"."""

    resolution: float
    themes: int
    silhouette: float


@dataclass(frozen=True)
class Result:
    """`labels` (n,): 0 is the largest theme, -1 fits none. `centroids` (themes, d), length 1, in the embedder's space.

    `confidence` (n,), 0 to 1: 0.5 is as near to another theme as to its own, 1 its very middle; 0 for "other".
    (1 + s) / 2 with s the note's simplified silhouette. Of notes at .6, .7, .8, .9 the label people gave is the
    majority's of their theme for 60-70%, 75-80%, 90-95%, 98% (banking77, clinc150).
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


def find_themes(problem: Problem, *, options: Options | None = None, seed: int = 0) -> Result:
    """Same problem, options, seed and machine: same result. Time n² from about 20,000 notes on, 100,000 at most."""
    options = options or Options()
    first, copy_of = _distinct(problem.tokens)
    if len(first) < FLOOR:
        return _too_little(problem, len(first), seed)
    rows = joint_view(problem.vectors[first], [problem.tokens[note] for note in first], seed)
    labels, trial, trials = _choose(rows, options)
    labels, confidence = _set_aside(rows, labels, copy_of, options)
    labels, confidence = _by_size(labels[copy_of]), confidence[copy_of]
    themes = int(labels.max(initial=-1)) + 1
    return Result(
        status=Status.DONE,
        message=f"{themes} themes; {int((labels < 0).sum())} of {len(labels)} notes fit none.",
        labels=labels,
        centroids=unit(theme_sums(problem.vectors, labels)),
        confidence=confidence,
        resolution=trial.resolution,
        silhouette=trial.silhouette,
        trials=trials,
        method=METHOD,
        seed=seed,
    )


def _distinct(tokens: Sequence[Integers]) -> tuple[Integers, Integers]:
    """The first note of each wording, and for every note which of these it repeats.

    Fifteen copies of one sentence would be each other's only neighbours and cut themselves off.
    """
    seen: dict[bytes, int] = {}
    first: list[int] = []
    copy_of = np.empty(len(tokens), np.int64)
    for note, ids in enumerate(tokens):
        place = seen.setdefault(ids.tobytes(), len(first))
        if place == len(first):
            first.append(note)
        copy_of[note] = place
    return np.array(first, np.int64), copy_of


def _choose(rows: Floats, options: Options) -> tuple[Integers, Trial, tuple[Trial, ...]]:
    from clew.calc.themes._leiden import groups  # a heavy import: paid where themes are found, not by every reader

    ties = graph(nearest(rows, min(options.neighbours, len(rows) - 1)))
    grid: tuple[float, ...] = (0.5, *GRID) if len(rows) < FEW else GRID
    if options.resolution is not None:
        grid = (options.resolution,)
    labellings = [groups(ties, resolution) for resolution in grid]
    trials = tuple(
        Trial(resolution, int(labels.max()) + 1, silhouette(rows, labels))
        for resolution, labels in zip(grid, labellings, strict=True)
    )
    best = max(trial.silhouette for trial in trials)
    enough = best - (1 - options.clarity) * abs(best)
    chosen = next(number for number, trial in enumerate(trials) if trial.silhouette >= enough)
    return labellings[chosen], trials[chosen], trials


def _set_aside(rows: Floats, labels: Integers, copy_of: Integers, options: Options) -> tuple[Integers, Floats]:
    """Labels with -1 for what fits no theme, and the confidence of the rest in what is left.

    A wording by itself has no others to be like: it is a theme if enough notes repeat it.
    """
    sits = fit(rows, labels)
    inside = (sits.own >= options.least_likeness) | (np.bincount(labels)[labels] == 1)
    sizes = np.bincount(labels[copy_of], weights=inside[copy_of], minlength=int(labels.max()) + 1)
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


def _too_little(problem: Problem, distinct: int, seed: int) -> Result:
    count = len(problem.tokens)
    return Result(
        status=Status.TOO_LITTLE,
        message=f"Themes need {FLOOR} different notes; there are {distinct}.",
        labels=np.full(count, -1, np.int64),
        centroids=np.zeros((0, problem.vectors.shape[-1]), np.float32),
        confidence=np.zeros(count, np.float32),
        resolution=None,
        silhouette=None,
        trials=(),
        method=METHOD,
        seed=seed,
    )
