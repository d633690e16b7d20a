"""Areas: the level above themes, so that two hundred of them can be read from the top.

Themes are the level that people name, link and count; areas are made anew from the themes each time, and nothing is
tied to them (docs/decisions/0010-themes.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from clew.calc.arrays import Floats, Integers
from clew.calc.themes._names import distinct, sentence_case
from clew.calc.themes._text import MAX_CLAUSE
from clew.calc.themes._words import ThemeWords, WordCounts

READ_AT_ONCE = 12  # themes that need no level above them
WORDS = 3


@dataclass(frozen=True)
class Area:
    """`name`: the words that set its notes apart from other areas', no two alike. `themes`: their labels, in order."""

    name: str
    words: tuple[str, ...]
    themes: tuple[int, ...]


def areas(middles: Floats, sizes: Integers) -> Integers:
    """(themes,): the area of each theme, 0 the one with the most notes; -1 for a theme that stands by itself.

    `middles` (themes, d) of the themes, length 1, and how many notes each has. Average linkage, cut at √(2 themes)
    areas: twenty of ten themes where there are two hundred.
    """
    count = len(middles)
    if count < READ_AT_ONCE:
        return np.full(count, -1, np.int64)
    found = fcluster(linkage(middles.astype(np.float64), "average"), round((2 * count) ** 0.5), "maxclust") - 1
    alone = np.bincount(found)[found] == 1
    notes = np.bincount(found, weights=sizes)
    notes[found[alone]] = -1
    place = np.empty(len(notes), np.int64)
    place[np.argsort(-notes, kind="stable")] = np.arange(len(notes))
    return np.where(alone, -1, place[found])


def describe_areas(texts: Sequence[str], labels: Integers, parents: Integers) -> tuple[Area, ...]:
    """In the order of their numbers. `labels` (n,) of the notes and `parents` (themes,) as in `Result`."""
    count = int(parents.max(initial=-1)) + 1
    if not count:
        return ()
    of_note = np.where(labels >= 0, parents[labels], -1)
    counts = WordCounts(texts, of_note, count)
    found = [counts.of(area, 2 * WORDS) for area in range(count)]
    names = distinct([_names(words, area) for area, words in enumerate(found)])
    return tuple(
        Area(name, words.words[:WORDS], tuple(np.flatnonzero(parents == area).tolist()))
        for area, (name, words) in enumerate(zip(names, found, strict=True))
    )


def _names(found: ThemeWords, area: int) -> list[str]:
    """From the best words on, until one is free."""
    words = found.words
    windows = [words[start : start + WORDS] for start in range(max(1, len(words) - WORDS + 1))]
    joined = [", ".join(window) for window in windows if window]
    return [*(sentence_case(name) for name in joined if len(name) <= MAX_CLAUSE), f"Unnamed area {area + 1}"]
