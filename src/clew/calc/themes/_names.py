"""A readable name for each theme: the clause, in somebody's own words, that says best what the others say too.

engine-insight, section 5. Whole clauses only, so nothing is cut; no two themes get the same name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clew.calc.arrays import Floats, Integers
from clew.calc.themes._stopwords import NEUTRAL, PRAISE, VERDICTS
from clew.calc.themes._text import MAX_CLAUSE, words
from clew.calc.themes._views import unit
from clew.calc.themes._words import ThemeWords, Verdict, WordCounts, stem, tongue

CONTRAST = 0.5
CONSENSUS = 0.4
HIT, HITS = 0.125, 2
COMFORTABLE, PER_WORD = 6, 0.02
OPEN_END = 0.5  # begins or ends as if more belonged to it
VERDICT = 0.5  # times the share of its telling words that only say how somebody feels
OTHER_MOOD = 0.5  # of the opposite mood, or from a note that is
OTHER_TONGUE = 0.25  # in another language than most of the theme
FREQUENT = 0.35  # times how frequent its telling words are in the theme, beside the theme's most frequent one
RARE, RARES = 0.12, 2  # a word that no other note has: a slip, a name, somebody's own case
PERSON, OF_PERSON = 0.12, 0.03  # begins with who says it; each other mention
VAGUE, VAGUES = 0.06, 3  # "it", "this": one has to have read what came before
NUMBER = 0.05
SAME = 0.7  # share of common words from which two names are one

ENDS_OPEN = re.compile(
    r"^(?:the|a|an|to|of|in|on|at|for|with|and|or|but|that|which|my|your|our|their|if|when|because|as|from|by|than|into"
    r"|is|are|was|be|i|it's|i'm|very|so|no|not|can|will|would|could|have|has|had|just|these|those|about|what|how|why|where|le|la|les|l|un|une|de|du|des|et|ou|que|qui|avec|pour|dans|sur|par|mon|ma|mes"
    r"|der|die|das|den|dem|ein|eine|einen|zu|mit|und|oder|für|auf|von|dass|wenn|weil|nicht|el|los|las|una|del|y|con|en|para"
    r"|il|lo|gli|di|da|per|che|o|os|do|com|em|het|een|van|voor|met|op)$",
    re.IGNORECASE,
)
BEGINS_OPEN = re.compile(
    r"^(?:is|was|has|have|between|otherwise|first|when|whenever|while|if|after|before|as|although|until|unless|which|who|whose|where|than|to|of|for|with|in|on"
    r"|quand|lorsque|si|après|avant|qui|dont|où|pour|avec|de|wenn|falls|nachdem|bevor|obwohl|damit|um|zu|mit|cuando|si"
    r"|aunque|después|antes|para|con|quando|se|dopo|prima|per|als|nadat|voordat|om)\b",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(
    r"^(?:i|i'm|im|i've|ive|i'll|i'd|we|we're|we've|you|he|she|they|my|our|je|j'ai|j'|on|nous|mon|ma|mes|tu|vous|ich|wir"
    r"|mein|meine|yo|mi|mis|nosotros|io|eu|ik)\b",
    re.IGNORECASE,
)
PERSONS = re.compile(
    r"\b(?:i|i'm|i've|me|my|we|us|our|you|your|je|j'ai|moi|mon|ma|mes|nous|vous|ich|mich|mir|mein|meine|wir|mi|mis|me)\b",
    re.IGNORECASE,
)
VAGUE_WORD = re.compile(
    r"\b(?:it|its|it's|this|that|that's|these|those|they|them|one|ones|thing|things|something|there|ça|ca|cela|ce|c'est|cette"
    r"|ces|es|das|dies|diese|dieser|eso|esto|lo)\b",
    re.IGNORECASE,
)
DENIES = re.compile(
    r"\b(?:no|not|never|nothing|can'?t|don'?t|\w+n['’]t|pas|rien|jamais|nicht|kein\w*|nie)\b", re.IGNORECASE
)
LONE_I = re.compile(r"\bi(?=\b(?!\.))")


@dataclass(frozen=True)
class Clause:
    """`against`, 0 to 1: how likely it is of a mood opposite to its theme's; 1 where its note is."""

    theme: int
    text: str
    against: float


