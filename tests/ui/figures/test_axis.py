from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.figures.drawings import finite_number

from clew.ui.figures.axis import MOST_MARKS, nice_marks, time_marks


@given(finite_number, finite_number)
def test_marks_reach_around_the_values_and_are_few(first: float, second: float):
    low, high = min(first, second), max(first, second)
    marks = nice_marks(low, high)
    assert 2 <= len(marks) <= 13
    assert marks == sorted(marks)
    slack = max(abs(low), abs(high)) * 1e-9
    assert marks[0] <= low + slack
    assert marks[-1] >= high - slack


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (8, 14.6, [8, 10, 12, 14, 16]),
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0.1, 0.31, [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]),
        (5, 5, [4.4, 4.6, 4.8, 5.0, 5.2, 5.4, 5.6]),
    ],
)
def test_marks_are_round_numbers(low: float, high: float, marks: list[float]):
    found = nice_marks(low, high)
    assert found[0] <= low <= high <= found[-1]
    if low != high:
        assert found == marks


days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))


@given(days, days)
def test_time_marks_lie_inside_and_are_few(one: date, other: date):
    first, last = min(one, other), max(one, other)
    marks = time_marks(first, last)
    assert all(first <= mark.when <= last for mark in marks)
    assert len(marks) <= MOST_MARKS + 1


def test_a_short_span_names_its_ends():
    assert [mark.words for mark in time_marks(date(2026, 11, 2), date(2026, 11, 20))] == ["2 Nov", "20 Nov"]
    assert [mark.words for mark in time_marks(date(2026, 11, 2), date(2026, 11, 2))] == ["2 Nov"]


def test_a_new_year_is_named_with_its_first_month():
    words = [mark.words for mark in time_marks(date(2026, 10, 5), date(2027, 2, 3))]
    assert words == ["Nov 2026", "Dec", "Jan 2027", "Feb"]


def test_a_long_span_is_marked_in_years():
    assert [mark.words for mark in time_marks(date(2018, 3, 1), date(2024, 3, 1))] == [
        str(y) for y in range(2019, 2025)
    ]
