import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from calc.themes.test_find_themes import made_up, unit
from clew.calc.themes import Problem, describe_areas, find_themes
from clew.calc.themes._areas import areas


def nested(large, small, *, seed=0):
    """Middles of themes: `large` directions, `small` themes near each."""
    chance = np.random.default_rng(seed)
    high = unit(chance.standard_normal((large, 64)))
    return unit(np.repeat(high, small, axis=0) + 0.4 * unit(chance.standard_normal((large * small, 64))))


def test_themes_near_each_other_lie_in_one_area():
    found = areas(nested(6, 3), np.ones(18))
    assert found.tolist() == np.repeat(found[::3], 3).tolist()
    assert len(set(found)) == 6


def test_the_area_with_the_most_notes_comes_first():
    found = areas(nested(6, 3), np.repeat([5, 90, 10, 20, 30, 40], 3))
    assert found[3] == 0
    assert found[0] == 5


def test_a_theme_like_no_other_stands_by_itself():
    middles = np.vstack([nested(5, 3), -nested(1, 1, seed=9)])
    found = areas(middles, np.ones(16))
    assert found[-1] == -1
    assert set(found[:-1]) == set(range(int(found.max()) + 1))


def test_few_themes_need_no_areas():
    problem, _ = made_up([30] * 5)
    result = find_themes(problem)
    assert result.parents.tolist() == [-1] * 5
    assert describe_areas(["word"] * 150, result.labels, result.parents) == ()


def test_every_theme_has_its_place_and_every_area_a_name_of_its_own():
    problem, truth = made_up([20] * 24, noise=0.5)
    result = find_themes(problem)
    assert result.parents.shape == (len(result.centroids),)
    texts = [f"subject{theme} of kind{theme // 4} fails" for theme in truth]
    described = describe_areas(texts, result.labels, result.parents)
    assert len(described) == result.parents.max() + 1 > 1
    assert len({area.name.casefold() for area in described}) == len(described)
    for number, area in enumerate(described):
        assert len(area.themes) > 1
        assert {int(result.parents[theme]) for theme in area.themes} == {number}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 40), st.integers(1, 6), st.integers(0, 4))
def test_any_themes_have_areas(count, kinds, seed):
    """Alike, opposite, zero: nothing makes it fail, and no area is of one theme."""
    chance = np.random.default_rng(seed)
    middles = unit(chance.integers(-kinds, kinds, (count, 5)).astype(np.float32))
    found = areas(middles, chance.integers(1, 9, count))
    assert found.shape == (count,)
    inside = np.bincount(found[found >= 0])
    assert (inside > 1).all()


def test_without_notes_there_are_no_areas():
    result = find_themes(Problem(np.zeros((0, 8), np.float32), []))
    assert result.parents.size == 0
