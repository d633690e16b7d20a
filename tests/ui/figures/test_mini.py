import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.figures.drawings import NASTY, parse

from clew.ui.figures.mini import MARKS, mini


@given(st.text(alphabet=MARKS, min_size=6, max_size=6))
def test_every_thread_of_six_marks_can_be_drawn(spec: str):
    drawn = parse(mini(spec, "Thread"))
    assert len(drawn.findall(".//circle")) == 6 - spec.count(".")


@pytest.mark.parametrize("spec", ["", "ooo@o", "ooo@ovv", "ooo@oz"])
def test_anything_else_is_refused(spec: str):
    with pytest.raises(ValueError, match="six marks"):
        mini(spec, "Thread")


def test_its_label_says_it_in_words():
    svg = parse(mini("ooo@ov", NASTY)).find("svg")
    assert svg is not None
    assert svg.get("aria-label") == NASTY
    assert svg.get("role") == "img"


def test_a_missing_piece_is_drawn_loose_on_both_sides():
    drawn = parse(mini("oox@ov", "Thread"))
    assert len(drawn.findall(".//path[@class='mini__fray']")) == 2
    assert len(drawn.findall(".//circle[@class='mini__loose']")) == 1


def test_two_missing_pieces_in_a_row_have_nothing_between_them():
    assert len(parse(mini("xxx@ov", "Thread")).findall(".//path[@class='mini__fray']")) == 1
