"""What people corrected holds in every finding that follows."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calc.themes.test_find_themes import assert_complete, made_up
from clew.calc.status import Status
from clew.calc.themes import FLOOR, Constraints, Options, Problem, find_themes


def free(count):
    return np.full(count, -1, np.int64)


def put(count, *groups):
    """Group numbers: notes of the first group, of the second, and so on."""
    group = free(count)
    for number, notes in enumerate(groups):
        group[notes] = number
    return group


def bound(problem, *groups, **more):
    return dataclasses.replace(problem, constraints=Constraints(put(len(problem.tokens), *groups), **more))


def assert_kept(problem, result):
    wanted = problem.constraints
    assert result.theme_of_group.shape == (len(wanted),)
    for group in range(len(wanted)):
        members = result.labels[wanted.group == group]
        if len(members):
            assert set(members) == {result.theme_of_group[group]} != {-1}
    named = result.theme_of_group[result.theme_of_group >= 0]
    assert len(set(named)) == len(named), "two groups share a theme"
    for note, group in wanted.refused:
        if wanted.group[note] != group and result.theme_of_group[group] >= 0:
            assert result.labels[note] != result.theme_of_group[group]


def test_notes_put_together_stay_together_whatever_they_say():
    problem, truth = made_up([30, 30, 30])
    strange = [np.flatnonzero(truth == theme)[0] for theme in range(3)]
    result = find_themes(bound(problem, strange))
    assert len(set(result.labels[strange])) == 1
    assert_complete(problem, result)


def test_what_a_person_merged_stays_merged():
    problem, truth = made_up([40, 40, 40])
    result = find_themes(bound(problem, np.flatnonzero(truth < 2)))
    assert len(result.centroids) == 2
    assert set(result.labels[truth < 2]) == {result.theme_of_group[0]}


def test_what_a_person_split_stays_split_and_newcomers_go_to_the_nearer_half():
    problem, truth = made_up([60, 60, 60], noise=1.0)
    one = np.flatnonzero(truth == 0)
    side = (problem.vectors[one] @ np.random.default_rng(5).standard_normal(problem.vectors.shape[1])) > 0
    halves = one[side][:-5], one[~side][:-5]
    result = find_themes(bound(problem, *halves, apart=((0, 1),)))
    first, second = result.theme_of_group
    assert first != second
    newcomers = np.concatenate([one[side][-5:], one[~side][-5:]])
    assert set(result.labels[newcomers]) <= {first, second}


def test_a_small_theme_that_a_person_made_does_not_swallow_the_one_it_lies_in():
    problem, truth = made_up([60, 60])
    result = find_themes(bound(problem, np.flatnonzero(truth == 0)[:2]))
    sizes = np.bincount(result.labels[truth == 0])
    assert sizes[result.theme_of_group[0]] <= 20
    assert sizes.max() >= 40


def test_a_theme_of_one_note_that_a_person_made_is_kept():
    problem, _ = made_up([40, 40], strangers=1)
    lonely = int(np.flatnonzero(find_themes(problem).labels < 0)[0])
    result = find_themes(bound(problem, [lonely]))
    assert result.labels[lonely] == result.theme_of_group[0] >= 0


def test_a_note_put_into_a_theme_joins_what_that_theme_has_become():
    problem, truth = made_up([50, 40, 30])
    moved = int(np.flatnonzero(truth == 0)[0])
    before = np.where(truth == 1, 0, -1)
    result = find_themes(bound(problem, [moved], before=before))
    theme = result.theme_of_group[0]
    assert result.labels[moved] == theme
    assert (result.labels[truth == 1] == theme).mean() > 0.9
    assert (result.labels[truth == 0] == theme).sum() == 1


def test_a_theme_that_a_person_only_named_is_found_by_the_notes_it_had():
    problem, truth = made_up([50, 40, 30])
    result = find_themes(bound(problem, before=np.where(truth == 2, 0, -1)))
    assert (result.labels[truth == 2] == result.theme_of_group[0]).all()


def test_a_note_taken_out_goes_to_another_theme_or_to_none():
    problem, truth = made_up([40, 40])
    out = int(np.flatnonzero(truth == 0)[3])
    before = np.where(truth == 0, 0, -1)
    result = find_themes(bound(problem, before=before, refused=((out, 0),)))
    assert (result.labels[truth == 0] == result.theme_of_group[0]).sum() == 39
    assert result.labels[out] != result.theme_of_group[0]


def test_a_copy_of_a_note_that_was_taken_out_is_not_taken_out():
    problem, truth = made_up([40, 40])
    out = int(np.flatnonzero(truth == 0)[3])
    copies = Problem(np.vstack([problem.vectors, problem.vectors[out]]), [*problem.tokens, problem.tokens[out]])
    before = np.append(np.where(truth == 0, 0, -1), 0)
    result = find_themes(bound(copies, before=before, refused=((out, 0),)))
    assert result.labels[-1] == result.theme_of_group[0] != result.labels[out]


def test_groups_hold_where_there_is_too_little_to_group():
    problem, _ = made_up([FLOOR - 2])
    result = find_themes(bound(problem, [1, 2], [5]))
    assert result.status is Status.TOO_LITTLE
    assert_kept(bound(problem, [1, 2], [5]), result)
    assert (result.labels >= 0).sum() == 3
    assert_complete(problem, result)


def test_constraints_that_ask_for_nothing_change_nothing():
    problem, _ = made_up([30, 30, 30], noise=1.0, strangers=10)
    plain, asked = find_themes(problem), find_themes(bound(problem))
    for name in ("labels", "confidence", "centroids"):
        assert getattr(plain, name).tobytes() == getattr(asked, name).tobytes()
    assert plain.trials == asked.trials
    assert plain.theme_of_group.size == asked.theme_of_group.size == 0


@pytest.mark.parametrize("resolution", [1.0, 16.0])
def test_constraints_hold_at_every_granularity(resolution):
    problem, truth = made_up([30] * 4, noise=1.0)
    asked = bound(problem, np.flatnonzero(truth == 0)[:9], np.flatnonzero(truth < 2)[-9:], apart=((0, 1),))
    assert_kept(asked, find_themes(asked, options=Options(resolution=resolution)))


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(0, 60), st.integers(1, 9), st.integers(0, 5), st.integers(0, 9))
def test_constraints_hold_for_any_input(data, count, kinds, groups, seed):
    chance = np.random.default_rng(seed)
    vectors = chance.integers(0, kinds, (count, 8)).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    tokens = [chance.integers(0, 3 * kinds, chance.integers(0, 4)) for _ in range(count)]
    numbers = st.integers(-1, groups - 1)
    group = np.array(data.draw(st.lists(numbers, min_size=count, max_size=count)), np.int64)
    before = np.array(data.draw(st.lists(numbers, min_size=count, max_size=count)), np.int64)
    some = st.integers(0, max(groups - 1, 0))
    pairs = st.lists(st.tuples(some, some), max_size=4 if groups else 0)
    refused = st.lists(st.tuples(st.integers(0, max(count - 1, 0)), some), max_size=8 if groups and count else 0)
    asked = Problem(
        vectors,
        tokens,
        Constraints(
            group,
            tuple(data.draw(pairs)),
            tuple(data.draw(refused)),
            before if data.draw(st.booleans()) else None,
        ),
    )
    result = find_themes(asked, seed=seed)
    assert_kept(asked, result)
    assert_complete(asked, result)
    assert find_themes(asked, seed=seed).labels.tobytes() == result.labels.tobytes()
