"""Chances that mean what they say, and bars that hold the precision that was promised."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.calc.links import FEATURES, LIKELY, SURE, Decisions, bar, calibrate, prior_for

PRIOR = prior_for("use-multilingual-v3", 4_000)


def decided(count: int, seed: int, slope: float = 1.0, shift: float = 0.0) -> Decisions:
    """Scores as proposals have them, accepted with the chance that slope and shift give."""
    chance = np.random.default_rng(seed)
    scores = chance.uniform(-1, 5, count)
    return Decisions(scores, chance.random(count) < 1 / (1 + np.exp(-(slope * scores + shift))))


class TestPrior:
    @pytest.mark.parametrize("embedder", ["use-multilingual-v3", "minilm-l6-english", "one nobody knows"])
    def test_every_embedder_has_one_with_a_weight_for_every_feature(self, embedder):
        for background in (0, 100, 4_000):
            prior = prior_for(embedder, background)
            assert len(prior.weights) == len(FEATURES)
            assert 0 < prior.likely < prior.sure < 1

    def test_without_decisions_the_prior_stands_and_only_good_ones_are_shown(self):
        known = calibrate(PRIOR)
        assert (known.slope, known.shift) == (1, 0)
        assert known.likely >= max(PRIOR.likely, 0.6)
        assert known.sure >= max(PRIOR.sure, 0.8)

    def test_once_enough_is_decided_the_bar_goes_down_a_step_at_a_time(self):
        first, then = (Decisions(np.linspace(low, 5, 40), np.ones(40, bool)) for low in (0.5, 0.0))
        assert PRIOR.likely <= calibrate(PRIOR, then).likely <= calibrate(PRIOR, first).likely <= 0.6


class TestCalibrate:
    def test_many_decisions_teach_the_chance_that_they_show(self):
        known = calibrate(PRIOR, decided(4_000, 1, slope=0.7, shift=-1.0))
        assert known.slope == pytest.approx(0.7, abs=0.1)
        assert known.shift == pytest.approx(-1.0, abs=0.2)

    def test_a_single_dismissal_moves_little(self):
        known = calibrate(PRIOR, Decisions(np.array([2.0]), np.array([False])))
        assert abs(known.shift) < 0.15
        assert known.slope > 0.8

    def test_dismissals_lower_the_chance_and_acceptances_raise_it(self):
        scores = np.full(30, 1.0)
        down, up = (calibrate(PRIOR, Decisions(scores, np.full(30, yes))) for yes in (False, True))
        before = calibrate(PRIOR)
        assert down.chance(scores)[0] < before.chance(scores)[0] < up.chance(scores)[0]

    def test_where_most_are_dismissed_hardly_anything_is_proposed_any_more(self):
        decisions = Decisions(np.linspace(-1, 3, 200), np.zeros(200, bool))
        known = calibrate(PRIOR, decisions)
        assert (known.chance(decisions.scores) < known.likely).all()

    @settings(deadline=None, max_examples=40)
    @given(count=st.integers(0, 60), seed=st.integers(0, 999), slope=st.floats(0.2, 2), shift=st.floats(-3, 3))
    def test_a_higher_score_never_has_a_lower_chance(self, count, seed, slope, shift):
        known = calibrate(PRIOR, decided(count, seed, slope, shift))
        chances = known.chance(np.linspace(-40, 40, 200))
        assert (np.diff(chances) >= 0).all()
        assert ((chances >= 0) & (chances <= 1)).all()
        assert PRIOR.likely <= known.likely <= known.sure <= 1
        assert known.decisions == count


class TestBar:
    @settings(deadline=None, max_examples=60)
    @given(seed=st.integers(0, 9_999), count=st.integers(1, 400), share=st.sampled_from([SURE, LIKELY]))
    def test_from_the_bar_on_the_share_is_right_and_below_it_is_not(self, seed, count, share):
        chances = np.random.default_rng(seed).random(count)
        found = bar(chances, share, 0.1)
        above = chances[chances >= found]
        assert found >= 0.1
        if len(above) and found < 0.99:
            assert above.mean() >= share
            lower = chances[(chances >= 0.1) & (chances < found)]
            if len(lower):
                assert chances[chances >= lower.max()].mean() < share + 0.01

    def test_a_bar_is_as_low_as_it_may_be_where_enough_is_right(self):
        assert bar(np.linspace(0.9, 1, 100), SURE, 0.5) == 0.5

    def test_where_nothing_is_likely_nothing_passes(self):
        assert bar(np.linspace(0.5, 0.7, 100), SURE, 0.5) == 0.99
        assert bar(np.zeros(0), SURE, 0.5) == 0.99


class TestPromises:
    @pytest.mark.parametrize("slope", [0.8, 1.0, 1.4])
    @pytest.mark.parametrize("shift", [-1.0, 0.0, 1.0])
    def test_what_is_called_sure_is_right_as_often_as_promised(self, slope, shift):
        right, called = {SURE: 0, LIKELY: 0}, {SURE: 0, LIKELY: 0}
        for seed in range(20):
            decisions, asked = decided(150, seed, slope, shift), decided(2_000, 1_000 + seed, slope, shift)
            known = calibrate(PRIOR, decisions)
            chances = known.chance(asked.scores)
            for share, least in ((SURE, known.sure), (LIKELY, known.likely)):
                right[share] += int(asked.accepted[chances >= least].sum())
                called[share] += int((chances >= least).sum())
        assert all(right[share] >= (share - 0.03) * called[share] for share in (SURE, LIKELY))
        assert called[SURE] > 0
