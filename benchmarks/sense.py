"""Kind, mood and language per note: learnt from one app, asked of another; from one language, asked of the other.

Whatever is scored was not learnt from, but for the last rows, where the coefficients that ship meet other kinds of notes.
"""

from typing import NamedTuple

import numpy as np

from benchmarks import _sense_sets as sets
from benchmarks._data import SURVEYS
from benchmarks._report import Clock, Report
from benchmarks._sense_fit import fit_yes_no, held_out
from benchmarks._sense_gold import told
from benchmarks._train_sense import Material, gather, learn, lessons
from clew.calc.arrays import Bools, Doubles, Floats
from clew.calc.embed import Embedder, embedder_for
from clew.calc.sense import languages, sense

EMBEDDERS = ("use-multilingual-v3", "minilm-l6-english")
FOLDS = 5


class Row(NamedTuple):
    """`of`: how many notes it was asked of."""

    what: str
    of: int
    figures: dict[str, float]


def run() -> Report:
    if not sets.are_there():
        return Report("Kind and mood", (), (), {}, notes=["skipped: one of the sets is not in ../shared/data"])
    rows = {name: _of(embedder_for(name)) for name in EMBEDDERS}
    told_rows = [
        (name, row.what, f"{row.of:,}", "  ".join(f"{key} {value:.3f}" for key, value in row.figures.items()))
        for name, found in rows.items()
        for row in found
    ]
    figures = {name: {row.what: row.figures for row in found} for name, found in rows.items()}
    return Report("Kind, mood and language", ("embedder", "asked of", "notes", "figures"), told_rows, figures)


def _of(embedder: Embedder) -> list[Row]:
    data = gather(embedder)
    return [
        *_kinds(data),
        *_moods(data),
        *_shown(data),
        *_elsewhere(embedder, data),
        *_languages(data),
        _speed(embedder, data),
    ]


def _kinds(data: Material) -> list[Row]:
    """F1 at even odds of the balanced regression, as the guide measured."""
    rows, reviews = [], data.minibar
    french = np.array(reviews.language) == "fr"
    folds = np.random.default_rng(0).integers(0, FOLDS, len(french))
    for kind in ("problem", "request", "praise"):
        lesson, labels = lessons(data)[kind], reviews.marks[kind]
        other_app = held_out(lesson.features, lesson.labels, 2, lesson.groups)[:, 0]
        same_apps = held_out(lesson.features, lesson.labels, 2, folds)[:, 0]
        rows.append(
            Row(f"{kind}, English, the other app", int((~french).sum()), _yes_no(labels[~french], other_app[~french]))
        )
        if french.any():
            abroad = fit_yes_no(lesson.features[~french], labels[~french]).scores(lesson.features[french])[:, 0]
            rows += [
                Row(f"{kind}, French, the other app", int(french.sum()), _yes_no(labels[french], other_app[french])),
                Row(f"{kind}, French, learnt from English", int(french.sum()), _yes_no(labels[french], abroad)),
            ]
        rows.append(Row(f"{kind}, the same apps, other notes", len(labels), _yes_no(labels, same_apps)))
        if kind in data.maalej.marks:
            there = fit_yes_no(lesson.features, labels).scores(data.of_maalej)[:, 0]
            rows.append(Row(f"{kind}, Maalej", len(there), {"auc": _auc(data.maalej.marks[kind], there)}))
    return rows


def _moods(data: Material) -> list[Row]:
    """Pleased or displeased, as the stars say (three stars left out), learnt from the other set."""
    rows, here, there = [], data.minibar.stars, data.maalej.stars
    stars_here, stars_there = np.flatnonzero(here != 3), np.flatnonzero((there != 3) & (there > 0))
    good_here, good_there = here[stars_here] >= sets.GOOD, there[stars_there] >= sets.GOOD
    from_there = fit_yes_no(data.of_maalej[stars_there], good_there).scores(data.of_minibar[stars_here])[:, 0]
    for language, name in (("en", "English"), ("fr", "French")):
        chosen = np.array(data.minibar.language)[stars_here] == language
        if not chosen.any():
            continue
        rows.append(
            Row(f"stars, {name}, learnt from Maalej", int(chosen.sum()), _both(good_here[chosen], from_there[chosen]))
        )
    from_here = fit_yes_no(data.of_minibar[stars_here], good_here).scores(data.of_maalej[stars_there])[:, 0]
    rows.append(Row("stars, Maalej, learnt from Mini-BAR", len(from_here), _both(good_there, from_here)))
    return rows


def _shown(data: Material) -> list[Row]:
    """What is told of notes of the other app at the thresholds that ship: how often, and how often rightly."""
    found = lessons(data)
    count = len(data.minibar.texts)
    moods = learn(found["mood"])[1][:count]
    stars = data.minibar.stars
    gold = np.where(stars >= sets.GOOD, 2, np.where(stars <= sets.BAD, 0, 1))
    told_moods = moods.max(axis=1) >= 0.6
    rows = [Row("mood, the other app, three ways", count, _told(told_moods, moods.argmax(axis=1) == gold))]
    for kind in ("problem", "request", "praise", "question"):
        shares, labels = learn(found[kind])[1][:, 0], found[kind].labels > 0
        told_kind = shares >= 0.6
        figures = {"precision": float(labels[told_kind].mean()), "recall": float(told_kind[labels].mean())}
        rows.append(Row(f"{kind}, told at 60%", len(labels), {**figures, "calibration_error": _error(labels, shares)}))
    return rows


