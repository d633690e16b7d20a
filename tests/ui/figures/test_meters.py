import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.figures.drawings import NASTY, any_number, parse, percentages

from clew.ui.figures.meters import Part, meter, sentiment, share


@given(any_number)
def test_a_meter_is_never_fuller_than_full(value: float):
    bar = parse(meter(value)).find(".//i")
    assert bar is not None
    assert 0 <= percentages(bar.get("style", ""))["v"] <= 100


def test_a_meter_without_a_label_is_decoration():
    assert 'aria-hidden="true"' in meter(0.5)
    named = parse(meter(0.5, NASTY)).find("span")
    assert named is not None
    assert named.get("aria-label") == NASTY


@given(st.tuples(any_number, any_number, any_number))
def test_any_feelings_can_be_drawn(counts: tuple[float, float, float]):
    parse(sentiment(*counts))


def test_feelings_are_said_in_percent():
    assert 'aria-label="50% negative, 25% neutral, 25% positive"' in sentiment(2, 1, 1)


def test_no_feelings_are_not_drawn_as_neutral():
    assert "senti" not in sentiment(0, 0, 0)


names = st.text(st.characters(exclude_categories=["C"]), max_size=8)


@given(st.lists(st.builds(Part, names, any_number, st.just("why")), max_size=8))
def test_any_parts_can_be_shared(parts: list[Part]):
    parse(share(parts, "Share of work"))


def test_a_share_bar_says_all_its_parts_and_writes_into_those_with_room():
    bar = share([Part(NASTY, 96, "why"), Part("Sliver", 4, "loose")], "Share of work")
    drawn = parse(bar).find("div")
    assert drawn is not None
    assert drawn.get("aria-label") == f"Share of work: {NASTY} 96%, Sliver 4%"
    words = [part.findtext("span", "") for part in drawn.findall("i")]
    assert words == [f"{NASTY} 96%", ""]


@pytest.mark.parametrize("parts", [[], [Part("O1", 0, "why")]])
def test_nothing_to_share_says_so(parts: list[Part]):
    assert "nothing yet" in share(parts, "Share of work")
