import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.kit.tables import write_csv


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\r=1", "＝1+1", "=HYPERLINK()"]
)
def test_cells_that_a_spreadsheet_would_run_are_made_text(cell):
    assert next(csv.reader(write_csv([[cell]])))[0] == f"'{cell}"


@pytest.mark.parametrize("cell", ["-12", "+3.5", "-1,234.50", "5%", "plain", "", "a=b", "1e-7", "-1e5"])
def test_plain_numbers_and_words_stay_as_they_are(cell):
    assert next(csv.reader(write_csv([[cell, "x"]])))[0] == cell


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=4), max_size=4))
def test_what_is_written_can_be_read_again(rows):
    found = list(csv.reader("".join(write_csv(rows)).splitlines(keepends=True)))
    assert len(found) >= len(rows)


def test_none_is_an_empty_cell_and_rows_end_as_the_standard_says():
    assert list(write_csv([[None, 1, "a,b"]])) == [',1,"a,b"\r\n']
