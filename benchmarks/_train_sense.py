"""python -m benchmarks._train_sense [embedder …]: learn what `calc.sense` ships from ../shared/data, and write it down.

Each head is calibrated on what it said of an app that it had not learnt from.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import _sense_sets as sets
from benchmarks._sense_fit import Linear, calibrate, fit, fit_yes_no, held_out
from clew.calc.arrays import Doubles, Floats, Integers
from clew.calc.embed import Embedder, embedder_for
from clew.calc.sense import _sense

METHOD = "sense 1"
FOLDER = Path(_sense.__file__).parent / "coefficients"
LEAST = {"problem": 0.6, "request": 0.6, "praise": 0.6, "question": 0.6, "other": 0.2, "-1": 0.6, "0": 0.6, "1": 0.6}
SPEAKS = {"minilm-l6-english": "en"}
"""Embedders that know one language."""
PER = 1000  # weights are written as whole thousandths
QUESTIONS = 6_000


@dataclass(frozen=True)
class Lesson:
    """What one head learns from: `groups` are held out for calibrating, -1 never."""

    features: Floats
    labels: Integers
    classes: int
    groups: Integers


@dataclass(frozen=True)
class Material:
    """Features of every set, made once."""

    minibar: sets.Reviews
    maalej: sets.Reviews
    of_minibar: Floats
    of_maalej: Floats
    of_banking: Floats
    banking_asks: Integers


def gather(embedder: Embedder) -> Material:
    """Half of the bank's questions lose their mark: people leave it out. An English embedder learns from English."""
    minibar, maalej = sets.minibar(), sets.maalej()
    if embedder.name in SPEAKS:
        minibar = sets.in_language(minibar, SPEAKS[embedder.name])
    texts, asks = sets.banking("train")
    texts = [text.rstrip("?") if place % 2 else text for place, text in enumerate(texts[:QUESTIONS])]

    def features(texts: list[str]) -> Floats:
        return _sense.join(texts, embedder.encode(texts))

    return Material(
        minibar, maalej, features(minibar.texts), features(maalej.texts), features(texts),
        asks[:QUESTIONS].astype(np.int64),
    )  # fmt: skip


def lessons(data: Material) -> dict[str, Lesson]:
    """By head; the moods are one with three classes: 0 displeased, 1 neither, 2 pleased."""
    reviews, apps = data.minibar, _numbers(data.minibar.group)
    found = {
        kind: Lesson(data.of_minibar, reviews.marks[kind].astype(np.int64), 2, apps)
        for kind in ("problem", "request", "praise")
    }
    found["question"] = _question(data, apps)
    found["mood"] = _mood(data, apps)
    return found


def _question(data: Material, apps: Integers) -> Lesson:
    """A review that asks, and is neither problem nor request, against all other reviews; the bank's by their form."""
    marks = data.minibar.marks
    asks = np.array(["?" in text for text in data.minibar.texts]) & ~marks["problem"] & ~marks["request"]
    folds = np.arange(len(data.banking_asks)) % 2
    return Lesson(
        np.concatenate([data.of_minibar, data.of_banking]),
        np.concatenate([asks.astype(np.int64), data.banking_asks]),
        2,
        np.concatenate([apps, folds]),
    )


def _mood(data: Material, apps: Integers) -> Lesson:
    """Stars, and what people wrote to their bank, mostly matter-of-fact, as neither."""
    known = data.maalej.stars > 0
    plain = np.arange(0, len(data.banking_asks), 3)
    stars = np.concatenate([data.minibar.stars, data.maalej.stars[known]])
    moods = np.where(stars >= sets.GOOD, 2, np.where(stars <= sets.BAD, 0, 1))
    return Lesson(
        np.concatenate([data.of_minibar, data.of_maalej[known], data.of_banking[plain]]),
        np.concatenate([moods, np.ones(len(plain), np.int64)]),
        3,
        np.concatenate([apps, np.full(int(known.sum()), 2), np.arange(len(plain)) % 3]),
    )


def learn(lesson: Lesson) -> tuple[Linear, Doubles]:
    """The model of all notes, calibrated, and the shares that models which had not seen a note's group gave it."""
    scores = held_out(lesson.features, lesson.labels, lesson.classes, lesson.groups)
    factor, biases = calibrate(scores, lesson.labels)
    yes_no = lesson.classes == 2
    found = (
        fit_yes_no(lesson.features, lesson.labels > 0)
        if yes_no
        else fit(lesson.features, lesson.labels, lesson.classes)
    )
    weights = factor * found.weights
    weights[-1] += biases
    raised = np.exp(factor * scores + biases)
    return Linear(weights), raised / (1 + raised) if yes_no else raised / raised.sum(axis=1, keepdims=True)


def write(embedder: Embedder, heads: Mapping[str, Linear]) -> Path:
    moods = heads["mood"].weights
    data = {
        "method": METHOD,
        "embedders": [f"{embedder.name} {embedder.version}"],
        "dimensions": embedder.dimensions,
        "languages": [SPEAKS[embedder.name]] if embedder.name in SPEAKS else [],
        "trained by": "python -m benchmarks._train_sense",
        "sets": list(sets.SOURCES),
        "least": LEAST,
        "kinds": {kind: _head(heads[kind].weights[:, 0]) for kind in _sense.KINDS},
        "moods": {str(mood): _head(moods[:, place]) for place, mood in enumerate(_sense.MOODS)},
    }
    path = FOLDER / f"{embedder.name}.json"
    FOLDER.mkdir(exist_ok=True)
    path.write_text(json.dumps(data, indent=1).replace(",\n    ", ", ") + "\n", encoding="utf-8")
    return path


def _head(weights: Doubles) -> dict[str, object]:
    return {
        "bias": round(float(weights[-1]), 4),
        "per": PER,
        "weights": np.rint(weights[:-1] * PER).astype(int).tolist(),
    }


def _numbers(names: list[str]) -> Integers:
    order = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([order[name] for name in names])


def main(names: list[str]) -> None:
    for name in names or ["use-multilingual-v3"]:
        embedder = embedder_for(name)
        heads = {head: learn(lesson)[0] for head, lesson in lessons(gather(embedder)).items()}
        print(write(embedder, heads))


if __name__ == "__main__":
    main(sys.argv[1:])
