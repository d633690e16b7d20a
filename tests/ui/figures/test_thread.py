import pytest
from tests.ui.figures.drawings import parse

from clew.ui.figures.thread import SAGS, Knot, is_mended, thread_line


@pytest.mark.parametrize("strands", sorted(SAGS))
def test_evidence_widens_into_as_many_strands_as_the_knot_says(strands: int):
    line = parse(thread_line(Knot("voice", "", "", strands=strands)))
    assert len(line.findall(".//path")) == strands


@pytest.mark.parametrize(("asked", "drawn"), [(0, 1), (-3, 1), (6, 5), (10_000, 5)])
def test_the_number_of_strands_stays_between_one_and_five(asked: int, drawn: int):
    assert len(parse(thread_line(Knot("voice", "", "", strands=asked))).findall(".//path")) == drawn


def test_a_cut_line_stops_short_and_frays():
    paths = parse(thread_line(Knot("why", "", "", cut=True, strands=5))).findall(".//path")
    assert [path.get("stroke-dasharray") for path in paths].count("3 4") == 1
    assert all("100 8" not in (path.get("d") or "") for path in paths), "it must not reach the next knot"


def test_a_frayed_line_goes_on_with_one_strand_loose():
    line = parse(thread_line(Knot("why", "", "", fray=True)))
    assert line.find(".//g[@class='fray']") is not None
    assert any("100 8" in (path.get("d") or "") for path in line.findall("svg/path"))


def test_a_line_that_is_cut_has_no_other_strand_to_fray():
    assert parse(thread_line(Knot("why", "", "", cut=True, fray=True))).find(".//g") is None


def test_a_line_to_what_is_not_there_yet_is_no_fault():
    here, later = Knot("why", "Mission", "Right door", cut=True), Knot("why", "Objective", "Tie this next", todo=True)
    assert is_mended(here, later)
    assert is_mended(later, None)
    assert not is_mended(here, Knot("why", "Objective", "None linked", loose=True))
    assert not is_mended(here, None)
