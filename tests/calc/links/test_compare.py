"""Which target a note belongs to: what any way of comparing must keep to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.calc.links import FEATURES, Ground, Targets, Texts, compare

GROUPS = ("the card was declined at the till", "my order never arrived", "please add a dark mode")


def made(groups: int, each: int, seed: int, spread: float = 0.15) -> tuple[Texts, list[int]]:
    """Notes round `groups` directions, and which each belongs to."""
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(groups, 24))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    of = [group for group in range(groups) for _ in range(each)]
    vectors = (centres[of] + spread * chance.normal(size=(len(of), 24))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Texts(vectors, [f"{GROUPS[group % 3]} {number}" for number, group in enumerate(of)]), of


def part(texts: Texts, rows: list[int]) -> Texts:
    return Texts(texts.vectors[rows], [texts.words[row] for row in rows])


def halves(of: list[int]) -> tuple[list[int], list[int]]:
    return [row for row in range(len(of)) if row % 2], [row for row in range(len(of)) if not row % 2]


def targets_of(texts: Texts, of: list[int], rows: list[int]) -> Targets:
    found = np.array(of)[rows]
    return Targets(part(texts, rows), [np.flatnonzero(found == group) for group in sorted(set(of))])


class TestCompare:
    def test_the_best_target_is_the_one_whose_examples_are_near(self):
        texts, of = made(3, 20, 1)
        shown, asked = halves(of)
        found = compare(part(texts, asked), targets_of(texts, of, shown), Ground(texts), each=1)
        assert found.targets.tolist() == [of[row] for row in asked]
        assert found.notes.tolist() == list(range(len(asked)))

    @settings(deadline=None, max_examples=25)
    @given(groups=st.integers(1, 6), each=st.integers(1, 5), notes=st.integers(0, 12), seed=st.integers(0, 99))
    def test_whatever_comes_in_the_features_are_finite_and_every_note_has_its_best(self, groups, each, notes, seed):
        texts, of = made(groups, 6, seed)
        asked = part(texts, list(range(min(notes, len(of)))))
        found = compare(asked, targets_of(texts, of, list(range(len(of)))), Ground(texts), each=each)
        assert found.features.shape == (len(asked) * min(each, groups), len(FEATURES))
        assert np.isfinite(found.features).all()
        assert set(found.notes.tolist()) == set(range(len(asked)))
        assert all(0 <= target < groups for target in found.targets.tolist())

    @settings(deadline=None, max_examples=20)
    @given(seed=st.integers(0, 99))
    def test_the_order_of_the_targets_does_not_matter(self, seed):
        texts, of = made(4, 8, seed)
        shown, asked = halves(of)
        ahead = targets_of(texts, of, shown)
        behind = Targets(ahead.examples, ahead.members[::-1])
        one, other = (compare(part(texts, asked), side, Ground(texts), each=1) for side in (ahead, behind))
        assert one.targets.tolist() == [3 - target for target in other.targets.tolist()]
        assert np.allclose(one.features, other.features, atol=1e-5)

    def test_notes_compared_alone_or_together_are_compared_alike(self, monkeypatch):
        texts, of = made(3, 10, 3)
        shown, asked = halves(of)
        sides = targets_of(texts, of, shown)
        together = compare(part(texts, asked), sides, Ground(texts))
        monkeypatch.setattr("clew.calc.links._features.CELLS", 1)
        alone = compare(part(texts, asked), sides, Ground(texts))
        assert alone.targets.tolist() == together.targets.tolist()
        assert np.allclose(alone.features, together.features, atol=1e-5)

    def test_a_lead_is_positive_for_the_best_and_negative_for_the_others(self):
        texts, of = made(3, 20, 5)
        shown, asked = halves(of)
        found = compare(part(texts, asked), targets_of(texts, of, shown), Ground(texts), each=3)
        lead = found.features[:, FEATURES.index("centroid_lead")].reshape(-1, 3)
        assert (lead[:, 0] > 0).all()
        assert (lead[:, 1:] < 0).all()

    def test_one_example_may_stand_for_two_targets(self):
        texts, _ = made(2, 4, 7)
        both = Targets(texts, [np.arange(4), np.arange(8)])
        found = compare(part(texts, [0]), both, Ground(texts), each=2)
        assert sorted(found.targets.tolist()) == [0, 1]

    def test_nothing_to_compare_gives_nothing(self):
        texts, of = made(2, 3, 1)
        nothing = part(texts, [])
        assert len(compare(nothing, targets_of(texts, of, [0, 3]), Ground(texts)).notes) == 0
        assert len(compare(texts, Targets(nothing, []), Ground(texts)).notes) == 0

    def test_it_works_without_any_background(self):
        texts, of = made(2, 3, 1)
        empty = Texts(np.zeros((0, 24), np.float32), [])
        found = compare(texts, targets_of(texts, of, list(range(6))), Ground(empty), each=1)
        assert found.targets.tolist() == of

    def test_a_target_without_an_example_is_refused(self):
        texts, _ = made(1, 2, 1)
        with pytest.raises(ValueError, match="no example"):
            Targets(texts, [np.array([0]), np.zeros(0, np.int64)])

    def test_texts_and_vectors_must_be_as_many(self):
        with pytest.raises(ValueError, match="2 vectors, 1 texts"):
            Texts(np.zeros((2, 3), np.float32), ["one"])
