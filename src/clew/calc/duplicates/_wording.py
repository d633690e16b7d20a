"""Whether two texts that share most of their letters are one message sent twice, or two people's words for one thing.

Letters alone cannot tell: “How do I get my card PIN?” and “How do I get a PIN for my card?” share them and are two
questions. Sent twice, a message keeps its words in their order; slips of the pen, courtesies, what a forwarding adds in
front or behind, and one word in ten more or less, in twenty another, are the same message.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

LEAST_WORDS = 6  # of what two texts share, under which a likeness says nothing
LONG = 12  # words of a text that is known again inside another
ROOM = 10  # one word in so many may be left out or put in; one exchanged counts as two
SLIPS = 4  # one word in so many may be misspelt
LETTERS = 3  # of a word that may be misspelt: “a” for “I” is no slip
LIKE = 0.8  # of the letters of a misspelt word stay in order
WORDS = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\\W_]+")
COURTESIES = frozenset(
    [
        "hi",
        "hello",
        "hey",
        "hiya",
        "dear",
        "team",
        "all",
        "guys",
        "folks",
        "sir",
        "madam",
        "support",
        "please",
        "pls",
        "help",
        "thanks",
        "thank",
        "you",
        "thx",
        "cheers",
        "regards",
        "kind",
        "best",
        "asap",
        "urgent",
        "ticket",
        "re",
        "fw",
        "fwd",
        "fyi",
        "sorry",
        "again",
        "reminder",
        "update",
        "bonjour",
        "salut",
        "bonsoir",
        "merci",
        "svp",
        "cordialement",
        "urgent",
        "équipe",
        "hallo",
        "guten",
        "tag",
        "morgen",
        "liebes",
        "lieber",
        "danke",
        "bitte",
        "grüße",
        "mfg",
        "dringend",
        "hola",
        "buenas",
        "gracias",
        "favor",
        "saludos",
        "ciao",
        "salve",
        "buongiorno",
        "grazie",
        "cordiali",
        "saluti",
    ]
)
TURNS = frozenset(
    [
        "not",
        "no",
        "never",
        "nothing",
        "t",
        "ne",
        "pas",
        "jamais",
        "rien",
        "nicht",
        "kein",
        "keine",
        "nie",
        "ni",
        "nunca",
        "non",
        "without",
        "sans",
        "ohne",
    ]
)
"""Words that turn what is said into its opposite: none of them may differ."""


def is_sent_again(first: str, second: str) -> bool:
    """Both normalised. The same whichever comes first."""
    shorter, longer = sorted((WORDS.findall(first), WORDS.findall(second)), key=lambda words: (len(words), words))
    if len(shorter) < LONG and len(longer) > len(shorter) + 1 and _count(longer) > _count(shorter) + 1:
        return False  # soon told, as most are
    others = slips = shared = 0
    for tag, a, b, c, d in SequenceMatcher(None, shorter, longer, autojunk=False).get_opcodes():
        left, right = shorter[a:b], longer[c:d]
        if tag == "equal":
            shared += len(left)
        elif tag == "replace" and len(left) == len(right) and all(map(_is_slip, left, right)):
            slips += len(left)
            shared += len(left)
        elif not left and a in {0, len(shorter)} and len(shorter) >= LONG:
            continue  # in front or behind
        elif _turns([*left, *right]):
            return False
        else:
            others += max(_count(left), _count(right)) * (
                2 if left and right else 1
            )  # exchanged: rather another message
    return shared >= LEAST_WORDS and others <= len(shorter) // ROOM and slips <= max(2, len(shorter) // SLIPS)


def _count(words: Sequence[str]) -> int:
    return sum(1 for word in words if word not in COURTESIES)


def _turns(words: Sequence[str]) -> bool:
    """Other numbers and a “not” make another message."""
    return any(word in TURNS or any(map(str.isdigit, word)) for word in words)


def _is_slip(first: str, second: str) -> bool:
    """A letter left out, doubled or swapped. One more “s” is another word."""
    shorter, longer = sorted((first, second), key=len)
    if longer == f"{shorter}s" or _turns([first, second]) or len(longer) < LETTERS or len(longer) > len(shorter) + 1:
        return False
    return SequenceMatcher(None, shorter, longer, autojunk=False).ratio() >= LIKE
