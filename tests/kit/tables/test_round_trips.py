"""One table in every format that can come in: the same columns and the same rows come out."""

import csv
import io
import json

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.kit.tables import clean_row, read, sniff

NAMES = ("Ticket", "Words", "Company")
LETTERS = st.characters(categories=("L", "Nd", "Po", "Zs", "Sc"), exclude_characters="\\", codec="utf-8")
CELLS = st.one_of(st.just(""), st.text(LETTERS | st.just("\n"), max_size=30).map(lambda cell: f"said: {cell}".strip()))
TABLES = st.lists(st.tuples(st.integers(1, 10**6).map("T-{}".format), CELLS, CELLS), min_size=2, max_size=12)


def as_csv(rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([NAMES, *rows])
    return out.getvalue().encode()


def as_workbook(rows):
    made, out = openpyxl.Workbook(), io.BytesIO()
    for row in (NAMES, *rows):
        made.active.append([cell or None for cell in row])
    made.save(out)
    return out.getvalue()


def as_json(rows):
    return json.dumps([dict(zip(NAMES, row, strict=True)) for row in rows], ensure_ascii=False).encode()


def as_lines(rows):
    return "".join(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n" for row in rows).encode()


@pytest.mark.parametrize("write", [as_csv, as_workbook, as_json, as_lines])
@given(rows=TABLES)
@settings(max_examples=40, deadline=None)
def test_a_table_comes_out_as_it_went_in(write, rows):
    file = io.BytesIO(write(rows))
    layout = sniff(file)
    assert layout.names == NAMES
    file.seek(0)
    found = list(read(file, layout))
    assert [row.fault for row in found] == [""] * len(rows)
    assert [tuple(clean_row(row.cells)) for row in found] == [tuple(clean_row(row)) for row in rows]
