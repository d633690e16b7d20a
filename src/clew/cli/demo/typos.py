"""Slips of fingers: a neighbouring key, a letter dropped, doubled or swapped, an apostrophe forgotten."""

import random
import re

NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl", "l": "k",
    "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "x",
}  # fmt: skip
WORD = re.compile(r"(?<![@\w.'’-])[a-zà-ÿ]{4,}(?![@\w'’-])")
"""Words that may be mistyped: no names, addresses or numbers, nothing short."""


def mistype(text: str, rate: float, rng: random.Random) -> tuple[str, int]:
    """`text` with about `rate` of its words mistyped, and how many were."""
    count = 0

    def slip(match: re.Match[str]) -> str:
        nonlocal count
        if rng.random() >= rate:
            return match[0]
        count += 1
        return _slip(match[0], rng)

    return WORD.sub(slip, text), count


AMERICAN = {
    "colour": "color", "grey": "gray", "licence": "license", "optimis": "optimiz", "apologis": "apologiz", "prioritis": "prioritiz",
    "authoris": "authoriz", "centre": "center", "favour": "favor", "organis": "organiz", "programme": "program", "cheque": "check",
}  # fmt: skip
BRITISH = re.compile("|".join(AMERICAN), re.IGNORECASE)


def americanise(text: str) -> str:
    """The same words as somebody in the United States spells them."""

    def respell(match: re.Match[str]) -> str:
        found = AMERICAN[match[0].lower()]
        return found.capitalize() if match[0][0].isupper() else found

    return BRITISH.sub(respell, text)


def forget_apostrophes(text: str) -> str:
    return re.sub(r"(?<=[a-z])['’](?=(?:t|s|re|ve|ll|m|d)\b)", "", text)


def _slip(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    kind = rng.choice(["dropped", "doubled", "swapped", "neighbour"])
    if kind == "swapped" and letter != after[0]:
        return before + after[0] + letter + after[1:]
    if kind == "doubled":
        return before + letter * 2 + after
    if kind == "neighbour" and letter in NEIGHBOURS:
        return before + rng.choice(NEIGHBOURS[letter]) + after
    return before + after
