"""Wording that tells requests and questions, which a vector of meaning blurs: "please add", "why", "?".

English, French, German, Spanish and Italian words; in other languages the marks and the vector decide alone.
"""

import re
from collections.abc import Sequence

import numpy as np

from clew.calc.arrays import Floats

CHARACTERS = 2_000  # of a text that are looked at
SHARE = 0.3
"""How much a cue weighs beside a vector of length 1 (of .1, .3 and 1 the best for requests, on both apps)."""
MOST_WORDS = 200_000  # remembered at most

ASKING = (
    r"how|what|whats|why|when|where|which|who|whose|comment|pourquoi|quand|où|quel\w*|combien|wie|warum|wann|wo|welche\w*|"
    r"wieso|was|c[oó]mo|qu[eé]|cu[aá]ndo|cu[aá]l\w*|d[oó]nde|come|perch[eé]|quando|dove|quale"
)
OPENING = (
    r"is|are|am|do|does|did|can|could|will|would|should|may|has|have|any|anyone|anybody|est|puis|peut|kann|kannst|gibt|"
    r"ist|hat|haben|puedo|puede|hay|es|posso|c"
)
WORDS = (
    r"please|pls|plz|svp|plaît|plait|bitte|favor|favore|thanks|merci|danke|gracias|grazie",
    (
        r"add|adding|added|ajout\w*|rajout\w*|hinzuf\w*|erg[aä]nz\w*|a[nñ]ad\w*|agreg\w*|aggiung\w*|int[eé]gr\w*|include|"
        r"allow|enable|permett\w*|permit\w*|bring|implement\w*|support"
    ),
    (
        r"would|could|should|wish|hope|want|need|suggest\w*|pourr\w*|devr\w*|serait|aimer\w*|souhait\w*|voudr\w*|faudrait|"
        r"dommage|könnte\w*|wünsch\w*|sollte\w*|würde\w*|wäre|deber[ií]a\w*|podr[ií]a\w*|quisiera|gustar[ií]a|dovrebbe|"
        r"potrebbe|vorrei|sarebbe"
    ),
    r"missing|lack\w*|manqu\w*|fehlt|fehlen|falta\w*|manca\w*|instead|seulement|ability|able|if|si|wenn",
    (
        r"options?|features?|fonction\w*|possibilit\w*|funktion\w*|m[oö]glichkeit\w*|opci[oó]n|funci[oó]n|opzion\w*|"
        r"funzion\w*|versions?|widgets?|mode|choix|choose|choisir|setting\w*"
    ),
    ASKING,
    r"not|t|cannot|never|no|ne|pas|plus|jamais|nicht|kein\w*|nunca|non|ni|without|sans|ohne|sin|senza",
    (
        r"crash\w*|bugs?|errors?|erreurs?|fail\w*|broken|fix\w*|plante\w*|stopped|stops|problem\w*|probl[eè]m\w*|issues?|"
        r"fehler\w*|error\w*|errore|freez\w*|stuck|wrong|lost|disconnect\w*"
    ),
)
COUNT = len(WORDS) + 4

_WORD = re.compile(r"[^\W\d_]+")
_KINDS = [re.compile(pattern) for pattern in WORDS]
_OPENS = re.compile(f"{ASKING}|{OPENING}")
_SENTENCE = re.compile(r"[.!?？…\n]+")
_known: dict[str, int] = {}


def cues(texts: Sequence[str]) -> Floats:
    """(n, COUNT), float32: for each text which cues stand in it, each 0 or `SHARE`; the last grows with its length."""
    found = np.zeros((len(texts), COUNT), np.float32)
    for row, text in enumerate(texts):
        _look_at(text[:CHARACTERS], found[row])
    return found * np.float32(SHARE)


def _look_at(text: str, row: Floats) -> None:
    mask = 0
    for word in _WORD.findall(text.lower()):
        known = _known.get(word)
        mask |= _learn(word) if known is None else known
    for place in range(len(WORDS)):
        row[place] = mask >> place & 1
    marked = "?" in text or "？" in text
    row[-4] = marked
    row[-3] = marked and text.rstrip().endswith(("?", "？"))
    row[-2] = any(_opens(sentence) for sentence in _SENTENCE.split(text))
    row[-1] = min(3.0, np.log1p(len(text)) / 2)


def _opens(sentence: str) -> bool:
    """Whether it begins as questions do."""
    first = _WORD.search(sentence)
    return first is not None and _OPENS.fullmatch(first.group().lower()) is not None


def _learn(word: str) -> int:
    if len(_known) >= MOST_WORDS:
        _known.clear()
    mask = sum(1 << place for place, kind in enumerate(_KINDS) if kind.fullmatch(word))
    _known[word] = mask
    return mask
