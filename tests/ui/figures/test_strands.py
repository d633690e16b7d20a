from hypothesis import given
from hypothesis import strategies as st
from tests.ui.figures.drawings import any_number, parse

from clew.ui.figures.strands import MOST, strands


def dots(weights: list[float]) -> list[float]:
    found = parse(strands(weights)).findall(".//path[@stroke-width]")
    return [float(dot.get("stroke-width", "")) for dot in found]


@given(st.lists(any_number, max_size=40))
def test_any_accounts_can_be_drawn_and_always_in_the_same_way(weights: list[float]):
    assert len(dots(weights)) == min(len(weights), MOST)
    assert strands(weights) == strands(list(weights))


def test_the_area_of_a_dot_is_in_proportion_to_revenue():
    small, large = dots([25_000, 100_000])
    assert (large - 3) / (small - 3) == 2, "four times the revenue is twice as wide"


def test_of_many_accounts_the_largest_stay_in_their_order():
    weights = [float(index % 17) for index in range(400)]
    assert dots(weights) == [9.0] * MOST


def test_unknown_revenue_is_the_smallest_dot():
    assert dots([0, 0]) == [3.0, 3.0]
    assert dots([]) == []
