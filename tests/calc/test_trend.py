from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.trend import Options, at_least, trend

FLAT = [2] * 6
counts = st.lists(st.integers(0, 60), min_size=12, max_size=30)


def test_growth_is_the_last_six_weeks_against_the_six_before():
    found = trend([9, 9, 1, 2, 1, 2, 1, 1, 2, 2, 2, 2, 2, 1])
    assert (found.recent, found.before) == (11, 8)
    assert found.change == pytest.approx(11 / 8 - 1)


def test_a_decline_is_negative_and_never_rising():
    found = trend([4] * 6 + [1] * 6)
    assert found.change == pytest.approx(-0.75)
    assert not found.is_rising


def test_the_chance_is_the_binomial_tail_counted_by_hand():
    # 9 of 10 in the later half: (C(10,9) + C(10,10)) / 2^10 = 11/1024
    assert trend([0, 0, 0, 0, 0, 1, 2, 2, 2, 1, 1, 1]).chance == pytest.approx(11 / 1024)


def test_a_partial_week_counts_for_the_part_that_is_over():
    # 5.5 weeks against 6: 11 notes in 5.5 weeks are as many a week as 12 in 6
    found = trend([*FLAT, 2, 2, 2, 2, 2, 1], elapsed=0.5)
    assert found.change == pytest.approx(0.0)
    share = 5.5 / 11.5
    assert found.chance == pytest.approx(sum(comb(23, k) * share**k * (1 - share) ** (23 - k) for k in range(11, 24)))


def test_too_few_notes_give_no_change_and_never_rise():
    found = trend([0] * 6 + [1, 1, 1, 2, 1, 1])
    assert (found.change, found.is_rising) == (None, False)


def test_fewer_than_twelve_weeks_give_no_change_and_never_rise():
    found = trend([9] * 8)
    assert (found.change, found.is_rising) == (None, False)


def test_what_was_not_there_before_rises_without_a_ratio():
    found = trend([0] * 6 + [2] * 6)
    assert found.change is None
    assert found.chance == pytest.approx(2.0**-12)
    assert found.is_rising


def test_growth_that_chance_often_brings_is_not_called_rising():
    found = trend([*FLAT, 3, 3, 3, 3, 3, 3])  # 18 against 12: one time in five
    assert found.change == pytest.approx(0.5)
    assert 0.15 < found.chance < 0.2
    assert not found.is_rising


def test_the_threshold_is_the_callers():
    weekly = [*FLAT, 4, 4, 4, 4, 4, 4]  # 24 against 12: P = .0326
    assert not trend(weekly).is_rising
    assert trend(weekly, options=Options(level=0.05)).is_rising


def test_forty_flat_themes_seldom_show_one_rising():
    """The level times the themes bounds the false alarms of one look, whatever the volume."""
    for volume in (2, 7, 25):
        total = 12 * volume
        rising = [k for k in range(total + 1) if at_least(k, total, 0.5) <= Options().level]
        false_alarm = sum(comb(total, k) for k in rising) / 2**total
        assert 40 * false_alarm <= 40 * Options().level


@given(counts, st.integers(0, 11), st.integers(1, 20))
def test_another_note_now_never_makes_it_less_likely_to_rise(weekly, week, more):
    later = [*weekly]
    later[-1 - week % 6] += more
    assert trend(later).chance <= trend(weekly).chance + 1e-12


@given(st.integers(0, 5000), st.integers(0, 5000), st.floats(0.05, 0.95))
def test_the_tail_is_a_chance_and_falls(successes, others, share):
    trials = successes + others
    here, further = at_least(successes, trials, share), at_least(successes + 1, trials, share)
    assert 0 <= further <= here <= 1
