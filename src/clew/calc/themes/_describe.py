"""Themes made readable: a name, the words that set one apart, a sentence of definition, and passages to read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clew.calc.arrays import Bools, Floats, Integers
from clew.calc.embed import Embedder
from clew.calc.sense import sense
from clew.calc.themes._graph import theme_sums
from clew.calc.themes._names import Clause, Forms, name_all
from clew.calc.themes._passages import Passage, PassageKind, choose
from clew.calc.themes._text import clauses, sentences
from clew.calc.themes._views import unit
from clew.calc.themes._words import ThemeWords, WordCounts, stems

NAMING = 40  # notes nearest the middle of a theme, whose clauses may name it
EMBEDDED = 24  # of them, those that read best, which are compared in meaning
CENTRAL = 20  # and whose sentences may show it
NEWEST = 3
SENTENCES = 12  # of one note that are looked at
MENTIONED = 3  # words in a definition
NEARLY_ALL, MOST = 0.9, 0.5
LEANING = 0.15  # share of a theme's notes by which one mood is ahead, from which it is the theme's
SURE = 0.5  # confidence from which a note may speak for its theme as its newest


@dataclass(frozen=True)
class DescriptionProblem:
    """n notes as they were grouped: `labels` and `confidence` of `find_themes`, `vectors` of the same embedder.

    Labels may be changed by people; every number from 0 to the largest stands for at least one note.

    All optional: `said_at` (n,), anything that grows with time; `moods` (n,): 1 pleased, 0 neither, -1 displeased;
    `weights` (n,): how much the account behind each note counts (its yearly revenue), 0 unknown.
    """

    texts: Sequence[str]
    vectors: Floats
    labels: Integers
    confidence: Floats
    said_at: Integers | None = None
    moods: Integers | None = None
    weights: Floats | None = None


@dataclass(frozen=True)
class DescriptionOptions:
    words: int = 5
    runners_up: int = 2
    typical: int = 2


@dataclass(frozen=True)
class Description:
    """One theme. `name`: at most 62 characters, no two alike. `words`: up to `options.words`, best first.

    `passages`: typical ones, a recent one (needs `said_at`), one from the largest account
    (`weights`), one of the opposite mood (`moods`).
    """

    name: str
    runners_up: tuple[str, ...]
    words: tuple[str, ...]
    definition: str
    passages: tuple[Passage, ...]


def describe_themes(
    problem: DescriptionProblem, *, embedder: Embedder, options: DescriptionOptions | None = None
) -> tuple[Description, ...]:
    """In the order of the labels. No chance is involved. Embeds some 25 clauses and 50 sentences per theme at most."""
    options = options or DescriptionOptions()
    themes = int(problem.labels.max(initial=-1)) + 1
    if not themes:
        return ()
    space = _Space(problem, embedder)
    counts = WordCounts(problem.texts, problem.labels, themes)
    found = [counts.of(theme, options.words) for theme in range(themes)]
    names = _names(problem, space, counts, found, options)
    passages = _passages(problem, space, options)
    return tuple(
        Description(
            name=names[theme][0],
            runners_up=names[theme][1:],
            words=found[theme].words,
            definition=_definition(theme, space.nearest_theme(theme), found, counts),
            passages=tuple(passages[theme]),
        )
        for theme in range(themes)
    )


class _Space:
    """The embedder's space seen from the middle of all notes: what they have in common no longer counts."""

    def __init__(self, problem: DescriptionProblem, embedder: Embedder) -> None:
        self._embedder = embedder
        self._middle = problem.vectors.mean(axis=0)
        sizes = np.bincount(problem.labels[problem.labels >= 0]).astype(np.float32)
        self.centroids = unit(theme_sums(problem.vectors, problem.labels) / sizes[:, None] - self._middle)
        likeness = np.einsum("ij,ij->i", problem.vectors, self.centroids[problem.labels])
        self._order = np.lexsort((-likeness, problem.labels))
        self._starts = np.searchsorted(problem.labels[self._order], np.arange(len(self.centroids) + 1))

    def members(self, theme: int) -> Integers:
        """Its notes, the most central first."""
        return self._order[self._starts[theme] : self._starts[theme + 1]]

    def nearest_theme(self, theme: int) -> int | None:
        cosines = self.centroids @ self.centroids[theme]
        cosines[theme] = -np.inf
        return int(np.argmax(cosines)) if len(cosines) > 1 else None

    def embed_passages(self, problem: DescriptionProblem, passages: Sequence[Passage]) -> Floats:
        """A passage that is its whole note has the note's vector already."""
        vectors = np.empty((len(passages), len(self._middle)), np.float32)
        part = [len(problem.texts[each.note].strip()) > each.end - each.start for each in passages]
        cut = [each for each, is_part in zip(passages, part, strict=True) if is_part]
        vectors[part] = self.embed([problem.texts[each.note][each.start : each.end] for each in cut])
        whole = [each.note for each, is_part in zip(passages, part, strict=True) if not is_part]
        vectors[~np.array(part, np.bool_)] = unit(problem.vectors[whole] - self._middle)
        return vectors

    def mood_shares(self, texts: Sequence[str]) -> Floats | None:
        """(texts, 3): displeased, neither, pleased. None where nothing is known of the embedder's moods."""
        if not texts:
            return None
        found = sense(texts, self._embedder.encode(texts), embedder=f"{self._embedder.name} {self._embedder.version}")
        return None if found is None else np.where(found.is_short[:, None], np.float32(0), found.mood_shares)

    def embed(self, texts: Sequence[str]) -> Floats:
        place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        if not place:
            return np.zeros((0, len(self._middle)), np.float32)
        return unit(self._embedder.encode(list(place)) - self._middle)[[place[text] for text in texts]]


