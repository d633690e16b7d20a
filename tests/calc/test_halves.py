"""Two halves of a group: complete, repeatable, and those that anybody would see."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.calc.halves import halve


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def around(middle, count, seed, spread=0.15):
    return unit(middle + np.random.default_rng(seed).normal(size=(count, len(middle))) * spread)


def test_two_heaps_are_told_apart_and_the_larger_is_first():
    one, other = np.eye(16)[0], np.eye(16)[1]
    found = halve(np.vstack([around(one, 9, 1), around(other, 14, 2)]))
    assert found
    assert found.labels.tolist() == [1] * 9 + [0] * 14
    assert found.clearness > 0.5


def test_the_margin_is_least_on_the_border():
    one, other = np.eye(16)[0], np.eye(16)[1]
    rows = np.vstack([around(one, 9, 1, 0.05), around(other, 14, 2, 0.05), unit((one + other)[None, :])])
    found = halve(rows)
    assert found
    assert found.margin.argmin() == len(rows) - 1


@pytest.mark.parametrize("count", [2, 3])
def test_too_few_for_two_halves_are_none(count):
    rows = np.eye(8, dtype=np.float32)[:count]
    found = halve(rows, least=2)
    assert found is None or np.bincount(found.labels).min() >= 2


def test_copies_of_one_note_are_not_two():
    assert halve(np.tile(np.eye(8, dtype=np.float32)[0], (6, 1))) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(4, 40), st.integers(2, 12), st.integers(0, 10_000))
def test_every_note_is_in_one_half_and_the_same_seed_gives_the_same_halves(count, dimensions, seed):
    rows = unit(np.random.default_rng(seed).normal(size=(count, dimensions)))
    found, again = halve(rows, seed=3), halve(rows, seed=3)
    assert (found is None) == (again is None)
    if found and again:
        sizes = np.bincount(found.labels, minlength=2)
        assert set(found.labels.tolist()) == {0, 1}
        assert sizes[0] >= sizes[1] >= 2
        assert (found.margin >= -1e-6).all()
        assert (found.labels == again.labels).all()
