import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.themes import Bond, Grouping, keep_identity


def grouping(labels, centroids=None, notes=None):
    labels = np.array(labels, np.int64)
    return Grouping(np.arange(len(labels)) if notes is None else np.array(notes), labels, centroids)


def turned(*degrees):
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def labellings(size):
    """Labels from 0 without gaps, and -1."""
    return st.lists(st.integers(-1, 5), min_size=size, max_size=size).map(
        lambda raw: [-1 if label < 0 else sorted({x for x in raw if x >= 0}).index(label) for label in raw]
    )


pairs = st.integers(0, 40).flatmap(lambda size: st.tuples(labellings(size), labellings(size)))


@given(st.integers(0, 40).flatmap(labellings), st.randoms(use_true_random=False))
def test_the_same_groups_under_other_numbers_keep_every_identity(labels, random):
    names = list(range(max(labels, default=-1) + 1))
    random.shuffle(names)
    found = keep_identity(grouping(labels), grouping([names[label] if label >= 0 else -1 for label in labels]))
    assert [found.old_of_new[name] for name in names] == list(range(len(names)))
    assert len(found.vanished) == 0
    assert all(bond is Bond.MEMBERS for bond in found.bonds)


@given(pairs)
def test_identity_is_one_to_one_and_everything_is_accounted_for(pair):
    old, new = pair
    found = keep_identity(grouping(old), grouping(new))
    kept = found.old_of_new[found.old_of_new >= 0].tolist()
    assert len(found.old_of_new) == max(new, default=-1) + 1
    assert len(set(kept)) == len(kept)
    assert sorted([*kept, *found.vanished]) == list(range(max(old, default=-1) + 1))
    for origin, bond, strength in zip(found.old_of_new, found.bonds, found.strengths, strict=True):
        assert (origin < 0) == (bond is Bond.NONE) == (strength == 0)


@given(pairs)
def test_a_theme_more_than_half_of_which_stays_together_stays_itself(pair):
    old, new = (np.array(labels, np.int64) for labels in pair)
    found = keep_identity(grouping(old), grouping(new))
    for before in range(old.max(initial=-1) + 1):
        for after in range(new.max(initial=-1) + 1):
            both, either = (old == before) & (new == after), (old == before) | (new == after)
            if both.sum() > either.sum() / 2:
                assert found.old_of_new[after] == before


def test_notes_that_came_since_do_not_weaken_an_identity():
    old = grouping([0, 0, 0, 1, 1, 1])
    new = grouping([1] * 3 + [0] * 3 + [1] * 94 + [0] * 200)
    found = keep_identity(old, new)
    assert found.old_of_new.tolist() == [1, 0]
    assert found.strengths.tolist() == [1.0, 1.0]


def test_of_a_theme_that_splits_the_larger_part_continues_it():
    found = keep_identity(grouping([0] * 10), grouping([1] * 4 + [0] * 6))
    assert found.old_of_new.tolist() == [0, -1]
    assert found.bonds == (Bond.MEMBERS, Bond.NONE)


def test_of_two_that_merge_the_larger_goes_on_and_the_other_vanishes():
    found = keep_identity(grouping([0] * 4 + [1] * 6), grouping([0] * 10))
    assert found.old_of_new.tolist() == [1]
    assert found.vanished.tolist() == [0]


def test_a_small_remainder_is_not_the_same_theme():
    found = keep_identity(grouping([0] * 10), grouping([-1] * 8 + [0] * 2 + [-1] * 3))
    assert found.old_of_new.tolist() == [-1]
    assert found.vanished.tolist() == [0]


def test_without_notes_in_common_near_centroids_carry_the_identity():
    old = grouping([0, 0, 0, 1, 1, 1], turned(0, 90))
    new = grouping([0, 0, 0, 1, 1, 1], turned(80, 30), notes=[10, 11, 12, 13, 14, 15])
    found = keep_identity(old, new)
    assert found.old_of_new.tolist() == [1, -1]
    assert found.bonds == (Bond.CENTROID, Bond.NONE)
    assert found.vanished.tolist() == [0]


def test_near_centroids_count_for_nothing_where_the_notes_say_otherwise():
    found = keep_identity(grouping([0] * 5 + [-1] * 5, turned(0)), grouping([-1] * 5 + [0] * 5, turned(0)))
    assert found.old_of_new.tolist() == [-1]
