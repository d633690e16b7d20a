"""Sentences, clauses and words of a text. Positions are Unicode code points of the original, end exclusive."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from clew.calc.themes._stopwords import FUNCTION_WORDS

BREAK = re.compile(  # all white space, or nothing
    r"\s*[\t\r\n\u2028\u2029]+\s*"  # between lines, and a title and its text
    r"|(?<=[。！？])(?![」』”）])\s*|(?<=[。！？][」』”）])\s*"  # scripts without spaces
    r"|(?<=[.!?…])\s+|(?<=[.!?…][\"'”’»)\]])\s+"
)
ABBREVIATION = re.compile(
    r"\b(?:[^\W\d_]|e\.?g|i\.?e|z\.?B|p\.?ex|etc|vs|resp|bzw|ca|approx|incl|mrs?|dr|st)\.$", re.IGNORECASE
)
ABBREVIATED = 8  # characters that the longest one takes

UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # Thai, Lao, Khmer, Japanese, Chinese
WORD = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+")
UNSPACED_RUN = re.compile(rf"[{UNSPACED}]")

JOINT = re.compile(
    r"[.!?;:…]+(?=[\s\"”»]|$)|\.{2,}|…|[\t\r\n()\[\]。！？；：、，\u2600-\u27bf\U0001f000-\U0001faff]|\s[-–—]\s"
    r"|,\s+(?=(?:but|and|so|because|when|it|i|mais|et|car|donc|je|il|aber|und|denn|ich|es|pero|y|porque|ma|e|maar|en)\b)"
    r"|\s+(?=(?:but|mais|aber|pero|maar)\s)",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"(?:and|but|so|also|then|because|since|or|that|please|pls|plz|just|now|well|unfortunately|however|anyway|actually"
    r"|honestly|that's why|only|yes|no(?=,)|ok|okay|though|even|plus|still|(?:hi|hello|hey)(?: there)?|i think|i feel(?: like)?|i guess|i believe"
    r"|can you tell me|could you tell me|tell me|let me know"
    # who wants it is everybody in the theme; what is wanted names it
    r"|i (?:just |really |also )?(?:want|need|would like|would love|wish|have)(?:ed)? to(?: know)?|i'd (?:like|love) to(?: know)?"
    r"|(?:how (?:can|could|do|should|may|might|would)|can|could|may|might) i(?: please)?(?= (?!not\b|be\b|have\b|know\b|do\b|go\b)\w)"
    r"|i(?= (?:can ?'?t|cannot|can not|could ?n'?t|don'?t|do not|didn'?t|won'?t|am unable|was unable)\b)"
    r"|(?:is it possible|is there (?:a|any) way|would it be possible)(?: for me)? to"
    r"|et|mais|donc|alors|car|puis|ensuite|aussi|sinon|bonjour|svp|de plus|par contre|je pense que|je trouve que"
    r"|und|aber|also|denn|dann|auch|hallo|bitte|leider|ich finde|y|pero|entonces|además|también|hola|por favor"
    r"|e|ma|però|anche|ciao|mas|também|olá|en|maar|dus|ook)(?:,\s*|\s+)",
    re.IGNORECASE,
)
TAIL = re.compile(
    r",?\s+(?:please|pls|plz|thanks|thank you|thx|help|help me|bye|goodbye|svp|s'il vous plaît|merci|dommage|bitte|danke"
    r"|por favor|gracias|grazie|per favore|obrigado|obrigada|alsjeblieft|bedankt)$",
    re.IGNORECASE,
)
CONCEDES = re.compile(r"\s*(?:but|mais|aber|pero|maar|except|sauf)\b", re.IGNORECASE)
DOUBLED = re.compile(r"\b([^\W\d_]{2,})(?:\W+\1\b)", re.IGNORECASE)
OFTEN = 3  # times that no clause says one word
MIN_CLAUSE, MAX_CLAUSE = 12, 62
MIN_UNSPACED = 5
LETTERS = 0.7


@dataclass(frozen=True)
class Word:
    """`key` compares words: case folded."""

    key: str
    shown: str


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence stands, without the white space round it; in order, apart, none empty."""
    found: list[tuple[int, int]] = []
    start = 0
    for gap in BREAK.finditer(text):
        lines = any(character in "\t\r\n\u2028\u2029" for character in gap[0])
        if lines or not ABBREVIATION.search(text, max(start, gap.start() - ABBREVIATED), gap.start()):
            found.append((start, gap.start()))
            start = gap.end()
    found.append((start, len(text)))
    return [place for place in (_trim(text, *place) for place in found) if place[0] < place[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def clauses(text: str) -> Iterator[str]:
    """Pieces that may serve as a name: whole clauses of 3 to 10 words and 12 to 62 characters, without leading filler.

    What is only conceded is left out: in "Bluetooth does connect but it drops" the second clause is what is meant.
    """
    pieces = JOINT.split(text)
    for piece, after in zip(pieces, [*pieces[1:], ""], strict=True):
        clause = _bare(TAIL.sub("", _bare(piece)))
        while (lead := LEAD.match(clause)) and lead.end() < len(clause):
            clause = _bare(clause[lead.end() :])
        if _serves(clause) and not CONCEDES.match(after):
            yield clause


def _bare(piece: str) -> str:
    """Single spaces; no marks, quotes or emoji at either end."""
    return re.sub(r"^[^\w\"“«(#$€£@]+|[^\w\"”»)%$€£+]+$", "", " ".join(piece.split())).strip("\"“”«»'’() ")


def _serves(clause: str) -> bool:
    letters = sum(character.isalpha() or character == " " for character in clause)
    if clause.count('"') % 2 or clause.count("“") != clause.count("”"):
        return False
    if len(clause) > MAX_CLAUSE or letters < LETTERS * len(clause):
        return False
    if DOUBLED.search(clause) or max(Counter(clause.casefold().split()).values(), default=0) >= OFTEN:
        return False
    if UNSPACED_RUN.search(clause):
        return len(clause) >= MIN_UNSPACED
    return len(clause) >= MIN_CLAUSE and 3 <= len(clause.split()) <= 10


def words(text: str) -> list[Word | None]:
    """The telling words in order, None where something was left out, so that neighbours in the list are neighbours.

    In scripts without spaces every two neighbouring characters stand for a word.
    """
    found: list[Word | None] = []
    end = 0
    for match in WORD.finditer(text):
        if text[end : match.start()].strip(" -'’"):
            found.append(None)
        end = match.end()
        found += _unspaced(match[0]) if UNSPACED_RUN.match(match[0]) else [_telling(match[0])]
    return found


def _telling(word: str) -> Word | None:
    key = word.casefold()
    if len(key) < 2 or len(key) > 30 or key in FUNCTION_WORDS or key.isdigit():
        return None
    return Word(key, word)


def _unspaced(run: str) -> list[Word | None]:
    pairs: list[Word | None] = []
    for start in range(len(run) - 1):
        pair = run[start : start + 2]
        pairs += [Word(pair, pair), None]
    return pairs
