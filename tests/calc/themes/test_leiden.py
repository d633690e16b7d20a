import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from clew.calc.themes._graph import fit, theme_sums
from clew.calc.themes._leiden import groups
from clew.calc.themes._views import unit


def planted(count: int, size: int) -> "csr_array[np.float32]":
    """`count` groups of `size`, everyone tied to everyone inside, to one of the next group outside."""
    notes = count * size
    inside = np.kron(np.eye(count), np.ones((size, size))) - np.eye(notes)
    bridge = np.zeros((notes, notes))
    for group in range(count):
        one, other = group * size, ((group + 1) % count) * size + 1
        bridge[one, other] = bridge[other, one] = 0.5
    return csr_array((inside + bridge).astype(np.float32))


def test_planted_groups_are_found_at_every_resolution_that_fits_them():
    for found in groups(planted(12, 8), (1.0, 2.0, 4.0)):
        assert found.max() + 1 == 12
        assert all(len(set(part)) == 1 for part in found.reshape(12, 8).tolist())


def test_a_resolution_gives_the_same_alone_and_among_others():
    ties = planted(9, 5)
    assert groups(ties, (4.0,))[0].tolist() == groups(ties, (1.0, 4.0, 16.0))[1].tolist()


def test_higher_resolution_gives_more_groups():
    few, many = groups(planted(30, 4), (0.3, 4.0))
    assert few.max() < many.max() == 29


def test_a_resolution_finer_than_the_blocks_is_possible():
    assert groups(planted(4, 6), (500.0,))[0].max() + 1 == 24


@settings(max_examples=40)
@given(st.integers(2, 40), st.integers(1, 6), st.integers(0, 2**16))
def test_the_fit_is_the_cosine_to_the_mean_of_the_others(notes, themes, seed):
    chance = np.random.default_rng(seed)
    rows = unit(chance.standard_normal((notes, 5)).astype(np.float32))
    labels = np.unique(chance.integers(0, themes, notes), return_inverse=True)[1]
    found, sums = fit(rows, labels), theme_sums(rows, labels)
    for note, label in enumerate(labels.tolist()):
        others = sums[label] - rows[note]
        own = 0.0 if (labels == label).sum() == 1 else float(unit(others[None])[0] @ rows[note])
        rest = [float(unit(sums[[other]])[0] @ rows[note]) for other in range(len(sums)) if other != label]
        assert abs(found.own[note] - own) < 1e-3
        assert abs(found.other[note] - max(rest, default=0.0)) < 1e-4
