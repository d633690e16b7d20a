"""Near-duplicates: 500 banking77 questions altered as people alter them and put back among all 13,083.

Nobody is known in these sets, so that only the text decides: the hardest case. Real reviews and tweets show what is found
where nothing was planted.
"""

import random

import numpy as np

from benchmarks import _sense_sets as sets
from benchmarks._data import BANKING77, Labelled
from benchmarks._report import Clock, Figures, Report
from clew.calc.arrays import Integers
from clew.calc.duplicates import Problem, find_duplicates, normalise
from clew.calc.embed import default_embedder

ALTERED = 500


def run() -> Report:
    notes = BANKING77.load()
    if notes is None or not sets.are_there():
        return Report("Near-duplicates", (), (), {}, notes=["skipped: one of the sets is not in ../shared/data"])
    rows, figures = _planted(notes)
    for name, texts in _real().items():
        exact, near, seconds = _found(texts)
        rows.append((name, f"{len(texts):,}", "", "", f"{exact:,}", f"{near:,}", f"{seconds:.1f}"))
        figures[name] = {"notes": len(texts), "same_text": exact, "nearly": near, "cpu_s": seconds}
    return Report(
        title="Notes sent twice (CPU seconds without embedding)",
        columns=("set", "notes", "planted found", "rightly", "besides: same text", "besides: nearly", "CPU s"),
        rows=rows,
        figures=figures,
        notes=[
            "Besides what was planted there is no truth to compare with: see docs/user/understanding.md for what was read."
        ],
    )


def _planted(notes: Labelled) -> tuple[list[tuple[str, ...]], dict[str, Figures]]:
    chance = random.Random(0)
    chosen = chance.sample(range(len(notes.texts)), ALTERED)
    altered = [_altered(notes.texts[note], chance) for note in chosen]
    texts, count = notes.texts + [text for text, _ in altered], len(notes.texts)
    with Clock() as clock:
        originals = _originals(texts)
    leads = np.where(originals < 0, np.arange(len(texts)), originals)
    joined, right = originals[count:] >= 0, leads[count:] == leads[chosen]
    besides = np.flatnonzero(originals[:count] >= 0)
    same = sum(normalise(texts[note]) == normalise(texts[originals[note]]) for note in besides.tolist())
    found, rightly = float(right.mean()), float(right[joined].mean())
    row = (
        f"banking77 + {ALTERED}",
        f"{len(texts):,}",
        f"{found:.3f}",
        f"{rightly:.3f}",
        f"{same:,}",
        f"{len(besides) - same:,}",
        f"{clock.seconds:.1f}",
    )
    kinds = {kind for _, kind in altered}
    by_kind = {
        kind: float(np.mean([hit for hit, (_, own) in zip(right, altered, strict=True) if own == kind]))
        for kind in sorted(kinds)
    }
    return [row], {
        "planted": {
            "found": found,
            "rightly": rightly,
            "same_text": same,
            "nearly": len(besides) - same,
            "by_kind": by_kind,
            "cpu_s": clock.seconds,
        }
    }


def _real() -> dict[str, list[str]]:
    return {"Mini-BAR": sets.minibar().texts, "Maalej": sets.maalej().texts, "IBM": sets.first_tweets()}


def _found(texts: list[str]) -> tuple[int, int, float]:
    """Repeats of the same text, of nearly the same, and the time."""
    with Clock() as clock:
        originals = _originals(texts)
    repeats = np.flatnonzero(originals >= 0).tolist()
    exact = sum(normalise(texts[note]) == normalise(texts[originals[note]]) for note in repeats)
    return exact, len(repeats) - exact, clock.seconds


def _originals(texts: list[str]) -> Integers:
    nobody = np.full(len(texts), -1)
    vectors = default_embedder().encode(texts)
    return find_duplicates(Problem(texts, vectors, np.arange(len(texts)), nobody, nobody)).originals


def _altered(text: str, chance: random.Random) -> tuple[str, str]:
    """A slip of the pen every 25 letters, a greeting, a dropped word, or other capitals and marks; and which of them."""
    kind, words = chance.random(), text.split()
    if kind < 0.35:
        for _ in range(max(1, len(text) // 25)):
            place = chance.randrange(1, max(2, len(text) - 1))
            text = text[:place] + chance.choice(["", 2 * text[place : place + 1]]) + text[place + 1 :]
        return text, "slips"
    if kind < 0.6:
        greeting = chance.choice(["Hi, ", "hello team ", "Please help! ", "Ticket: "])
        return greeting + text + chance.choice([" thanks", "!!", " asap", ""]), "greeting"
    if kind < 0.8 and len(words) > 5:
        words.pop(chance.randrange(len(words)))
        return " ".join(words), "a word less"
    return (text.upper() if chance.random() < 0.5 else text.rstrip("?.!") + " ..."), "capitals and marks"
