import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.figures.drawings import any_number, parse, percentages

from clew.ui.figures.track import ROOM, track

maybe = st.none() | any_number


def places(**values: float | None) -> dict[str, float]:
    drawn = parse(track(**values)).find("span")  # type: ignore[arg-type]
    assert drawn is not None
    return percentages(drawn.get("style", ""))


def parts(**values: float | None) -> list[str]:
    return [part.get("class", "") for part in parse(track(**values)).findall(".//i")]  # type: ignore[arg-type]


@given(target=any_number, now=maybe, baseline=maybe, low=maybe, middle=maybe, high=maybe)
def test_any_numbers_stay_inside_the_track(**values: float | None):
    assert all(0 <= percent <= 100 for percent in places(**values).values())


def test_the_way_runs_from_the_baseline_to_the_target():
    drawn = places(baseline=80, target=90, now=85)
    assert drawn["goal"] == pytest.approx(100 / ROOM, abs=0.01)
    assert drawn["now"] == pytest.approx(drawn["goal"] / 2, abs=0.01)


def test_a_result_that_should_fall_goes_the_same_way():
    assert places(baseline=14.2, target=8, now=11.1) == places(baseline=8, target=14.2, now=11.1)


def test_a_range_is_drawn_from_left_to_right_whichever_way_is_better():
    drawn = places(baseline=11, target=4, now=9.8, low=10.3, middle=9.2, high=8.1)
    assert drawn["lo"] < drawn["mid"] < drawn["hi"]


def test_without_a_forecast_there_is_no_band_and_no_likely_value():
    assert parts(baseline=80, target=90, now=85) == ["now", "goal"]
    assert parts(baseline=80, target=90, now=85, low=84, middle=88, high=92) == ["band", "now", "mid", "goal"]


def test_without_a_reading_only_the_flag_stands():
    assert parts(target=90, now=None) == ["goal"]


def test_a_result_to_stay_above_its_target_shows_on_which_side_it_is():
    assert places(target=99, now=98)["now"] < places(target=99, now=98)["goal"]
    assert places(target=99, now=99.5)["now"] > places(target=99, now=99.5)["goal"]


def test_a_result_to_stay_below_its_target_is_right_of_the_flag_when_it_is_good():
    drawn = percentages(str(track(target=5, now=4, better="lower")))
    assert drawn["now"] > drawn["goal"]
