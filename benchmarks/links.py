"""Suggested links against what people decided: precision and recall at the bars that a workspace calibrates for itself.

Banking77 and CLINC150 as in engine-insight, section 8: a quarter of the themes hidden, 5 and 10 examples for each of the
others, decisions and questions on separate notes and separate hidden themes. What is known before any decision is
learned from the other set. Dabrowski: app reviews that people judged to speak of a feature or not, five examples each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import openpyxl

from benchmarks._data import REVIEWS, SHARED
from benchmarks._link_prior import Labelled, Pairs, Setting, cut, decisions, labelled, learn
from benchmarks._report import Report
from clew.calc.arrays import Bools, Doubles, Integers
from clew.calc.embed import Embedder, embedder_for
from clew.calc.links import (
    NONE,
    Calibration,
    Decisions,
    Ground,
    Prior,
    Targets,
    Texts,
    calibrate,
    compare,
    prior_for,
)

EMBEDDERS = ("use-multilingual-v3", "minilm-l6-english")
OTHER = {"banking77": "clinc150", "clinc150": "banking77"}
SEEDS = (0, 1, 2)
COUNTS = (0, 100, None)
"""Decisions: none, a first hundred, and all that half of the notes give."""
GUIDE = {
    ("banking77", EMBEDDERS[0]): (".904/.196", ".942/.223"),
    ("banking77", EMBEDDERS[1]): (".907/.419", ".932/.526"),
    ("clinc150", EMBEDDERS[0]): (".914/.497", ".915/.581"),
    ("clinc150", EMBEDDERS[1]): (".898/.614", ".889/.697"),
}
EXAMPLES = 5


@dataclass(frozen=True)
class Measured:
    name: str
    embedder: str
    each: int
    decided: int | None
    sure: tuple[float, float]  # precision and recall
    likely: tuple[float, float]
    guide: str = ""


def run() -> Report:
    measured: list[Measured] = []
    for name in EMBEDDERS:
        embedder = embedder_for(name)
        sets = labelled(embedder)
        for known, other in OTHER.items():
            if known in sets and other in sets:
                measured += _on_themes(known, name, sets[known], learn([sets[other]]))
        measured += _on_features(embedder)
    return Report(
        title=f"Suggested links ({len(SEEDS)} cuts each): precision/recall",
        columns=("set", "embedder", "examples", "decisions", "sure (.9)", "suggested (.8)", "guide at .9"),
        rows=[_row(one) for one in measured],
        figures={f"{one.name} {one.embedder} {one.each} {_count(one)}": _figures(one) for one in measured},
        notes=[] if measured else ["Skipped: ../shared/data has none of the sets."],
    )


def _on_themes(name: str, embedder: str, notes: Labelled, prior: Prior) -> list[Measured]:
    found = []
    for place, each in enumerate((5, 10)):
        halves = [cut(notes, Setting(each, seed)) for seed in SEEDS]
        for count in COUNTS:
            results = []
            for half, seed in zip(halves, SEEDS, strict=True):
                known = calibrate(prior, _decided(prior, half.decided, count, seed))
                asked = half.asked
                chances = known.chance(prior.score(asked.features))
                results.append(_scores(known, chances, asked.right, asked.known))
            found.append(_mean(name, embedder, each, count, results, GUIDE[name, embedder][place]))
    return found


def _decided(prior: Prior, pairs: Pairs, count: int | None, seed: int) -> Decisions:
    """What people would have been asked: pairs above the bar, the first hundred above the first bar."""
    if count == 0:
        return NONE
    least = calibrate(prior).likely if count else prior.likely
    proposed = np.flatnonzero(calibrate(prior).chance(prior.score(pairs.features)) >= least)
    chosen = np.random.default_rng(seed).permutation(proposed)[:count]
    return decisions(prior, pairs, chosen)


def _scores(known: Calibration, chances: Doubles, right: Bools, there: int) -> tuple[float, ...]:
    found: list[float] = []
    for least in (known.sure, known.likely):
        above = chances >= least
        found += [float(right[above].mean()) if above.any() else 1.0, float(right[above].sum() / max(there, 1))]
    return tuple(found)


# ── app reviews and features ──────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Judgements:
    """One app: reviews by number, its features, and (review, feature, does it speak of it)."""

    reviews: list[str]
    features: int
    pairs: list[tuple[int, int, bool]]


def _on_features(embedder: Embedder) -> list[Measured]:
    apps, crowd = _judgements(), REVIEWS.load()
    if not apps or crowd is None:
        return []
    background = Texts(embedder.encode(crowd.texts[::2]), crowd.texts[::2])
    vectors = [embedder.encode(app.reviews) for app in apps]
    prior = prior_for(embedder.name, len(background))
    found = []
    for count in COUNTS[::2]:
        results = []
        for seed in SEEDS:
            cuts = [
                _judged_cut(app, Texts(side, app.reviews), background, prior, seed)
                for app, side in zip(apps, vectors, strict=True)
            ]
            decided = Decisions(*(np.concatenate(side) for side in zip(*(one[0] for one in cuts), strict=True)))
            known = calibrate(prior, decided if count is None else NONE)
            scores, right = (np.concatenate(side) for side in zip(*(one[1] for one in cuts), strict=True))
            results.append(_scores(known, known.chance(scores), right.astype(bool), int(right.sum())))
        found.append(_mean("Dabrowski", embedder.name, EXAMPLES, count, results, ""))
    return found


Side = tuple[Doubles, Bools]


def _judged_cut(app: Judgements, reviews: Texts, background: Texts, prior: Prior, seed: int) -> tuple[Side, Side]:
    """Scores and truth of half of the judged pairs, as decisions, and of the other half."""
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(app.pairs)).tolist()
    shown: dict[int, list[int]] = {feature: [] for feature in range(app.features)}
    rest = []
    for place in order:
        review, feature, yes = app.pairs[place]
        if yes and len(shown[feature]) < EXAMPLES:
            shown[feature].append(review)
        else:
            rest.append((review, feature, yes))
    targets = Targets(reviews, [np.array(rows, np.int64) for rows in shown.values()])
    rows = np.array([review for review, _, _ in rest], np.int64)
    texts = Texts(reviews.vectors[rows], [reviews.words[row] for row in rows])
    found = compare(texts, targets, Ground(background), each=app.features)
    of = {
        (note, target): place
        for place, (note, target) in enumerate(zip(found.notes.tolist(), found.targets.tolist(), strict=True))
    }
    places: Integers = np.array([of[number, feature] for number, (_, feature, _) in enumerate(rest)])
    scores, right = prior.score(found.features[places]), np.array([yes for _, _, yes in rest], bool)
    middle = len(rest) // 2
    asked_to = calibrate(prior).chance(scores[:middle]) >= prior.likely
    return (scores[:middle][asked_to], right[:middle][asked_to]), (scores[middle:], right[middle:])


def _judgements() -> list[Judgements]:
    folder = SHARED / "a_dabrowski_feature_search" / "Ground truth - annotated reviews"
    apps = []
    for app in sorted(path for path in folder.glob("*") if path.is_dir()):
        numbers: dict[str, int] = {}
        reviews: list[str] = []
        pairs = []
        paths = sorted(app.glob("*/*.xlsx"))
        for feature, path in enumerate(paths):
            sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
            for row in sheet.iter_rows(min_row=2, values_only=True):
                if not row[1] or not row[2]:
                    continue
                if str(row[1]) not in numbers:
                    numbers[str(row[1])] = len(reviews)
                    reviews.append(str(row[2]).replace("\x00", " "))
                pairs.append((numbers[str(row[1])], feature, str(row[4]).strip().upper() == "Y"))
        apps.append(Judgements(reviews, len(paths), pairs))
    return apps


# ── the report ────────────────────────────────────────────────────────────────────────────────────────
def _mean(
    name: str, embedder: str, each: int, count: int | None, results: Sequence[tuple[float, ...]], guide: str
) -> Measured:
    means = np.mean(results, axis=0).tolist()
    return Measured(name, embedder, each, count, (means[0], means[1]), (means[2], means[3]), guide)


def _count(one: Measured) -> str:
    return "all" if one.decided is None else str(one.decided)


def _row(one: Measured) -> tuple[str, ...]:
    sure, likely = (f"{precision:.3f}/{recall:.3f}" for precision, recall in (one.sure, one.likely))
    return (one.name, one.embedder, str(one.each), _count(one), sure, likely, one.guide)


def _figures(one: Measured) -> dict[str, float]:
    sides = {"sure": one.sure, "likely": one.likely}
    return {
        f"{name}_{what}": round(value, 4)
        for name, side in sides.items()
        for what, value in zip("pr", side, strict=True)
    }
