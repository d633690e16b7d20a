"""Two views of the notes joined into one: what they mean (vectors) and which word pieces they use."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from clew.calc.arrays import Floats, Integers

SAMPLE = 20_000  # rows that the principal directions are taken from
MEANING_DIMENSIONS = 192
WORDING_DIMENSIONS = 96
WORDING_WEIGHT = 0.35  # engine-insight-addendum, section 2
ROUNDS = 3  # power iterations (Halko, Martinsson, Tropp 2011)
SPARE = 10
VERY_MANY = 200_000  # rows from which neighbours in all dimensions cost more time and memory than the last .01 is worth
FEWER_DIMENSIONS = 128
ROWS_AT_ONCE = 50_000


def joint_view(vectors: Floats, tokens: Sequence[Integers], seed: int) -> Floats:
    """(n, up to 288), rows of length 1 whose cosines the themes are found by; (n, 128) where there are very many."""
    meaning = unit(principal(vectors, MEANING_DIMENSIONS, seed))
    joint = unit(np.hstack([meaning, WORDING_WEIGHT * _wording(tokens, seed)]))
    return unit(principal(joint, FEWER_DIMENSIONS, seed)) if len(joint) > VERY_MANY else joint


def unit(rows: Floats) -> Floats:
    """Rows brought to length 1; a row of zeros stays."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    result: Floats = rows / np.maximum(lengths, np.float32(1e-9))[:, None]
    return result


def principal(rows: Floats, dimensions: int, seed: int) -> Floats:
    """Rows centred, in their `dimensions` principal directions (all of them when there are fewer), largest first."""
    middle = rows.mean(axis=0)
    many = len(rows) > SAMPLE
    sample = (
        rows[np.random.default_rng(seed).choice(len(rows), SAMPLE, replace=False)] - middle if many else rows - middle
    )
    _, directions = np.linalg.eigh(sample.T @ sample)
    first = directions[:, ::-1][:, :dimensions]
    if not many:
        turned: Floats = sample @ first
        return turned
    parts = [(rows[start : start + ROWS_AT_ONCE] - middle) @ first for start in range(0, len(rows), ROWS_AT_ONCE)]
    return np.concatenate(parts)


def _wording(tokens: Sequence[Integers], seed: int) -> Floats:
    """TF-IDF of the pieces (each once per note, in at least two notes), its largest directions, centred, length 1.

    A note without such a piece is 0 and so like no other in its wording.
    """
    bag = _tfidf(tokens)
    width = min(WORDING_DIMENSIONS, *bag.shape)
    if not width:
        return np.zeros((len(tokens), 0), np.float32)
    basis = np.random.default_rng(seed).standard_normal((bag.shape[1], min(width + SPARE, *bag.shape)), np.float32)
    back = bag.T.tocsr()
    for _ in range(ROUNDS):
        basis = np.linalg.qr(back @ (bag @ basis))[0]
    rows = bag @ basis
    _, directions = np.linalg.eigh(rows.T @ rows)
    rows = rows @ directions[:, ::-1][:, :width]
    return unit(rows - rows.mean(axis=0)) * (np.diff(bag.indptr) > 0)[:, None]


def _tfidf(tokens: Sequence[Integers]) -> "csr_array[np.float32]":
    """(notes, pieces that at least two notes have and at least one has not), rows of length 1."""
    count = len(tokens)
    everything = np.concatenate([*tokens, np.empty(0, np.int64)]).astype(np.int64)
    piece, column = np.unique(everything, return_inverse=True)
    of_note = np.repeat(np.arange(count), [len(ids) for ids in tokens])
    owner, column = np.divmod(np.unique(of_note * max(1, len(piece)) + column), max(1, len(piece)))
    notes_with = np.bincount(column, minlength=len(piece))
    kept = (notes_with >= 2) & (notes_with < count)
    place = np.cumsum(kept) - 1
    inside = kept[column]
    owner, column = owner[inside], column[inside]
    weight = np.log(count / notes_with[column]).astype(np.float32)
    length = np.sqrt(np.bincount(owner, weight * weight, minlength=count)).astype(np.float32)
    return csr_array((weight / length[owner], (owner, place[column])), shape=(count, int(kept.sum())))
