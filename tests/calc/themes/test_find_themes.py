import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.calc.status import Status
from clew.calc.themes import FLOOR, Options, Problem, find_themes

DIMENSIONS = 256


def unit(rows):
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def made_up(sizes, *, noise=0.6, strangers=0, seed=0):
    """Themes round their own middles with words of their own, and strangers that resemble nothing; shuffled."""
    chance = np.random.default_rng(seed)
    truth = np.concatenate([np.repeat(np.arange(len(sizes)), sizes), np.full(strangers, -1)])
    chance.shuffle(truth)
    middles = unit(chance.standard_normal((len(sizes), DIMENSIONS)))
    spread = noise * unit(chance.standard_normal((len(truth), DIMENSIONS)))
    vectors = np.where(truth[:, None] >= 0, middles[truth] + spread, spread)
    tokens = [
        chance.integers(100 * theme, 100 * theme + 12, 6) if theme >= 0 else 9_000 + chance.integers(0, 900, 6)
        for theme in truth
    ]
    return Problem(unit(vectors), tokens), truth


def agreement(truth, labels):
    """Share of the pairs on which both agree whether they belong together."""
    return ((truth[:, None] == truth) == (labels[:, None] == labels)).mean()


def assert_complete(problem, result):
    count = len(problem.tokens)
    assert result.labels.shape == result.confidence.shape == (count,)
    assert set(result.labels) <= {*range(len(result.centroids)), -1}
    assert ((result.confidence >= 0) & (result.confidence <= 1)).all()
    assert (result.confidence[result.labels < 0] == 0).all()
    assert np.isfinite(result.centroids).all()


@pytest.mark.parametrize("sizes", [[12] * 5, [60, 40, 30, 20, 10], [80] * 12])
def test_groups_that_are_there_are_found(sizes):
    problem, truth = made_up(sizes)
    result = find_themes(problem)
    assert result.status is Status.DONE
    assert len(result.centroids) == len(sizes)
    assert agreement(truth, result.labels) > 0.99
    assert_complete(problem, result)


def test_what_resembles_nothing_belongs_to_no_theme():
    problem, truth = made_up([30] * 12, strangers=20)
    other = find_themes(problem).labels < 0
    assert other[truth < 0].mean() > 0.6
    assert other[truth >= 0].mean() < 0.02


def test_a_group_below_the_least_size_is_no_theme():
    problem, _ = made_up([60, 60, 60, 8])
    assert np.bincount(find_themes(problem).labels + 1)[1:].min() >= 8
    result = find_themes(problem, options=Options(least_notes=9))
    assert len(result.centroids) == 3


def test_the_largest_theme_comes_first():
    problem, _ = made_up([20, 70, 45])
    sizes = np.bincount(find_themes(problem).labels + 1)[1:]
    assert sizes.tolist() == sorted(sizes, reverse=True)


def test_confidence_is_higher_in_the_middle_than_at_the_edge():
    problem, _ = made_up([100, 100], noise=1.2)
    result = find_themes(problem)
    likeness = (problem.vectors * result.centroids[result.labels]).sum(axis=1)
    inside = result.labels >= 0
    assert np.corrcoef(likeness[inside], result.confidence[inside])[0, 1] > 0.7


def test_centroids_are_the_middles_of_the_themes_in_the_embedders_space():
    problem, _ = made_up([40, 40])
    result = find_themes(problem)
    middle = problem.vectors[result.labels == 1].mean(axis=0)
    np.testing.assert_allclose(result.centroids[1], middle / np.linalg.norm(middle), atol=1e-5)


def test_the_same_seed_gives_the_same_themes():
    problem, _ = made_up([30, 30, 30], noise=1.0, strangers=10)
    first, second = find_themes(problem, seed=3), find_themes(problem, seed=3)
    np.testing.assert_array_equal(first.labels, second.labels)
    np.testing.assert_array_equal(first.confidence, second.confidence)
    assert first.seed == 3
    assert 0 < len(first.method) <= 48


def test_a_person_may_choose_the_granularity():
    problem, _ = made_up([40] * 8, noise=1.0)
    automatic = find_themes(problem)
    fine = find_themes(problem, options=Options(resolution=16))
    assert fine.resolution == 16
    assert len(fine.centroids) > len(automatic.centroids)
    assert [trial.resolution for trial in automatic.trials] == sorted(trial.resolution for trial in automatic.trials)
    assert automatic.resolution in [trial.resolution for trial in automatic.trials]


@pytest.mark.parametrize("count", [0, 1, 2, FLOOR - 1])
def test_fewer_notes_than_the_floor_are_too_little_and_say_so(count):
    problem, _ = made_up([count])
    result = find_themes(problem)
    assert result.status is Status.TOO_LITTLE
    assert str(FLOOR) in result.message
    assert (result.labels == -1).all()
    assert_complete(problem, result)


def test_many_copies_of_few_notes_are_too_little():
    problem, _ = made_up([3])
    copies = Problem(np.repeat(problem.vectors, 40, axis=0), [ids for ids in problem.tokens for _ in range(40)])
    assert find_themes(copies).status is Status.TOO_LITTLE


def test_copies_of_a_note_share_its_theme_and_cut_nothing_off():
    problem, truth = made_up([30, 30, 30])
    copies = Problem(
        np.concatenate([problem.vectors, np.repeat(problem.vectors[:1], 50, axis=0)]),
        [*problem.tokens, *[problem.tokens[0]] * 50],
    )
    result = find_themes(copies)
    assert set(result.labels[90:]) == {result.labels[0]}
    assert agreement(truth, result.labels[:90]) > 0.99


def test_notes_that_have_nothing_in_common_give_no_themes_and_no_failure():
    chance = np.random.default_rng(0)
    vectors = unit(chance.standard_normal((60, 512)))
    result = find_themes(Problem(vectors, [np.array([2 * note, 2 * note + 1]) for note in range(60)]))
    assert result.status is Status.DONE
    assert (result.labels < 0).mean() > 0.9
    assert_complete(dataclasses.replace(Problem(vectors, [np.array([note]) for note in range(60)])), result)


@settings(max_examples=25)
@given(st.integers(0, 45), st.integers(1, 6), st.integers(0, 5))
def test_any_small_set_gives_a_complete_result(count, kinds, seed):
    """Identical, empty, zero: nothing that data may hold makes it fail."""
    chance = np.random.default_rng(seed)
    vectors = unit(chance.integers(0, kinds, (count, 8)).astype(np.float32))
    tokens = [chance.integers(0, 3 * kinds, chance.integers(0, 4)) for _ in range(count)]
    problem = Problem(vectors, tokens)
    assert_complete(problem, find_themes(problem, seed=seed))
