import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc import neighbours
from clew.calc.neighbours import EXACT, nearest, nearly_nearest


def unit_rows(count, dimensions, seed):
    rows = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def by_hand(rows, k):
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -np.inf)
    return -np.sort(-cosines, axis=1)[:, :k]


@given(st.integers(2, 90), st.integers(1, 12), st.integers(0, 9), st.sampled_from([7, 16, 33, 2048]))
def test_the_nearest_are_those_that_a_full_comparison_finds(count, k, seed, block):
    rows, k = unit_rows(count, 5, seed), min(k, count - 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "BLOCK", block)
        found = nearest(rows, k)
    np.testing.assert_allclose(found.cosines, by_hand(rows, k), atol=2e-6)
    np.testing.assert_allclose(np.einsum("id,ikd->ik", rows, rows[found.rows]), found.cosines, atol=2e-6)
    assert all(len(set(row)) == k for row in found.rows)
    assert not (found.rows == np.arange(count)[:, None]).any()


def test_rows_sorted_by_group_crowd_a_block_and_are_still_exact(monkeypatch):
    monkeypatch.setattr(neighbours, "BLOCK", 128)
    centres = unit_rows(2, 8, 0)
    rows = centres[np.arange(512) % 2] + 0.05 * unit_rows(512, 8, 1)  # every block is full of near ones
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    np.testing.assert_allclose(nearest(rows, 3).cosines, by_hand(rows, 3), atol=2e-6)


def test_identical_rows_have_each_other():
    found = nearest(np.tile(unit_rows(1, 4, 0), (6, 1)), 3)
    np.testing.assert_allclose(found.cosines, 1, atol=1e-6)
    assert (found.rows >= 0).all()


def many(count, dimensions=16, seed=0):
    chance = np.random.default_rng(seed)
    middles = chance.standard_normal((60, dimensions))
    vectors = middles[chance.integers(0, 60, count)] + 0.5 * chance.standard_normal((count, dimensions))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_of_many_rows_nearly_all_neighbours_are_found_and_never_the_row_itself():
    vectors = many(EXACT + 1_000)
    found = nearly_nearest(vectors, 15)
    exact = nearest(vectors, 15)
    assert found.rows.shape == found.cosines.shape == (len(vectors), 15)
    assert (found.rows != np.arange(len(vectors))[:, None]).all()
    recall = np.mean([len(set(a) & set(b)) / 15 for a, b in zip(found.rows[::50], exact.rows[::50], strict=True)])
    assert recall > 0.9
    taken = (vectors[found.rows[:99].ravel()] * np.repeat(vectors[:99], 15, axis=0)).sum(axis=1)
    np.testing.assert_allclose(found.cosines[:99].ravel(), taken, atol=1e-5)


def test_neighbours_of_many_rows_are_the_same_on_every_run():
    vectors = many(EXACT + 1)
    first, second = nearly_nearest(vectors, 5, seed=3), nearly_nearest(vectors, 5, seed=3)
    assert first.rows.tobytes() == second.rows.tobytes()


def test_up_to_the_limit_they_are_exact():
    vectors = many(300)
    assert nearly_nearest(vectors, 4).rows.tobytes() == nearest(vectors, 4).rows.tobytes()


def test_many_copies_of_one_row_have_neighbours_all_the_same():
    vectors = np.repeat(many(3), EXACT // 2, axis=0)
    found = nearly_nearest(vectors, 15)
    assert ((found.rows >= 0) & (found.rows < len(vectors))).all()
    np.testing.assert_allclose(found.cosines, 1, atol=1e-5)
