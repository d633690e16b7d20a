"""Near-duplicates: 500 banking77 questions altered as people alter them and put back among all 13,083.

Nobody is known in this set, so that only the text decides. What is found besides is not wrong by itself: the set holds
many questions that differ by a word; of those the share of the same intent is told.
"""

import random

import numpy as np

from benchmarks._data import BANKING77
from benchmarks._report import Clock, Report
from clew.calc.duplicates import Options, Problem, find_duplicates
from clew.calc.embed import default_embedder

ALTERED = 500
THRESHOLDS = (0.80, 0.83, 0.86, 0.89)


def run() -> Report:
    notes = BANKING77.load()
    if notes is None:
        return Report("Near-duplicates", (), (), {}, notes=[f"skipped: {BANKING77.folder} is not in ../shared/data"])
    chance = random.Random(0)
    chosen = chance.sample(range(len(notes.texts)), ALTERED)
    texts = notes.texts + [_altered(notes.texts[note], chance) for note in chosen]
    nobody = np.full(len(texts), -1)
    problem = Problem(texts, default_embedder().encode(texts), np.arange(len(texts)), nobody, nobody)
    rows, figures = [], {}
    for threshold in THRESHOLDS:
        with Clock() as clock:
            originals = find_duplicates(problem, options=Options(least_letters=threshold)).originals
        leads = np.where(originals < 0, np.arange(len(texts)), originals)
        found = float((leads[len(notes.texts) :] == leads[chosen]).mean())
        besides = np.flatnonzero(originals[: len(notes.texts)] >= 0)
        same = float(np.mean([notes.labels[note] == notes.labels[originals[note]] for note in besides]))
        rows.append((f"{threshold:.2f}", f"{found:.3f}", f"{len(besides):,}", f"{same:.3f}", f"{clock.seconds:.1f}"))
        figures[f"{threshold:.2f}"] = {
            "found": found,
            "besides": len(besides),
            "same_intent": same,
            "cpu_s": clock.seconds,
        }
    return Report(
        title=f"Near-duplicates, {ALTERED} altered notes among {len(notes.texts):,} (CPU seconds without embedding)",
        columns=("letters from", "altered found", "others joined", "of the same intent", "CPU s"),
        rows=rows,
        figures=figures,
    )


def _altered(text: str, chance: random.Random) -> str:
    """A slip of the pen every 25 letters, a greeting, a dropped word, or other capitals and marks."""
    kind, words = chance.random(), text.split()
    if kind < 0.35:
        for _ in range(max(1, len(text) // 25)):
            place = chance.randrange(1, max(2, len(text) - 1))
            text = text[:place] + chance.choice(["", 2 * text[place : place + 1]]) + text[place + 1 :]
        return text
    if kind < 0.6:
        greeting = chance.choice(["Hi, ", "hello team ", "Please help! ", "Ticket: "])
        return greeting + text + chance.choice([" thanks", "!!", " asap", ""])
    if kind < 0.8 and len(words) > 5:
        words.pop(chance.randrange(len(words)))
        return " ".join(words)
    return text.upper() if chance.random() < 0.5 else text.rstrip("?.!") + " ..."
