"""Reading what somebody searches for, weighing words against meaning, choosing the passage to show. Plain Python: web
processes use it.
"""

import math
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

K1, B = 1.2, 0.75
"""BM25 (Robertson and Zaragoza 2009): how soon another occurrence counts no more; how much longer notes are held back."""
COVERAGE = 0.5
"""A note that holds every word gets half as much again: .804 → .813 nDCG@10 on the feature queries."""
SHORT = 4
"""Words of a query that names a thing; longer ones describe it (engine-insight-addendum, 4.2)."""

PART = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?=\w))+(?:[.!?]+|\n+|$)")


@dataclass(frozen=True)
class Asked:
    """`words` rank. Of every group in `needed` a note holds one phrase, and none of `without`.

    Groups come from quotation marks and from OR between phrases; single words are never needed.
    """

    words: str = ""
    needed: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.words.split())


@dataclass(frozen=True)
class Weights:
    """What words and meaning add to a score at most."""

    words: float
    meaning: float


@dataclass(frozen=True)
class Stem:
    """A word of the query as one language stems it; `place` tells which word, `df` how many notes hold the stem."""

    stem: str
    place: int
    df: int


@dataclass(frozen=True)
class Weighed:
    """`stems` with their weights, the rarest first; notes are found by `finding`. `whole`: what a note weighs that holds
    every word known; 0 where none is.
    """

    stems: tuple[tuple[str, float], ...]
    finding: tuple[Stem, ...]
    whole: float


@dataclass(frozen=True)
class Passage:
    """A range of a text in code points, and whether it leaves out something before and after."""

    start: int
    end: int
    is_cut_before: bool
    is_cut_after: bool


def read(text: str) -> Asked:
    """What `text` asks for: words, "phrases", -exclusions, -"excluded phrases", one phrase OR another."""
    words: list[str] = []
    groups: list[list[tuple[str, bool]]] = []
    without: list[str] = []
    joins = False
    for found in PART.finditer(text.translate(QUOTES)):
        phrase, word = found["phrase"], found["word"]
        said = (phrase if phrase is not None else word or "").strip()
        if word in {"OR", "|"} and not found["minus"]:
            joins = bool(groups)
            continue
        if not re.search(r"\w", said):
            continue
        if found["minus"]:
            without.append(said)
            continue
        words.append(said)
        if joins:
            groups[-1].append((said, phrase is not None))
        else:
            groups.append([(said, phrase is not None)])
        joins = False
    needed = tuple(tuple(said for said, _ in group) for group in groups if any(exact for _, exact in group))
    return Asked(" ".join(words), needed, tuple(without))


def weights_for(words: int) -> Weights:
    """How much words and meaning weigh for a query of so many words.

    A short query names a thing: notes that say so come first, meaning orders the rest. A longer one is a sentence, which
    others put differently. Chosen on 12 feature queries and 300 questions (docs/decisions/0012-search.md).
    """
    return Weights(1.0, 0.1) if words <= SHORT else Weights(0.6, 1.0)


def weigh(stems: Sequence[Stem], *, notes: int, most: int, candidates: int) -> Weighed:
    """How much each stem says (BM25's inverse document frequency among `notes` notes; 0 notes: nothing is known yet).

    Stems find notes from the rarest on until `candidates` are found; the others only rank. A word that no note holds
    says nothing of how much of the query a note has.
    """
    ordered = sorted(stems, key=lambda one: (one.df, one.stem))[:most]
    weights = [math.log(1 + max(notes - one.df + 0.5, 0.5) / (one.df + 0.5)) if notes else 1.0 for one in ordered]
    least: dict[int, float] = {}
    for one, weight in zip(ordered, weights, strict=True):
        if one.df or not notes:
            least[one.place] = min(weight, least.get(one.place, weight))
    finding: list[Stem] = []
    for one in ordered:
        if sum(each.df for each in finding) < candidates:
            finding.append(one)
    named = tuple((one.stem, weight) for one, weight in zip(ordered, weights, strict=True))
    return Weighed(named, tuple(finding), sum(least.values()))


def least_share(words: int) -> float:
    """Of the weight of a query of so many words, by how rare they are. A note that holds less is not found by words."""
    return 0.3 if words <= SHORT else 0.1


def fuse(words: Mapping[Key, float], meaning: Mapping[Key, float], weights: Weights) -> dict[Key, float]:
    """One score from both, each brought to 0..1 within this query: words by their best, cosines from worst to best.

    What one of them did not find counts nothing there. The statement of `insights.queries.search` does the same.
    """
    best = max(words.values(), default=0.0) or 1.0
    low, high = min(meaning.values(), default=0.0), max(meaning.values(), default=0.0)
    scores = {key: weights.words * score / best for key, score in words.items()}
    for key, cosine in meaning.items():
        likeness = (cosine - low) / (high - low) if high > low else 1.0
        scores[key] = scores.get(key, 0.0) + weights.meaning * likeness
    return scores


def sentences(text: str) -> list[tuple[int, int]]:
    """The ranges of the sentences of `text`, without the blanks around them; together they hold everything else."""
    found = []
    for match in SENTENCE.finditer(text):
        said = match.group()
        start = match.start() + len(said) - len(said.lstrip())
        end = match.start() + len(said.rstrip())
        if end > start:
            found.append((start, end))
    return found


def passage(text: str, matches: Sequence[tuple[int, int]], length: int, at: int | None = None) -> Passage:
    """What to show of `text` in about `length` characters: all of it where it fits, else from a sentence's beginning.

    The sentence is the one that begins at `at`, or the one with the most different matched words.
    """
    if len(text) <= length:
        return Passage(0, len(text), is_cut_before=False, is_cut_after=False)
    parts = sentences(text) or [(0, len(text))]

    def held(part: tuple[int, int]) -> int:
        return len({text[start:end].casefold() for start, end in matches if part[0] <= start < part[1]})

    start, stop = max(parts, key=lambda part: (part[0] == at, held(part), -part[0]))
    first = min((begin for begin, _ in matches if start <= begin < stop), default=start)
    if first - start > length * 0.7:  # a sentence without an end: begin before its first match
        start = _word_before(text, first - length // 3)
    end = min(len(text), start + length)
    if end < len(text):
        space = text.rfind(" ", start + length // 2, end)
        end = space if space > 0 else end
    return Passage(start, end, is_cut_before=start > parts[0][0], is_cut_after=bool(text[end:].strip()))


def _word_before(text: str, place: int) -> int:
    space = text.rfind(" ", 0, max(0, place))
    return space + 1