def _elsewhere(embedder: Embedder, data: Material) -> list[Row]:
    """The shipped coefficients on notes of other kinds."""
    mark = f"{embedder.name} {embedder.version}"
    rows = []
    sentences, pleased = sets.sentences_with_feeling()
    felt = sense(sentences, embedder.encode(sentences), embedder=mark)
    texts, asks = sets.banking("test")
    asked = sense(texts, embedder.encode(texts), embedder=mark)
    tweets, gold = sets.first_tweets(), told()
    chosen = [tweets[row] for row, _, _ in gold]
    heard = sense(chosen, embedder.encode(chosen), embedder=mark)
    if felt is None or asked is None or heard is None:
        return []
    rows.append(
        Row(
            "sentences about features (Dabrowski)",
            len(sentences),
            _both(pleased, felt.mood_shares[:, 2] - felt.mood_shares[:, 0]),
        )
    )
    told_moods = np.array([mood is not None for mood in felt.moods()])
    right = np.array([mood == (1 if good else -1) for mood, good in zip(felt.moods(), pleased, strict=True)])
    rows.append(Row("the same, as told", len(sentences), _told(told_moods, right)))
    kinds = np.array(asked.kinds())
    rows.append(Row("the bank's questions (by form)", int(asks.sum()), {
        "question": float((kinds[asks] == "question").mean()), "problem": float((kinds[asks] == "problem").mean()),
        "blank": float((kinds[asks] == "").mean()),
    }))  # fmt: skip
    kinds_told, moods_told = heard.kinds(), heard.moods()
    rows.append(Row("tweets to support, read by us: kind", len(gold), _told(
        np.array([kind != "" for kind in kinds_told]),
        np.array([kind == wanted for kind, (_, wanted, _) in zip(kinds_told, gold, strict=True)]),
    )))  # fmt: skip
    rows.append(Row("tweets to support, read by us: mood", len(gold), _told(
        np.array([mood is not None for mood in moods_told]),
        np.array([mood == wanted for mood, (_, _, wanted) in zip(moods_told, gold, strict=True)]),
    )))  # fmt: skip
    return rows


def _languages(data: Material) -> list[Row]:
    rows = []
    for language, name in (("en", "English"), ("fr", "French")):
        texts = [text for text, own in zip(data.minibar.texts, data.minibar.language, strict=True) if own == language]
        if not texts:
            continue
        rows.append(_language(f"language, {name} reviews", texts, language))
    for language, texts in sets.paragraphs().items():
        if texts:
            rows.append(_language(f"language, lines of a specification in {language}", texts, language))
    surveys = SURVEYS.load()
    if surveys:
        rows.append(_language("language, answers to surveys (English, but for a few)", surveys.texts, "en"))
    return rows


def _language(what: str, texts: list[str], language: str) -> Row:
    found = [code for code, _ in languages(texts)]
    told = np.array([code != "" for code in found])
    return Row(what, len(texts), _told(told, np.array([code == language for code in found])))


def _speed(embedder: Embedder, data: Material) -> Row:
    vectors = data.of_minibar[:, : embedder.dimensions]
    with Clock() as clock:
        sense(data.minibar.texts, vectors, embedder=f"{embedder.name} {embedder.version}")
        languages(data.minibar.texts)
    return Row(
        "kind, mood and language", len(data.minibar.texts), {"notes_per_cpu_s": len(data.minibar.texts) / clock.seconds}
    )


def _yes_no(labels: Bools, scores: Doubles) -> dict[str, float]:
    return {"f1": _f1(labels, scores > 0), "auc": _auc(labels, scores)}


def _both(labels: Bools, scores: "Doubles | Floats") -> dict[str, float]:
    found = scores > 0
    return {
        "accuracy": float((found == labels).mean()),
        "macro_f1": (_f1(labels, found) + _f1(~labels, ~found)) / 2,
    }


def _told(told: Bools, right: Bools) -> dict[str, float]:
    return {"told": float(told.mean()), "right_of_told": float(right[told].mean())}


def _f1(labels: Bools, found: Bools) -> float:
    return float(2 * (labels & found).sum() / max(1, labels.sum() + found.sum()))


def _auc(labels: Bools, scores: "Doubles | Floats") -> float:
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    yes = int(labels.sum())
    return float((ranks[labels].sum() - yes * (yes + 1) / 2) / (yes * (len(labels) - yes)))


def _error(labels: Bools, shares: "Doubles | Floats", bins: int = 10) -> float:
    """How far what is said lies from what is so, on average over tenths (expected calibration error)."""
    place = np.minimum((shares * bins).astype(int), bins - 1)
    return float(sum(
        abs(shares[place == one].mean() - labels[place == one].mean()) * (place == one).mean() for one in np.unique(place)
    ))  # fmt: skip