def _names(
    problem: DescriptionProblem,
    space: _Space,
    counts: WordCounts,
    found: Sequence[ThemeWords],
    options: DescriptionOptions,
) -> list[tuple[str, ...]]:
    forms = Forms(counts, found)
    candidates: list[Clause] = []
    for theme in range(len(found)):
        members = space.members(theme)
        against = _against(problem, members)
        of_theme = {
            text: Clause(theme, text, float(opposed))
            for note, opposed in zip(members[:NAMING], against[:NAMING], strict=True)
            for text in clauses(problem.texts[note])
        }
        candidates += sorted(of_theme.values(), key=forms.score, reverse=True)[:EMBEDDED]
    candidates = _felt(problem, space, candidates)
    vectors = space.embed([clause.text for clause in candidates])
    return name_all(candidates, vectors, space.centroids, forms, most=1 + options.runners_up)


def _felt(problem: DescriptionProblem, space: _Space, candidates: Sequence[Clause]) -> list[Clause]:
    """With how likely each clause by itself is of the mood opposite to its theme's: "love this app" from a complaint."""
    felt = space.mood_shares([clause.text for clause in candidates]) if problem.moods is not None else None
    if felt is None or problem.moods is None:
        return list(candidates)
    leanings = [_leaning(problem.moods[space.members(theme)]) for theme in range(len(space.centroids))]
    return [
        replace(clause, against=max(clause.against, float(shares[1 - leanings[clause.theme]])))
        if leanings[clause.theme]
        else clause
        for clause, shares in zip(candidates, felt, strict=True)
    ]


def _leaning(moods: Integers) -> int:
    """1 or -1 where the notes of a theme clearly are of one mood, else 0."""
    return int(np.sign(moods.sum())) if abs(moods.sum()) >= LEANING * len(moods) else 0


def _passages(problem: DescriptionProblem, space: _Space, options: DescriptionOptions) -> list[list[Passage]]:
    candidates = [_candidates(problem, space.members(theme)) for theme in range(len(space.centroids))]
    everything = [passage for of_theme in candidates for passage in of_theme]
    vectors = space.embed_passages(problem, everything)
    wanted = [PassageKind.TYPICAL] * options.typical + [PassageKind.RECENT, PassageKind.LARGEST, PassageKind.DISAGREES]
    chosen, start = [], 0
    for theme, of_theme in enumerate(candidates):
        part = vectors[start : start + len(of_theme)]
        chosen.append(choose(of_theme, part, space.centroids[theme], wanted))
        start += len(of_theme)
    return chosen


def _candidates(problem: DescriptionProblem, members: Integers) -> list[Passage]:
    against = _against(problem, members)
    notes = [(note, PassageKind.TYPICAL) for note in members[~against][:CENTRAL]]
    notes += [(note, PassageKind.DISAGREES) for note in members[against][:CENTRAL]]
    sure = members[problem.confidence[members] >= SURE]
    sure = sure if len(sure) else members
    if problem.weights is not None:
        most = problem.weights[sure].max(initial=0)
        largest = sure[problem.weights[sure] == most] if most > 0 else sure[:0]
        notes += [(note, PassageKind.LARGEST) for note in largest[:CENTRAL]]
    if problem.said_at is not None:
        newest = sure[np.argsort(-problem.said_at[sure], kind="stable")][:NEWEST]
        notes += [(note, PassageKind.RECENT) for note in newest]
    return [
        Passage(int(note), start, end, kind)
        for note, kind in notes
        for start, end in sentences(problem.texts[note])[:SENTENCES]
    ]


def _against(problem: DescriptionProblem, members: Integers) -> Bools:
    """Which of a theme's notes are of the mood opposite to the theme's."""
    if problem.moods is None:
        return np.zeros(len(members), np.bool_)
    moods = problem.moods[members]
    return np.sign(moods) == -np.sign(moods.sum()) if moods.sum() else np.zeros(len(members), np.bool_)


def _definition(theme: int, nearest: int | None, found: Sequence[ThemeWords], counts: WordCounts) -> str:
    """True by construction: what is claimed of the words is counted; what sets the nearest theme apart is too."""
    words = found[theme].words[:MENTIONED]
    if not words:
        return "Notes alike in meaning; no word sets them apart."
    coverage = counts.coverage(theme, found[theme].keys[:MENTIONED])
    if coverage >= NEARLY_ALL:
        text = f"Notes that mention {_listed(words, 'or')}"
    elif coverage >= MOST:
        text = f"Mostly notes that mention {_listed(words, 'or')}"
    else:
        text = (
            f"Notes that say alike in many words; {_listed(words, 'and')} {'stand' if len(words) > 1 else 'stands'} out"
        )
    contrast = _contrast(theme, nearest, found, counts)
    return f"{text}; the nearest theme speaks of {_listed(contrast, 'and')} instead." if contrast else f"{text}."


def _contrast(theme: int, nearest: int | None, found: Sequence[ThemeWords], counts: WordCounts) -> tuple[str, ...]:
    """Up to two words of the nearest theme, none of this one's, that are at least twice as frequent there as here."""
    if nearest is None:
        return ()
    own = {part for key in found[theme].keys for part in stems(key)}
    other = found[nearest]
    telling = [
        word
        for word, key, share in zip(other.words, other.keys, other.shares, strict=True)
        if share >= 2 * counts.share(theme, key) and not stems(key) & own
    ]
    return tuple(telling[:2])


def _listed(words: Sequence[str], last: str) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
