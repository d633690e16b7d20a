"""How alike two texts are letter by letter: cosine of TF-IDF over groups of 3 and 4 characters within words."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_array

from clew.calc.arrays import Doubles, Integers

SIZES = (3, 4)
FEATURES = 1 << 20  # groups are hashed to so many columns; two of a text's hundreds fall together about never
CHARACTERS = 2_000  # of a text that are compared
CHARACTERS_AT_ONCE = 2_000_000  # about 200 MB
SPACE = ord(" ")


class LetterLikeness:
    """Weights from all `texts` (normalised: words and single spaces); rows are made anew where they are needed.

    The root of the usual weight: a slip of the pen makes rare groups, and at full weight one slip hides a duplicate
    (at .86 on 500 altered banking77 notes: .78 found instead of .58, with a fifth fewer pairs among the rest).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [text[:CHARACTERS] for text in texts]
        self._sizes = np.fromiter(map(len, self._texts), np.int64, len(texts)) + 2
        having = np.zeros(FEATURES, np.int64)
        for rows in self._blocks(np.arange(len(texts)), self._sizes):
            having += np.bincount(self._counts(rows).indices, minlength=FEATURES)
        self._rarity = np.sqrt(np.log((1 + len(texts)) / (1 + having)) + 1)

    def cosines(self, first: Integers, second: Integers) -> Doubles:
        """Of each pair of text numbers."""
        result = np.empty(len(first))
        for pairs in self._blocks(np.arange(len(first)), self._sizes[first] + self._sizes[second]):
            texts, place = np.unique(np.concatenate([first[pairs], second[pairs]]), return_inverse=True)
            rows = self._weighted(texts)
            products = rows[place[: len(pairs)]].multiply(rows[place[len(pairs) :]])
            result[pairs] = products.sum(axis=1)
        return result

    def _weighted(self, texts: Integers) -> "csr_array[np.float64]":
        rows = self._counts(texts)
        rows.data = (1 + np.log(rows.data)) * self._rarity[rows.indices]
        squares: Doubles = np.asarray(rows.multiply(rows).sum(axis=1), np.float64).ravel()
        rows.data /= np.repeat(np.sqrt(np.maximum(squares, 1e-12)), np.diff(rows.indptr))
        return rows

    def _counts(self, texts: Integers) -> "csr_array[np.float64]":
        """(texts, features): how often each group of characters stands in each text.

        Texts are laid end to end, each between two spaces; a group with a space inside belongs to no word.
        """
        joined = "".join(f" {self._texts[text]} " for text in texts)
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
        owner = np.repeat(np.arange(len(texts)), self._sizes[texts])
        keys = []
        for size in SIZES:
            hashed, kept = _hashes(codes, size)
            keys.append(owner[: len(hashed)][kept] * FEATURES + (hashed[kept] % FEATURES).astype(np.int64))
        found, counts = np.unique(np.concatenate(keys), return_counts=True)
        ends = np.searchsorted(found, np.arange(len(texts) + 1) * FEATURES)
        return csr_array((counts.astype(np.float64), found % FEATURES, ends), shape=(len(texts), FEATURES))

    @staticmethod
    def _blocks(numbers: Integers, sizes: Integers) -> Iterator[Integers]:
        """`numbers` in runs whose `sizes` add up to about `CHARACTERS_AT_ONCE`."""
        run = np.cumsum(sizes) // CHARACTERS_AT_ONCE
        cuts = np.flatnonzero(np.diff(run)) + 1
        return (part for part in np.split(numbers, cuts) if len(part))


def _hashes(codes: "np.typing.NDArray[np.uint64]", size: int) -> "tuple[np.typing.NDArray[np.uint64], Integers]":
    """A number for every group of `size` neighbouring characters, and which of them have no space inside."""
    count = max(0, len(codes) - size + 1)
    hashed = np.full(count, size, np.uint64)
    for place in range(size):
        hashed = (hashed ^ codes[place : place + count]) * np.uint64(0x9E3779B97F4A7C15)
        hashed ^= hashed >> np.uint64(29)
    inside = np.zeros(count, np.bool_)
    for place in range(1, size - 1):
        inside |= codes[place : place + count] == SPACE
    return hashed, np.flatnonzero(~inside)