def name_all(
    clauses: Sequence[Clause],
    vectors: Floats,
    centroids: Floats,
    forms: "Forms",
    *,
    most: int,
) -> list[tuple[str, ...]]:
    """For each theme its name and others, best first, `most` at most.

    `vectors` of the clauses and `centroids` of the themes, centred alike, of length 1. Themes choose in order, so the
    first (the largest) get what suits them best.
    """
    owner = np.array([clause.theme for clause in clauses], np.int64)
    scores = _scores(clauses, owner, vectors, centroids, forms)
    taken: list[frozenset[str]] = []
    named: list[tuple[str, ...]] = []
    for theme, of_theme in enumerate(forms.found):
        places = np.flatnonzero(owner == theme)
        ranked = [clauses[place].text for place in places[np.argsort(-scores[places], kind="stable")]]
        verdict = _verdicts(forms.counts.verdict(theme) or _only_a_verdict(ranked), of_theme)
        candidates = [*verdict, *map(sentence_case, ranked), *_from_words(of_theme)]
        names = _pick(candidates, taken, most) or (_leftover(candidates, named, theme),)
        taken.append(_gist(names[0]))
        named.append(names)
    return named


def _only_a_verdict(ranked: Sequence[str]) -> Verdict | None:
    """What the best clause says if it is no more than how somebody feels: "I love this app"."""
    keys = {word.key for word in words(ranked[0]) if word} if ranked else set()
    felt = keys - NEUTRAL
    if not felt or not keys <= VERDICTS or DENIES.search(ranked[0]):
        return None
    return Verdict.PRAISE if felt & PRAISE else Verdict.BLAME


def _verdicts(verdict: Verdict | None, found: ThemeWords) -> list[str]:
    """What a theme without a subject is called; with its words where another one is called so already."""
    if verdict is None:
        return []
    words_ = [f"{verdict}: {', '.join(found.words[:count])}" for count in (2, 1) if len(found.words) >= count]
    return [verdict.value, *(name for name in words_ if len(name) <= MAX_CLAUSE)]


def distinct(candidates: Sequence[Sequence[str]]) -> list[str]:
    """For each the first of its candidates that no one before it has; at worst the last."""
    used: set[str] = set()
    names = []
    for of_one in candidates:
        names.append(next((name for name in of_one if name.casefold() not in used), of_one[-1]))
        used.add(names[-1].casefold())
    return names


def sentence_case(text: str) -> str:
    capitals = sum(character.isupper() for character in text)
    letters = sum(character.isalpha() for character in text)
    text = text.lower() if capitals > 0.6 * letters else text
    text = LONE_I.sub("I", text)
    return text[:1].upper() + text[1:]


def _scores(clauses: Sequence[Clause], owner: Integers, vectors: Floats, centroids: Floats, forms: "Forms") -> Floats:
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
    form = [forms.score(clause) for clause in clauses]
    result: Floats = own + CONTRAST * (own - other) + CONSENSUS * agreed + np.array(form, np.float32)
    return result


class Forms:
    """How well a clause reads as the name of its theme, whatever it means."""

    def __init__(self, counts: WordCounts, found: Sequence[ThemeWords]) -> None:
        self.counts, self.found = counts, found
        self._known: dict[Clause, float] = {}
        self._tongues = [counts.tongue(theme) for theme in range(len(found))]
        self._telling = [frozenset(key for phrase in of_theme.keys for key in phrase.split()) for of_theme in found]
        self._top = [
            max((counts.share(theme, key) for key in keys), default=0) for theme, keys in enumerate(self._telling)
        ]

    def score(self, clause: Clause) -> float:
        if clause not in self._known:
            self._known[clause] = self._score(clause)
        return self._known[clause]

    def _score(self, clause: Clause) -> float:
        text, theme = clause.text, clause.theme
        tongue_ = tongue(text)
        score = self._words({word.key for word in words(text) if word}, theme)
        score -= PER_WORD * max(0, len(text.split()) - COMFORTABLE)
        score -= OPEN_END * bool(ENDS_OPEN.match(text.rpartition(" ")[2]) or BEGINS_OPEN.match(text))
        score -= PERSON * bool(FIRST_PERSON.match(text)) + OF_PERSON * len(PERSONS.findall(text))
        score -= VAGUE * min(VAGUES, len(VAGUE_WORD.findall(text)))
        score -= NUMBER * sum(any(map(str.isdigit, word)) for word in text.split())
        score -= OTHER_TONGUE * (tongue_ is not None and tongue_ != self._tongues[theme])
        return score - OTHER_MOOD * clause.against

    def _words(self, keys: set[str], theme: int) -> float:
        if not keys:
            return -VERDICT
        score = HIT * min(HITS, len(keys & self._telling[theme])) - VERDICT * len(keys & VERDICTS) / len(keys)
        if self._top[theme]:
            shares = [min(1.0, self.counts.share(theme, key) / self._top[theme]) for key in keys]
            score += FREQUENT * sum(shares) / len(shares)
        return score - RARE * min(RARES, sum(self.counts.notes_with(key) <= 1 for key in keys))


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
