"""Vectors and wording into probabilities of kind and mood."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clew.calc.arrays import Bools, Floats
from clew.calc.sense._cues import cues
from clew.calc.sense._model import Model, model_for

KINDS = ("problem", "request", "praise", "question")
OTHER = "other"
MOODS = (-1, 0, 1)
LETTERS = 8


@dataclass(frozen=True)
class Sense:
    """Of n notes: `kind_shares` (n, 4) in the order of `KINDS`, each by itself (a note may be problem and request);
    `mood_shares` (n, 3) in the order of `MOODS`, adding up to 1. All calibrated on notes of an app not trained on.
    """

    kind_shares: Floats
    mood_shares: Floats
    model: Model
    is_short: Bools
    """(n,): a word says too little of kind or mood."""

    def kinds(self) -> list[str]:
        """The likeliest kind of each note; "other" where none of the four is likely at all; "" where it is not sure.

        A note that tells of a problem and asks about it is a problem: it is a question only where nothing is wrong. What
        rather displeases is no praise.
        """
        least = [self.model.least[kind] for kind in KINDS]
        shares = self.kind_shares.copy()
        shares[shares[:, 0] >= least[0], KINDS.index("question")] = 0
        shares[self.mood_shares[:, 0] > self.mood_shares[:, 2], KINDS.index("praise")] = 0
        nothing: list[bool] = (self.kind_shares.max(axis=1) <= self.model.least[OTHER]).tolist()
        return [
            "" if short else OTHER if none else KINDS[place] if share >= least[place] else ""
            for short, none, place, share in zip(self.is_short.tolist(), nothing, *self._best(shares), strict=True)
        ]

    def moods(self) -> list[int | None]:
        """The likeliest mood of each note; None where it is not sure."""
        least = [self.model.least[str(mood)] for mood in MOODS]
        return [
            MOODS[place] if share >= least[place] and not short else None
            for short, place, share in zip(self.is_short.tolist(), *self._best(self.mood_shares), strict=True)
        ]

    @staticmethod
    def _best(shares: Floats) -> tuple[list[int], list[float]]:
        return shares.argmax(axis=1).tolist(), shares.max(axis=1).tolist()


def sense(texts: Sequence[str], vectors: Floats, *, embedder: str) -> Sense | None:
    """`vectors` (n, d) of length 1 by the embedder of that mark, as for `texts`. None without coefficients for it."""
    model = model_for(embedder)
    if model is None:
        return None
    features = join(texts, vectors)
    kinds = np.stack([model.kinds[kind].scores(features) for kind in KINDS], axis=1)
    moods = np.stack([model.moods[str(mood)].scores(features) for mood in MOODS], axis=1)
    moods = np.exp(moods - moods.max(axis=1, keepdims=True))
    moods /= moods.sum(axis=1, keepdims=True)
    return Sense((1 / (1 + np.exp(-kinds))).astype(np.float32), moods.astype(np.float32), model, _are_short(texts))


def _are_short(texts: Sequence[str]) -> Bools:
    """Fewer than `LETTERS` letters; in scripts without an alphabet a third of that."""
    return np.array([_letters(text) < LETTERS for text in texts], np.bool_)


def _letters(text: str) -> int:
    """What lies beyond the Greek, Cyrillic, Hebrew, Arabic and Indian letters counts three times."""
    return sum(3 if letter >= "\u0e00" else 1 for letter in text[:200] if letter.isalpha())


def join(texts: Sequence[str], vectors: Floats) -> Floats:
    """(n, d + cues): what the coefficients are for."""
    return np.concatenate([vectors.astype(np.float32, copy=False), cues(texts)], axis=1)
