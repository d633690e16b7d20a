"""What to read of a theme first: places in the notes themselves, never copies."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from clew.calc.arrays import Floats

RELEVANCE = 0.7  # against 0.3 for being unlike what is shown already (Carbonell, Goldstein 1998)


class PassageKind(StrEnum):
    TYPICAL = "typical"
    RECENT = "recent"
    LARGEST = "largest"  # from the account that counts most
    DISAGREES = "disagrees"


@dataclass(frozen=True)
class Passage:
    """`text[start:end]` of note number `note`: one sentence, in Unicode code points, end exclusive."""

    note: int
    start: int
    end: int
    kind: PassageKind


def choose(
    candidates: Sequence[Passage], vectors: Floats, centroid: Floats, wanted: Sequence[PassageKind]
) -> list[Passage]:
    """For each wanted kind in turn its best sentence: like the theme, unlike those chosen before, from another note.

    `vectors` of the candidates and `centroid`, centred alike, of length 1. A kind without candidates is left out.
    """
    likeness = vectors @ centroid
    kinds = np.array([candidate.kind for candidate in candidates])
    notes = np.array([candidate.note for candidate in candidates], np.int64)
    chosen: list[int] = []
    for kind in wanted:
        scores = RELEVANCE * likeness
        if chosen:
            scores = scores - (1 - RELEVANCE) * (vectors @ vectors[chosen].T).max(axis=1)
        free = np.flatnonzero((kinds == kind) & ~np.isin(notes, notes[chosen]))
        if len(free):
            chosen.append(int(free[np.argmax(scores[free])]))
    return [candidates[place] for place in chosen]
