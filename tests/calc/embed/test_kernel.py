"""The sums of pieces, without a tokeniser: any run of piece numbers, small tables, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.embed import MAX_TOKENS
from clew.calc.embed._compiled import CompiledKernel
from clew.calc.embed._kernel import NumpyKernel
from clew.calc.embed._weights import CHANNELS, CHUNKS, EMBEDDING, FEATURES

VOCABULARY = 128_010
PIECES = st.integers(0, VOCABULARY - 1)
TEXTS = st.lists(st.lists(PIECES, min_size=1, max_size=20), min_size=1, max_size=8)


def plainly(weights, ids):
    """The network as the paper draws it, one piece and one place at a time, in double precision."""
    pieces = np.array(ids)
    part = pieces % CHUNKS
    embedding = weights.pieces[pieces] * weights.scale[part, None].astype(float) + weights.low[part, None]
    values = embedding @ weights.project + weights.project_bias
    values = (values - values.mean(1, keepdims=True)) / np.sqrt(values.var(1, keepdims=True) + weights.epsilon)
    projected = values * weights.project_gain + weights.project_shift
    branches = [embedding]
    for number, window in enumerate(weights.windows):
        own = projected[:, number * CHANNELS : (number + 1) * CHANNELS]
        gate = np.maximum(convolved(own, window, window.first, window.first_bias), 0)
        branches.append(own + gate + np.maximum(convolved(own + gate, window, window.second, window.second_bias), 0))
    features = np.concatenate(branches, axis=1)
    assert features.shape == (len(ids), FEATURES)
    assert EMBEDDING + 3 * CHANNELS == FEATURES
    return (
        (features - features.mean(1, keepdims=True)) / np.sqrt(features.var(1, keepdims=True) + weights.epsilon)
    ).sum(0)


def convolved(own, window, matrix, bias):
    out = np.tile(bias.astype(float), (len(own), 1))
    for piece in range(len(own)):
        for place in range(window.size):
            neighbour = piece + place - window.left
            if 0 <= neighbour < len(own):
                out[piece] += own[neighbour] @ matrix[:, place * CHANNELS : (place + 1) * CHANNELS]
    return out


def cosines(found, wanted):
    return (found * wanted).sum(1) / np.linalg.norm(found, axis=1) / np.linalg.norm(wanted, axis=1)


@pytest.fixture(scope="module")
def kernel(kernel_of, weights):
    return kernel_of(weights, table_rows=2_000)


@given(texts=TEXTS)
def test_sums_are_those_of_the_network_drawn_plainly(kernel, weights, texts):
    wanted = np.stack([plainly(weights, ids) for ids in texts])
    assert cosines(kernel.pool(texts), wanted).min() >= 0.999


@given(texts=st.lists(st.lists(PIECES, min_size=1, max_size=60), min_size=1, max_size=30))
def test_the_compiled_kernel_gives_the_sums_of_the_numpy_one(compiled, plain, texts):
    assert cosines(compiled.pool(texts), plain.pool(texts)).min() >= 0.999


@pytest.fixture(scope="module")
def compiled(weights, compiled_library):
    return CompiledKernel(weights, compiled_library, table_rows=400)


@pytest.fixture(scope="module")
def plain(weights):
    return NumpyKernel(weights, table_rows=3_000)


def test_no_texts_have_no_sums(kernel):
    assert kernel.pool([]).shape == (0, FEATURES)


def test_a_text_without_pieces_is_refused(kernel):
    with pytest.raises(ValueError, match="without a piece"):
        kernel.pool([[5, 6], []])


def test_a_piece_that_does_not_exist_is_refused(kernel):
    with pytest.raises(IndexError):
        kernel.pool([[1, VOCABULARY, 2]])


def test_the_longest_text_that_may_come_goes_through(kernel_of, weights):
    ids = [np.random.default_rng(1).integers(0, VOCABULARY, MAX_TOKENS + 2).tolist()]
    (sums,) = kernel_of(weights).pool(ids)
    assert np.isfinite(sums).all()


def test_a_text_with_more_different_pieces_than_the_table_has_rows_is_refused(kernel_of, weights):
    small = kernel_of(weights, table_rows=30)
    with pytest.raises(ValueError, match="31 different pieces"):
        small.pool([list(range(31))])
    assert small.pool([list(range(30))]).shape == (1, FEATURES)


def test_texts_with_more_different_pieces_than_rows_are_taken_in_turns(kernel_of, weights):
    texts = [list(range(first, first + 20)) for first in range(0, 400, 15)]
    found, wanted = kernel_of(weights, table_rows=30).pool(texts), NumpyKernel(weights).pool(texts)
    assert cosines(found, wanted).min() >= 0.99999


def test_sums_do_not_hang_on_what_the_table_dropped_before(kernel_of, weights):
    small = kernel_of(weights, table_rows=64)
    first = small.pool([list(range(50))])
    for start in range(100, 2_000, 60):
        small.pool([list(range(start, start + 60))])
    assert cosines(small.pool([list(range(50))]), first).min() >= 0.99999
