import csv
import io

import pytest

from clew.kit.tables import Layout, Limits, Wish, read, sniff
from clew.kit.tables.headers import name_columns
from realdata import data_folder


def layout_of(text: str, wish: Wish | None = None, limits: Limits | None = None) -> Layout:
    return sniff(io.BytesIO(text.encode()), limits, wish)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_cuts_all_rows_alike(delimiter):
    rows = [["text", "price", "tags"], ["Nice, but slow; really", "1,50", "a;b"], ["Fine | ok", "2,00", "c"]]
    text = "\n".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows)
    assert layout_of(text).delimiter == delimiter
    assert layout_of(text).names == ("text", "price", "tags")


def test_excels_first_line_tells_the_separator():
    layout = layout_of("sep=;\ntext;score\nNice, really;5\n")
    assert (layout.delimiter, layout.names, layout.header_line, layout.rows) == (";", ("text", "score"), 2, 1)


@pytest.mark.parametrize(
    "text", ["text\nGreat app, love it\nSlow, sadly\nFine\n", "text\nGreat app, love it\nSlow, sadly\n", "text\nFine\n"]
)
def test_one_column_of_texts_is_not_cut_at_their_commas(text):
    source = io.BytesIO(text.encode())
    layout = sniff(source)
    assert layout.names == ("text",)
    assert [row.cells[0] for row in read(source, layout)] == text.strip().split("\n")[1:]


@pytest.mark.parametrize("above", ["Reviews, November\n\n", "Reviews\nExported 2026-11-19\n\n", "Reviews,,,\n", "\n\n"])
def test_titles_above_the_table_are_left_out(above):
    layout = layout_of(above + "id,text,score,plan\n1,good,5,free\n2,bad,1,pro\n3,so so,3,pro\n")
    assert (layout.names, layout.rows) == (("id", "text", "score", "plan"), 3)
    assert any("stands above it" in remark for remark in layout.remarks)


def test_a_header_with_empty_cells_is_still_the_header():
    layout = layout_of("id,,text,\n1,x,good,y\n2,x,bad,y\n")
    assert (layout.header_line, layout.names) == (1, ("id", "Column 2", "text", "Column 4"))


def test_a_person_may_choose_the_header_or_none():
    text = "Notes of the week,made by hand\nid,text\n1,good\n"
    assert layout_of(text, Wish(header_line=2)).names == ("id", "text")
    without = layout_of("1,good\n2,bad\n", Wish(header_line=0))
    assert (without.names, without.rows) == (("Column 1", "Column 2"), 2)


def test_data_in_place_of_a_header_is_remarked():
    assert "no header" in layout_of("2026-11-19,good\n2026-11-18,bad\n").remarks[0]


def test_repeated_and_empty_headers_get_names_of_their_own():
    names = [c.name for c in name_columns(["Labels", " Labels ", "", "Labels (2)", "Labels", "Column 3", "A\n b"])]
    assert names == ["Labels", "Labels (3)", "Column 3 (2)", "Labels (2)", "Labels (4)", "Column 3", "A b"]
    assert len(set(names)) == len(names)


def test_a_layout_survives_storing():
    layout = layout_of('id;text\n1;"a;b"\n')
    assert Layout.from_json(layout.to_json()) == layout


def test_the_sample_is_short_and_cells_in_it_are_cut():
    layout = layout_of("id,text\n" + f"1,{'x' * 5000}\n" * 500)
    assert len(layout.sample) == 100
    assert max(len(cell) for row in layout.sample for cell in row) == 400


def test_large_files_are_estimated(monkeypatch):
    monkeypatch.setattr("clew.kit.tables.tallying.READ_WHOLE", 50_000)
    layout = layout_of("id,text\n" + "".join(f"{n},some words of a customer\n" for n in range(20_000)))
    assert not layout.is_exact
    assert layout.rows == pytest.approx(20_000, rel=0.2)


@pytest.mark.data
@pytest.mark.parametrize(
    "name", ["a_minibar_garmin_huawei", "a_banking77_support", "f_opentelemetry", "b_serdif_taguette"]
)
def test_real_exports_lose_no_row_and_no_cell(name):
    for path in sorted(data_folder(name).rglob("*.csv")):
        layout = sniff(path)
        with path.open(encoding=layout.encoding, newline="") as text:
            expected = [row for row in csv.reader(text) if any(cell.strip() for cell in row)]
        assert [list(row.cells) for row in read(path, layout)] == expected[1:], path
        assert layout.rows == len(expected) - 1
