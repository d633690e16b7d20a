"""What `calc.links` knows before a workspace decides anything: `python -m benchmarks._link_prior` prints `_priors.py`'s."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from benchmarks._data import BANKING77, CLINC150
from clew.calc.arrays import Bools, Doubles, Floats, Integers
from clew.calc.embed import Embedder
from clew.calc.links import FEATURES, LIKELY, SURE, Decisions, Ground, Prior, Targets, Texts, compare

HIDDEN = 0.25
SMOOTH = 1e-3
PAIRS = 3_000


@dataclass(frozen=True)
class Labelled:
    """Notes with the group that people put them into."""

    vectors: Floats
    texts: Sequence[str]
    labels: "np.ndarray[tuple[int], np.dtype[np.str_]]"


@dataclass(frozen=True)
class Setting:
    """A workspace cut out of a labelled set: `each` examples for each of `targets` known groups (None: all but a quarter),
    notes of `strangers` other groups (None: a third as many).
    """

    each: int
    seed: int
    targets: int | None = None
    background: int = 4_000
    strangers: int | None = None


MANY = (
    Setting(5, 11),
    Setting(10, 12),
    Setting(3, 13, 20, 1_000),
    Setting(20, 14, 30),
    Setting(10, 16, 40, 2_000),
    Setting(8, 22, 12, strangers=40),
)
FEW = (
    Setting(5, 15, 12, 500),
    Setting(8, 17, 8, 400),
    Setting(6, 18, 5, 100, strangers=15),
    Setting(8, 19, 4, 60, strangers=15),
    Setting(4, 20, 8, 200, strangers=20),
    Setting(12, 21, 6, 300, strangers=20),
)
"""Large workspaces, and those with a few hundred notes, where what is crowded and what is rare means less."""


@dataclass(frozen=True)
class Pairs:
    """Best pairs of notes with whether each is right; `known` of the notes belong to a target at all."""

    features: Doubles
    right: Bools
    known: int


@dataclass(frozen=True)
class Split:
    """As in engine-insight, section 8: what is decided and what is asked share no note, and no hidden group either."""

    decided: Pairs
    asked: Pairs


def cut(notes: Labelled, setting: Setting) -> Split:
    chance = np.random.default_rng(setting.seed)
    groups = np.unique(notes.labels)
    chance.shuffle(groups)
    hidden, known = np.split(groups, [int(len(groups) * HIDDEN)])
    if setting.targets:
        known, others = known[: setting.targets], np.concatenate([hidden, known[setting.targets :]])
        hidden = others[: setting.strangers or max(2, setting.targets // 3)]
    examples, decided, asked = [], [], []
    for group in known:
        rows = np.flatnonzero(notes.labels == group)
        chance.shuffle(rows)
        half = setting.each + (len(rows) - setting.each) // 2
        for part, found in zip((examples, decided, asked), np.split(rows, [setting.each, half]), strict=True):
            part.append(found)
    strangers = [np.flatnonzero(np.isin(notes.labels, part)) for part in np.array_split(hidden, 2)]
    shown = np.concatenate(examples)
    pool = np.concatenate([shown, *decided, *asked, *strangers])
    ground = Ground(_texts(notes, chance.permutation(pool)[: setting.background]))
    members = [np.arange(setting.each) + setting.each * number for number in range(len(known))]
    targets = Targets(_texts(notes, shown), members)

    def pairs(rows: list[Integers], others: Integers) -> Pairs:
        places = np.concatenate([*rows, others])
        found = compare(_texts(notes, places), targets, ground, each=1)
        right = known[found.targets] == notes.labels[places]
        return Pairs(found.features, right, len(places) - len(others))

    return Split(pairs(decided, strangers[0]), pairs(asked, strangers[1]))


def learn(sets: Sequence[Labelled], settings: Sequence[Setting] = MANY) -> Prior:
    """The prior from these sets, every setting of every set weighing the same; its bars hold on the hardest of them."""
    features, right, of = [], [], []
    for number, notes in enumerate(sets):
        for setting in settings:
            both = cut(notes, setting)
            rows = np.concatenate([both.decided.features, both.asked.features])
            truth = np.concatenate([both.decided.right, both.asked.right])
            chosen = np.random.default_rng(setting.seed).permutation(len(rows))[:PAIRS]
            features.append(rows[chosen])
            right.append(truth[chosen])
            of.append(np.full(len(chosen), number))
    rows, truth, owner = np.concatenate(features), np.concatenate(right), np.concatenate(of)
    weights, intercept = _regress(rows, truth)
    scores = rows @ weights + intercept
    chances = 1 / (1 + np.exp(-scores))
    each = [owner == number for number in range(len(sets))]
    sure, likely = (max(_bar(chances[own], truth[own], share) for own in each) for share in (SURE, LIKELY))
    return Prior(tuple(np.round(weights, 4).tolist()), round(float(intercept), 4), round(sure, 3), round(likely, 3))


def decisions(prior: Prior, pairs: Pairs, rows: Integers) -> Decisions:
    return Decisions(prior.score(pairs.features[rows]), pairs.right[rows])


def _regress(features: Doubles, right: Bools) -> tuple[Doubles, float]:
    middle, width = features.mean(axis=0), features.std(axis=0) + 1e-9
    rows = np.c_[(features - middle) / width, np.ones(len(features))]

    def loss(at: Doubles) -> tuple[float, Doubles]:
        logits = rows @ at
        slope = rows.T @ (1 / (1 + np.exp(-logits)) - right) / len(rows)
        bound = np.r_[at[:-1], 0]
        return float(
            np.mean(np.logaddexp(0, logits) - right * logits) + SMOOTH * bound @ bound
        ), slope + 2 * SMOOTH * bound

    at = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    weights = at[:-1] / width
    return weights, float(at[-1] - middle @ weights)


def _bar(chances: Doubles, right: Bools, share: float) -> float:
    order = np.argsort(-chances)
    held = np.flatnonzero(np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= share)
    return float(chances[order][held[-1]])


def _texts(notes: Labelled, rows: Integers) -> Texts:
    return Texts(notes.vectors[rows], [notes.texts[row] for row in rows])


def labelled(embedder: Embedder) -> dict[str, Labelled]:
    """Banking77 and CLINC150 as they are in ../shared/data, embedded; without what is missing."""
    found = {source.name: source.load() for source in (BANKING77, CLINC150)}
    return {
        name: Labelled(embedder.encode(notes.texts), notes.texts, np.array(notes.labels))
        for name, notes in found.items()
        if notes
    }


if __name__ == "__main__":
    from clew.calc.embed import default_embedder

    sets = list(labelled(default_embedder()).values())
    for settings in (MANY, FEW):
        learned = learn(sets, settings)
        print(default_embedder().name, dict(zip(FEATURES, learned.weights, strict=True)), learned)
