"""Likeness by words: bags of words and pairs of words, weighed by how rare they are among the workspace's notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

WORD = re.compile(r"\w+")
READ = 4_000
"""Characters of a text that are looked at."""


def words_of(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text[:READ])]


def _terms(text: str) -> set[str]:
    words = words_of(text)
    return {*words, *(f"{first} {second}" for first, second in pairwise(words))}


@dataclass(frozen=True)
class Lexicon:
    """The weight of every term that at least two of the texts hold: ln(texts / texts with it)."""

    number: dict[str, int]
    weights: "np.ndarray[tuple[int], np.dtype[np.float32]]"

    def bags(self, texts: Sequence[str]) -> "sparse.csr_matrix[np.float32]":
        """(n, terms), each row of length 1, or all zero where a text holds no known term."""
        ends, columns = [0], []
        for text in texts:
            columns += sorted(number for term in _terms(text) if (number := self.number.get(term)) is not None)
            ends.append(len(columns))
        places = np.array(columns, np.int32)
        bags = sparse.csr_matrix(
            (self.weights[places], places, np.array(ends)), shape=(len(texts), max(len(self.weights), 1))
        )
        return unit_rows(bags)

    def weight(self, term: str) -> float:
        number = self.number.get(term)
        return 0.0 if number is None else float(self.weights[number])


def unit_rows(bags: "sparse.csr_matrix[np.float32]") -> "sparse.csr_matrix[np.float32]":
    lengths = np.sqrt(np.asarray(bags.multiply(bags).sum(axis=1))).ravel()
    return sparse.csr_matrix(sparse.diags((1 / np.maximum(lengths, 1e-9)).astype(np.float32)) @ bags)


def lexicon(texts: Sequence[str]) -> Lexicon:
    found: dict[str, int] = {}
    for text in texts:
        for term in _terms(text):
            found[term] = found.get(term, 0) + 1
    kept = [(term, count) for term, count in sorted(found.items()) if count > 1]
    weights = np.log(len(texts) / np.array([count for _, count in kept], np.float64)).astype(np.float32)
    return Lexicon({term: number for number, (term, _) in enumerate(kept)}, weights)
