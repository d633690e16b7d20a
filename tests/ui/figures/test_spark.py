import re

from hypothesis import given
from hypothesis import strategies as st
from tests.ui.figures.drawings import NASTY, any_number, parse

from clew.ui.figures.spark import HEIGHT, WIDTH, spark


def points(values: list[float]) -> list[tuple[float, float]]:
    line = parse(spark(values, "Notes")).findall(".//path")[1].get("d") or ""
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", line)]


@given(st.lists(any_number, max_size=60))
def test_any_values_stay_inside_the_drawing(values: list[float]):
    for path in parse(spark(values, "Notes")).findall(".//path"):
        for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d") or ""):
            assert 0 <= float(x) <= WIDTH
            assert 0 <= float(y) <= HEIGHT


def test_more_is_higher_and_later_is_further_right():
    (x1, y1), (x2, y2), (x3, y3) = points([1, 5, 3])
    assert x1 < x2 < x3
    assert y2 < y3 < y1


def test_the_line_starts_at_zero_so_that_small_changes_look_small():
    (_, low), (_, high) = points([99, 100])
    assert 0 < low - high < 1


def test_negative_values_hang_below_zero():
    (_, below), (_, zero) = points([-4, 0])
    assert zero < below


def test_one_value_is_a_dot_and_none_is_an_empty_axis():
    assert [path.get("class") for path in parse(spark([3], "Notes")).findall(".//path")] == ["last"]
    assert [path.get("class") for path in parse(spark([], "Notes")).findall(".//path")] == ["ax"]


def test_its_label_is_escaped():
    svg = parse(spark([1, 2], NASTY)).find("svg")
    assert svg is not None
    assert svg.get("aria-label") == NASTY
