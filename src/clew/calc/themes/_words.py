"""The words that set each theme apart from the others (class-based TF-IDF; Grootendorst 2022, arXiv:2203.05794)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from clew.calc.arrays import Integers
from clew.calc.themes._stopwords import FUNCTION_WORDS, NEUTRAL, PRAISE, TONGUES, VERDICTS
from clew.calc.themes._text import WORD, Word, words

NOTES_PER_THEME = 200  # read of each theme: shares to a few hundredths, and 100,000 notes in 300 MB
CANDIDATES = 40
TIMES_USUAL = 1.5  # a word sets a theme apart when its share is this much above the mean of all themes
PAIR_BONUS = 1.25  # "heart rate" before "heart" and "rate"
BARE = 0.5  # share of a theme's notes without a subject from which it has none
BESIDE, SHORT = 1, 6  # telling words that a note without a subject may have beside its verdicts, and in all
READ_FOR_TONGUE = 60
TONGUES_OF = {word: [of for of, small in enumerate(TONGUES) if word in small] for word in FUNCTION_WORDS}
SUFFIX = ("ing", "ed", "es", "s", "e", "n")


@dataclass(frozen=True)
class ThemeWords:
    """Best first. `words` as most people write them; `keys` case folded, `shares` of the theme's notes having each."""

    words: tuple[str, ...]
    keys: tuple[str, ...]
    shares: tuple[float, ...]


class Verdict(StrEnum):
    """The name of a theme without a subject."""

    PRAISE = "General praise"
    BLAME = "General dissatisfaction"


class WordCounts:
    """In how many notes of each theme each word or pair of neighbouring words stands."""

    def __init__(self, texts: Sequence[str], labels: Integers, themes: int) -> None:
        self.themes = themes
        self._notes = [_spread(np.flatnonzero(labels == theme)) for theme in range(themes)]
        read = {note: words(texts[note]) for notes in self._notes for note in notes.tolist()}
        self._terms = {note: _terms(found) for note, found in read.items()}
        self._felt = {note: _bare(found) for note, found in read.items()}
        self._counts = [Counter(key for note in notes for key in self._terms[int(note)]) for notes in self._notes]
        self._notes_with = Counter(key for terms in self._terms.values() for key in terms)
        self._texts = {note: texts[note] for note in self._terms}
        self._usual: dict[str, float] = defaultdict(float)
        for theme in range(themes):
            for key, count in self._counts[theme].items():
                self._usual[key] += count / len(self._notes[theme]) / themes

    def share(self, theme: int, key: str) -> float:
        return self._counts[theme][key] / len(self._notes[theme])

    def notes_with(self, key: str) -> int:
        """Of all notes that are read here."""
        return self._notes_with[key]

    def tongue(self, theme: int) -> int | None:
        """The language that most of the theme's notes are in, where that can be told."""
        return most_common(tongue(self._texts[note]) for note in self._notes[theme].tolist()[:READ_FOR_TONGUE])

    def verdict(self, theme: int) -> Verdict | None:
        """What the theme says where most of its notes say nothing else than whether they are pleased."""
        found = [self._felt[note] for note in self._notes[theme].tolist()]
        bare = [verdicts for verdicts in found if verdicts is not None]
        if len(bare) < BARE * len(found) or not any(bare):
            return None
        said = [word for verdicts in bare for word in verdicts]
        return Verdict.PRAISE if 2 * sum(word in PRAISE for word in said) >= len(said) else Verdict.BLAME

    def coverage(self, theme: int, keys: Sequence[str]) -> float:
        """The share of the theme's notes having at least one of the words."""
        notes = self._notes[theme]
        return sum(any(key in self._terms[int(note)] for key in keys) for note in notes) / len(notes)

    def of(self, theme: int, most: int) -> ThemeWords:
        """At most `most` words, none sharing a stem with a better one; fewer where fewer stand out."""
        keys: list[str] = []
        used: set[str] = set()
        for key in self._ranked(theme):
            if not stems(key) & used:
                keys.append(key)
                used |= stems(key)
            if len(keys) == most:
                break
        return ThemeWords(
            words=tuple(self._spelling(theme, key) for key in keys),
            keys=tuple(keys),
            shares=tuple(self.share(theme, key) for key in keys),
        )

    def _ranked(self, theme: int) -> list[str]:
        size = len(self._notes[theme])
        scored = []
        for key, count in self._counts[theme].items():
            usual = self._usual[key]
            telling = not VERDICTS.issuperset(key.split())
            if telling and count >= 2 and (self.themes == 1 or count / size >= TIMES_USUAL * usual):
                bonus = PAIR_BONUS if " " in key else 1.0
                scored.append((-bonus * count / size * float(np.log1p(1 / usual)), key))
        return [key for _, key in sorted(scored)[:CANDIDATES]]

    def _spelling(self, theme: int, key: str) -> str:
        seen = Counter(self._terms[int(note)][key] for note in self._notes[theme] if key in self._terms[int(note)])
        return min(seen, key=lambda shown: (-seen[shown], shown))


def _bare(found: Sequence[Word | None]) -> list[str] | None:
    """The verdicts of a note that says little else; None where it has a subject."""
    telling = [word.key for word in found if word]
    verdicts = [key for key in telling if key in VERDICTS]
    felt = [key for key in verdicts if key not in NEUTRAL]
    subjectless = len(telling) - len(verdicts) <= BESIDE and len(telling) <= SHORT
    return felt if subjectless and (felt or not telling) else None


def tongue(text: str) -> int | None:
    """Which of `TONGUES` most of the text's small words are of; None where several are."""
    hits = Counter(of for word in WORD.findall(text.casefold()) for of in TONGUES_OF.get(word, ()))
    best = hits.most_common(2)
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else None


def most_common(values: Iterable[int | None]) -> int | None:
    counts = Counter(value for value in values if value is not None)
    return counts.most_common(1)[0][0] if counts else None


def _spread(notes: Integers) -> Integers:
    """At most `NOTES_PER_THEME` of them, evenly over the whole."""
    if len(notes) <= NOTES_PER_THEME:
        return notes
    return notes[np.linspace(0, len(notes) - 1, NOTES_PER_THEME).astype(np.int64)]


def _terms(found: Sequence[Word | None]) -> dict[str, str]:
    """Every telling word and pair of neighbours, by key, as first written."""
    terms: dict[str, str] = {}
    before = None
    for word in found:
        if word is not None:
            terms.setdefault(word.key, word.shown)
            if before is not None:
                terms.setdefault(f"{before.key} {word.key}", f"{before.shown} {word.shown}")
        before = word
    return terms


def stem(word: str) -> str:
    """A key under which a word's forms mostly fall together; not a word."""
    for suffix in SUFFIX:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return stem(word[: -len(suffix)])
    return word


def stems(phrase: str) -> set[str]:
    return {stem(part) for part in phrase.split()}
