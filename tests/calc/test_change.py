"""Whether two counts differ by more than chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.change import FEW, Verdict, change


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (2, 12, Verdict.GREW),
        (12, 2, Verdict.SHRANK),
        (0, 9, Verdict.APPEARED),
        (9, 0, Verdict.GONE),
        (10, 12, Verdict.LEVEL),
        (1, 4, Verdict.FEW),
        (0, 0, Verdict.FEW),
    ],
)
def test_what_anybody_would_say(first, second, verdict):
    assert change(first, second).verdict == verdict


def test_a_larger_segment_is_expected_to_say_more():
    assert change(10, 40, share=0.8).verdict == Verdict.LEVEL
    assert change(10, 40, share=0.5).verdict == Verdict.GREW
    assert change(10, 40, share=0.8).ratio == pytest.approx(0)


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_other_way_round_it_is_the_opposite(first, second):
    opposite = {
        Verdict.GREW: Verdict.SHRANK,
        Verdict.SHRANK: Verdict.GREW,
        Verdict.APPEARED: Verdict.GONE,
        Verdict.GONE: Verdict.APPEARED,
    }
    forth, back = change(first, second), change(second, first)
    assert back.verdict == opposite.get(forth.verdict, forth.verdict)
    assert forth.chance == pytest.approx(back.chance)


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.05, 0.95))
def test_few_people_are_never_called_a_change(first, second, share):
    found = change(first, second, share=share)
    assert 0 <= found.chance <= 1
    assert (found.verdict == Verdict.FEW) == (max(first, second) < FEW)
