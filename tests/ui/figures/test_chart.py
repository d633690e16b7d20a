import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.ui.figures.drawings import NASTY, any_number, parse

from clew.ui.figures.chart import LONGEST_TABLE, Reading, Target, line_chart

START = date(2026, 7, 6)
days = st.dates(min_value=date(1995, 1, 1), max_value=date(2080, 1, 1))
readings = st.builds(Reading, days, any_number)


def weekly(*values: float) -> list[Reading]:
    return [Reading(START + timedelta(weeks=week), value) for week, value in enumerate(values)]


@given(st.lists(readings, max_size=30), st.none() | st.builds(Target, st.floats(-1e9, 1e9), st.none() | days))
def test_any_readings_can_be_drawn_inside_the_frame(shown: list[Reading], target: Target | None):
    drawn = parse(line_chart(shown, "Reschedules", target=target, form=lambda value: f"{value:.3g}"))
    for path in drawn.findall(".//path"):
        for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d") or ""):
            assert -0.01 <= float(x) <= 100.01
            assert -0.01 <= float(y) <= 100.01


def test_without_readings_it_says_so_instead_of_drawing_an_empty_frame():
    chart = line_chart([], NASTY)
    assert "svg" not in chart
    assert parse(chart).findtext("p") == f"No readings of {NASTY} yet."


def test_one_reading_is_a_dot():
    names = [path.get("class") for path in parse(line_chart(weekly(10.1), "Reschedules")).findall(".//path")]
    assert "dot" in names
    assert "ser" not in names


def test_its_label_is_a_sentence_with_the_numbers():
    svg = parse(line_chart(weekly(14.2, 12, 10.1), NASTY, target=Target(8, date(2026, 12, 31)))).find(".//svg")
    assert svg is not None
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == (
        f"{NASTY}: 10.1 on 20 Jul 2026, from 14.2 on 6 Jul 2026, 3 readings; target 8 by 31 Dec 2026."
    )


def test_the_same_numbers_stand_in_a_table_newest_first():
    rows = parse(line_chart(weekly(14.2, 12, 10.1), "Reschedules")).findall(".//tbody/tr")
    assert [[cell.text for cell in row] for row in rows] == [
        ["20 Jul 2026", "10.1"],
        ["13 Jul 2026", "12"],
        ["6 Jul 2026", "14.2"],
    ]


def test_a_very_long_series_keeps_its_table_short():
    rows = parse(line_chart(weekly(*range(LONGEST_TABLE + 50)), "Reschedules")).findall(".//tbody/tr")
    assert len(rows) == LONGEST_TABLE


def test_readings_come_in_any_order():
    assert line_chart(weekly(3, 2, 1), "R") == line_chart(weekly(3, 2, 1)[::-1], "R")


def test_the_path_to_the_target_starts_where_it_is_known_to():
    target = Target(8, date(2026, 12, 31), Reading(START, 14.2))
    path = parse(line_chart(weekly(14.2, 10.1), "R", target=target)).find(".//path[@class='tgt']")
    assert path is not None
    assert (path.get("d") or "").startswith("M0 ")
    assert "L100 " in (path.get("d") or "")


def test_the_axis_says_where_the_line_starts():
    labels = parse(line_chart(weekly(14.2, 10.1), "R")).findall(".//span[@class='lbl lbl--yo num']")
    assert [label.text for label in labels] == ["10", "11", "12", "13", "14", "15"]
