import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc import neighbours
from clew.calc.neighbours import nearest


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
