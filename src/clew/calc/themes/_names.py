"""A readable name for each theme: the clause, in somebody's own words, that says best what the others say too.

engine-insight, section 5. Whole clauses only, so nothing is cut; no two themes get the same name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clew.calc.arrays import Floats, Integers
from clew.calc.themes._stopwords import VERDICTS
from clew.calc.themes._text import MAX_CLAUSE, words
from clew.calc.themes._views import unit
from clew.calc.themes._words import ThemeWords, stem

CONTRAST = 0.5
CONSENSUS = 0.4
HIT, HITS = 0.125, 2
COMFORTABLE, PER_WORD = 6, 0.02
OPEN_END = 0.5  # begins or ends as if more belonged to it
VERDICT = 0.5  # times the share of its telling words that only say how somebody feels
OTHER_MOOD = 0.5  # from a note of the opposite mood
SAME = 0.7  # share of common words from which two names are one

ENDS_OPEN = re.compile(
    r"\b(?:the|a|an|to|of|in|on|at|for|with|and|or|but|that|which|my|your|our|their|if|when|because|as|from|by|than|into"
    r"|is|are|was|be|i|it's|i'm|very|so|no|not|le|la|les|l|un|une|de|du|des|et|ou|que|qui|avec|pour|dans|sur|par|mon|ma|mes"
    r"|der|die|das|den|dem|ein|eine|einen|zu|mit|und|oder|für|auf|von|dass|wenn|weil|nicht|el|los|las|una|del|y|con|en|para"
    r"|il|lo|gli|di|da|per|che|o|os|do|com|em|het|een|van|voor|met|op)$",
    re.IGNORECASE,
)
BEGINS_OPEN = re.compile(
    r"^(?:when|whenever|while|if|after|before|as|although|until|unless|which|who|whose|where|than|to|of|for|with|in|on"
    r"|quand|lorsque|si|après|avant|qui|dont|où|pour|avec|de|wenn|falls|nachdem|bevor|obwohl|damit|um|zu|mit|cuando|si"
    r"|aunque|después|antes|para|con|quando|se|dopo|prima|per|als|nadat|voordat|om)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """`against`: it comes from a note of a mood opposite to its theme's."""

    theme: int
    text: str
    against: bool


def name_all(
    clauses: Sequence[Clause], vectors: Floats, centroids: Floats, theme_words: Sequence[ThemeWords], runners_up: int
) -> list[tuple[str, ...]]:
    """For each theme its name and up to `runners_up` others, best first.

    `vectors` of the clauses and `centroids` of the themes, centred alike, of length 1. Themes choose in order, so the
    first (the largest) get what suits them best.
    """
    owner = np.array([clause.theme for clause in clauses], np.int64)
    scores = _scores(clauses, owner, vectors, centroids, theme_words)
    taken: list[frozenset[str]] = []
    named: list[tuple[str, ...]] = []
    for theme, found in enumerate(theme_words):
        places = np.flatnonzero(owner == theme)
        ranked = [clauses[place].text for place in places[np.argsort(-scores[places], kind="stable")]]
        candidates = [*map(sentence_case, ranked), *_from_words(found)]
        names = _pick(candidates, taken, 1 + runners_up) or (_leftover(candidates, named, theme),)
        taken.append(_gist(names[0]))
        named.append(names)
    return named


def sentence_case(text: str) -> str:
    capitals = sum(character.isupper() for character in text)
    letters = sum(character.isalpha() for character in text)
    text = text.lower() if capitals > 0.6 * letters else text
    return text[:1].upper() + text[1:]


def _scores(
    clauses: Sequence[Clause],
    owner: Integers,
    vectors: Floats,
    centroids: Floats,
    theme_words: Sequence[ThemeWords],
) -> Floats:
    """Nearness to its theme, and more so than to any other; to the theme's other clauses; its words; its form."""
    own = np.einsum("ij,ij->i", vectors, centroids[owner])
    other = np.zeros(len(clauses), np.float32)
    if len(centroids) > 1 and len(clauses):
        cosines = vectors @ centroids.T
        cosines[np.arange(len(clauses)), owner] = -np.inf
        other = cosines.max(axis=1)
    consensus = np.zeros_like(centroids)
    np.add.at(consensus, owner, vectors)
    agreed = np.einsum("ij,ij->i", vectors, unit(consensus)[owner])
    form = [_form(clause, theme_words[clause.theme]) for clause in clauses]
    result: Floats = own + CONTRAST * (own - other) + CONSENSUS * agreed + np.array(form, np.float32)
    return result


def _form(clause: Clause, found: ThemeWords) -> float:
    keys = {word.key for word in words(clause.text) if word}
    telling = {key for phrase in found.keys for key in phrase.split()}
    score = HIT * min(HITS, len(keys & telling))
    score -= PER_WORD * max(0, len(clause.text.split()) - COMFORTABLE)
    score -= VERDICT * (len(keys & VERDICTS) / len(keys) if keys else 1)
    score -= OPEN_END * bool(ENDS_OPEN.search(clause.text) or BEGINS_OPEN.search(clause.text))
    return score - OTHER_MOOD * clause.against


def _pick(ranked: Sequence[str], taken: Sequence[frozenset[str]], most: int) -> tuple[str, ...]:
    """The best that no other theme has, and the best after it that are not the same again."""
    picked: list[str] = []
    known = [*taken]
    for name in ranked:
        gist = _gist(name)
        if not any(len(gist & other) >= SAME * len(gist | other) for other in known):
            picked.append(name)
            known.append(gist)
        if len(picked) == most:
            break
    return tuple(picked)


def _gist(name: str) -> frozenset[str]:
    return frozenset(stem(word.key) for word in words(name) if word) or frozenset([name.casefold()])


def _from_words(found: ThemeWords) -> list[str]:
    """For a theme of which no clause can serve."""
    names = [", ".join(found.words[:count]) for count in range(min(3, len(found.words)), 0, -1)]
    return [sentence_case(name) for name in names if len(name) <= MAX_CLAUSE]


def _leftover(candidates: Sequence[str], named: Sequence[tuple[str, ...]], theme: int) -> str:
    """Where every candidate says what another theme is called: one that at least is spelled otherwise, or a number."""
    used = {names[0].casefold() for names in named}
    return next((name for name in candidates if name.casefold() not in used), f"Unnamed theme {theme + 1}")
