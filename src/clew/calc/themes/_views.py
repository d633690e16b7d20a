"""Two views of the notes joined into one: what they mean (vectors) and which word pieces they use."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from clew.calc.arrays import Floats, Integers

SAMPLE = 5_000  # rows that the main directions are taken from
MEANING_DIMENSIONS = 160
WORDING_DIMENSIONS = 64
WORDING_WEIGHT = 0.35  # engine-insight-addendum, section 2
ROUNDS = (
    2  # power iterations (Halko, Martinsson, Tropp 2011): 99.5% of what exact directions hold, in a third of the time
)
VERY_MANY = 200_000  # rows from which neighbours in all dimensions cost more time and memory than the last .01 is worth
FEWER_DIMENSIONS = 128
ROWS_AT_ONCE = 50_000


def joint_view(vectors: Floats, tokens: Sequence[Integers], seed: int) -> Floats:
    """(n, up to 224), rows of length 1 whose cosines the themes are found by; (n, 128) where there are very many."""
    meaning = unit(principal(vectors, MEANING_DIMENSIONS, seed))
    joint = unit(np.hstack([meaning, WORDING_WEIGHT * _wording(tokens, seed)]))
    return unit(principal(joint, FEWER_DIMENSIONS, seed)) if len(joint) > VERY_MANY else joint


def unit(rows: Floats) -> Floats:
    """Rows brought to length 1; a row of zeros stays."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    result: Floats = rows / np.maximum(lengths, np.float32(1e-9))[:, None]
    return result


def principal(rows: Floats, dimensions: int, seed: int) -> Floats:
    """Rows centred, in (nearly) their `dimensions` main directions, in no order; all of them when there are fewer."""
    middle = rows.mean(axis=0)
    sample = _sampled(len(rows), seed)
    seen = rows if sample is None else rows[sample]
    spread = seen.T @ seen - len(seen) * np.outer(middle, middle)
    first = _main(spread, dimensions, seed)
    away = middle @ first
    parts = [rows[start : start + ROWS_AT_ONCE] @ first - away for start in range(0, len(rows), ROWS_AT_ONCE)]
    return np.concatenate(parts) if len(parts) > 1 else parts[0]


def _main(spread: Floats, dimensions: int, seed: int) -> Floats:
    """(d, `dimensions`) orthonormal, the directions that a symmetric (d, d) stretches most."""
    if 2 * dimensions > len(spread):
        return np.asarray(np.linalg.eigh(spread)[1][:, ::-1][:, :dimensions], np.float32)
    basis = np.random.default_rng(seed).standard_normal((len(spread), dimensions), np.float32)
    for _ in range(1 + ROUNDS):
        basis = np.linalg.qr(spread @ basis)[0]
    return basis


def _sampled(count: int, seed: int) -> Integers | None:
    """Rows to learn directions from; None: all."""
    return np.sort(np.random.default_rng(seed).choice(count, SAMPLE, replace=False)) if count > SAMPLE else None


def _wording(tokens: Sequence[Integers], seed: int) -> Floats:
    """TF-IDF of the pieces (each once per note, in at least two notes), its main directions, centred, length 1.

    A note without such a piece is 0 and so like no other in its wording.
    """
    bag = _tfidf(tokens)
    width = min(WORDING_DIMENSIONS, *bag.shape)
    if not width:
        return np.zeros((len(tokens), 0), np.float32)
    sample = _sampled(len(tokens), seed)
    seen = bag if sample is None else bag[sample]
    back = seen.T.tocsr()
    basis = np.random.default_rng(seed).standard_normal((bag.shape[1], width), np.float32)
    for _ in range(1 + ROUNDS):
        basis = np.linalg.qr(back @ (seen @ basis))[0]
    rows = bag @ basis
    return unit(rows - rows.mean(axis=0)) * (np.diff(bag.indptr) > 0)[:, None]


def _tfidf(tokens: Sequence[Integers]) -> "csr_array[np.float32]":
    """(notes, pieces that at least two notes have and at least one has not), rows of length 1."""
    count = len(tokens)
    lengths = np.array([len(ids) for ids in tokens], np.int64)
    pieces = np.concatenate([*tokens, np.empty(0, np.int64)]).astype(np.int64)
    bag = csr_array((np.ones(len(pieces), np.float32), pieces, np.append(0, np.cumsum(lengths))))
    bag.sum_duplicates()
    notes_with = np.bincount(bag.indices)
    kept = (notes_with >= 2) & (notes_with < count)
    place = np.cumsum(kept) - 1
    inside = kept[bag.indices]
    owner, column = np.repeat(np.arange(count), np.diff(bag.indptr))[inside], bag.indices[inside]
    weight = np.log(count / notes_with[column]).astype(np.float32)
    length = np.sqrt(np.bincount(owner, weight * weight, minlength=count)).astype(np.float32)
    return csr_array((weight / length[owner], (owner, place[column])), shape=(count, int(kept.sum())))
