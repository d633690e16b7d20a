"""Near-duplicates (engine-insight, section 8): identical text first, then letters among the nearest in meaning, then
the order of the words (`_wording`).

Whose note it is comes before what it says: two people saying the same thing are two voices.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from clew.calc.arrays import Floats, Integers
from clew.calc.duplicates._ngrams import LetterLikeness
from clew.calc.duplicates._wording import is_sent_again
from clew.calc.neighbours import nearly_nearest

METHOD = "exact+char3-4+wording 2"
UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Problem:
    """n notes. `vectors` (n, d) of length 1; `times`, `persons`, `accounts` (n,), persons and accounts -1 if unknown."""

    texts: Sequence[str]
    vectors: Floats
    times: Integers
    persons: Integers
    accounts: Integers


@dataclass(frozen=True)
class Options:
    """`least_letters`: cosine of character groups from which two texts are one. Looked for among the `neighbours`
    nearest in meaning whose cosine is at least `least_meaning`. `least_kept`: what a duplicate must have in common with
    its original where others lie between them. Texts under `short_characters` or `short_words` are too short to tell.
    """

    least_letters: float = 0.72
    least_meaning: float = 0.5
    least_kept: float = 0.7
    neighbours: int = 20
    short_characters: int = 20
    short_words: int = 4


@dataclass(frozen=True)
class Result:
    """`originals` (n,): the earliest note that each note repeats, -1 for a note that is its own.

    An original is never itself a duplicate. Fewer than two notes, or none alike, is no failure: all -1.
    """

    originals: Integers
    method: str


def find_duplicates(problem: Problem, *, options: Options | None = None) -> Result:
    """No chance is involved. 100,000 different texts of 512 dimensions take 26 CPU seconds; memory about 2 kB per note.

    Never joined, not even through a third: notes of two known persons, or of two known accounts. A short text is a
    duplicate only of the identical text of the same known person or account.
    """
    options = options or Options()
    notes_of: dict[str, list[int]] = defaultdict(list)
    spelled = [normalise(text) for text in problem.texts]
    for note in np.argsort(problem.times, kind="stable"):
        notes_of[spelled[note]].append(int(note))
    texts, notes = list(notes_of), list(notes_of.values())
    is_short = [_is_short(text, options) for text in texts]
    likeness = _likeness(problem, texts, [of_text[0] for of_text in notes], is_short, options)
    families = _Families(problem, notes, likeness)
    for text, of_text in enumerate(notes):
        families.join_all(of_text, known_only=is_short[text])
    for (first, second), cosine in likeness.items():
        if cosine >= options.least_letters and is_sent_again(texts[first], texts[second]):
            families.join_all(notes[first] + notes[second], known_only=False)
    return Result(families.originals(), METHOD)


def normalise(text: str) -> str:
    """What two notes have in common when only capitals, accents' encoding, marks and spaces differ."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return NOT_WORDS.sub(" ", folded).strip() or " ".join(folded.split())


def _is_short(text: str, options: Options) -> bool:
    """In scripts without spaces a character says as much as two letters, and two of them make a word."""
    unspaced = len(UNSPACED.findall(text))
    return len(text) + unspaced < options.short_characters or text.count(" ") + 1 + unspaced // 2 < options.short_words


def _likeness(
    problem: Problem, texts: Sequence[str], notes: Sequence[int], is_short: Sequence[bool], options: Options
) -> dict[tuple[int, int], float]:
    """By pair of text numbers, lower first: the letters' cosine where it is worth keeping, the most alike first.

    `notes`: for each text one note that has it.
    """
    long_texts = np.flatnonzero(~np.array(is_short, np.bool_))
    if len(long_texts) < 2:
        return {}
    near = nearly_nearest(problem.vectors[np.array(notes)[long_texts]], min(options.neighbours, len(long_texts) - 1))
    first = np.repeat(np.arange(len(long_texts)), near.rows.shape[1])
    second = near.rows.ravel()
    pairs = np.minimum(first, second) * len(long_texts) + np.maximum(first, second)
    low, high = np.divmod(np.unique(pairs[near.cosines.ravel() >= options.least_meaning]), len(long_texts))
    cosines = LetterLikeness([texts[text] for text in long_texts.tolist()]).cosines(low, high)
    order = np.argsort(-cosines, kind="stable")[: int((cosines >= options.least_kept).sum())]
    low, high = long_texts[low[order]], long_texts[high[order]]
    return dict(zip(zip(low.tolist(), high.tolist(), strict=True), cosines[order].tolist(), strict=True))


class _Families:
    """Disjoint sets of notes, none with two known persons or two known accounts; each is led by its earliest note."""

    def __init__(
        self, problem: Problem, notes: Sequence[Sequence[int]], likeness: Mapping[tuple[int, int], float]
    ) -> None:
        count = len(problem.texts)
        self._likeness = likeness
        self._text = [0] * count
        for text, of_text in enumerate(notes):
            for note in of_text:
                self._text[note] = text
        self._texts = [{text} for text in self._text]  # of the family, where the note leads one
        self._persons, self._accounts = problem.persons.tolist(), problem.accounts.tolist()
        self._person, self._account = [*self._persons], [*self._accounts]  # of the family, where the note leads one
        self._lead = list(range(count))
        self._rank = np.empty(count, np.int64)
        self._rank[np.argsort(problem.times, kind="stable")] = np.arange(count)

    def join_all(self, notes: Sequence[int], *, known_only: bool) -> None:
        """Each of `notes` with a few earlier ones that stand for all it may repeat, the likeliest first."""
        seen: dict[tuple[str, int], int] = {}
        for note in sorted(notes, key=self._rank.__getitem__):
            own = [("person", self._persons[note]), ("account", self._accounts[note]), ("any", 0)]
            marks = [mark for mark in own[:2] if mark[1] >= 0]
            if not known_only:
                marks += [("person", -1), ("account", -1), ("any", 0)]
            for mark in marks:
                if mark in seen:
                    self._join(seen[mark], note)
            for mark in own:
                seen.setdefault(mark, note)

    def originals(self) -> Integers:
        leads = np.array([self._find(note) for note in range(len(self._lead))], np.int64)
        return np.where(leads == np.arange(len(leads)), -1, leads)

    def _join(self, first: int, second: int) -> None:
        a, b = sorted((self._find(first), self._find(second)), key=self._rank.__getitem__)
        if a != b and self._agree(a, b):
            self._lead[b] = a
            self._texts[a] |= self._texts[b]
            self._person[a] = max(self._person[a], self._person[b])
            self._account[a] = max(self._account[a], self._account[b])

    def _agree(self, a: int, b: int) -> bool:
        """Whether family `b` may go under lead `a`: nobody else's, and every text of it is still like the lead's."""
        if _differ(self._person[a], self._person[b]) or _differ(self._account[a], self._account[b]):
            return False
        lead = self._text[a]
        return all(text == lead or (min(text, lead), max(text, lead)) in self._likeness for text in self._texts[b])

    def _find(self, note: int) -> int:
        while self._lead[note] != note:
            self._lead[note] = self._lead[self._lead[note]]
            note = self._lead[note]
        return note


def _differ(first: int, second: int) -> bool:
    """Both known and not the same."""
    return first >= 0 and second >= 0 and first != second
