"""What in a note speaks for a target: one span of it, and the words it shares with the target's examples."""

import re
from collections.abc import Sequence

import numpy as np

from clew.calc.arrays import Floats
from clew.calc.links._lexical import Lexicon, words_of
from clew.calc.themes import sentences
from clew.calc.themes._stopwords import FUNCTION_WORDS

JOINT = re.compile(r"\s*[,;:–—]\s+(?:and\s+|but\s+)?|\s+(?:but|mais|aber|pero)\s+", re.IGNORECASE)
LONG = 70
"""A sentence with more characters is also offered in clauses."""
SHORT = 15
"""A clause with fewer characters says too little alone."""
MOST = 24
"""Spans of a note that are looked at."""
SHARED = 4
RARE, COMMON = 1.5, 0.15
"""A shared word is in fewer notes than exp(-RARE) of them, and in at least COMMON of the target's examples."""
BREVITY = 0.02
"""What a span loses per sentence-length of 100 characters: of two that say it, the shorter one is shown."""


def spans(text: str) -> list[tuple[int, int]]:
    """Sentences, and the clauses of long ones: (start, end) in code points, end exclusive, none empty; at most MOST."""
    found: list[tuple[int, int]] = []
    for start, end in sentences(text):
        found.append((start, end))
        if end - start > LONG:
            found += _clauses(text, start, end)
    return found[:MOST]


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [(match.start(), match.end()) for match in JOINT.finditer(text, start, end)]
    begins = [start, *(after for _, after in cuts)]
    ends = [*(before for before, _ in cuts), end]
    pieces = [(begin, stop) for begin, stop in zip(begins, ends, strict=True) if stop - begin >= SHORT]
    return [piece for piece in pieces if piece != (start, end)]


def best_span(places: Sequence[tuple[int, int]], vectors: Floats, target: Floats) -> tuple[int, int]:
    """The span nearest to the target: `vectors` of the spans and `target`, centred alike, of length 1."""
    lengths = np.array([end - start for start, end in places], np.float32)
    return places[int(np.argmax(vectors @ target - BREVITY * lengths / 100))]


def shared_words(text: str, examples: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Words of `text` that many examples hold and few other notes do, in the order of the text; SHARED at most."""
    held = [set(words_of(example)) for example in examples]
    own = list(dict.fromkeys(words_of(text)))
    shares = {word: sum(word in words for words in held) / max(len(held), 1) for word in own}
    weights = {word: lexicon.weight(word) * share for word, share in shares.items() if share >= COMMON}
    telling = [
        word for word in weights if lexicon.weight(word) >= RARE and len(word) > 1 and word not in FUNCTION_WORDS
    ]
    best = sorted(telling, key=lambda word: -weights[word])[:SHARED]
    return tuple(word for word in own if word in best)
