"""Workbooks, written here by openpyxl and read by ours; hostile ones written by hand."""

import io
import time
import warnings
import zipfile
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.kit.errors import ExpectedError
from clew.kit.tables import BadWorkbook, CellTooLong, Kind, NoRows, TooManyColumns, Wish, WorkbookTooLarge, read, sniff
from clew.kit.tables.numberformats import shows
from realdata import data_folder

RELATIONS = (
    '<Relationships xmlns="r"><Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="r2" Target="sharedStrings.xml"/></Relationships>'
)
BOOK = '<workbook xmlns="m" xmlns:r="rel"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>'


def book(*sheets, names=("Reviews", "Notes", "More")):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in zip(names, sheets, strict=False):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out


def by_hand(sheet: str, strings: str = "<sst/>", book: str = BOOK) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", book)
        packed.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        packed.writestr("xl/sharedStrings.xml", strings)
        packed.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{sheet}</sheetData></worksheet>")
    return out


def rows_of(source, wish=None):
    layout = sniff(source, None, wish)
    return layout, [row.cells for row in read(source, layout)]


def test_a_workbook_becomes_rows_as_a_csv_does():
    layout, rows = rows_of(
        book([["text", "score"], ["good", 5], ["bad, slow", 1.5], [None, None], ["", None], [None, None]])
    )
    assert (layout.kind, layout.part, layout.names, layout.rows, layout.is_exact) == (
        Kind.WORKBOOK,
        "Reviews",
        ("text", "score"),
        2,
        True,
    )
    assert rows == [("good", "5"), ("bad, slow", "1.5")]
    assert type(layout).from_json(layout.to_json()) == layout


def test_dates_times_and_truth_read_one_way_only():
    header = ["moment", "day", "span", "flag", "big", "small", "text"]
    row = [
        datetime(2026, 3, 4, 8, 12, 59),  # noqa: DTZ001 - a sheet knows no zones
        date(2026, 3, 4),
        timedelta(hours=26, minutes=30),
        True,
        10**14 + 1,
        0.1 + 0.2,
        "04.03.26",
    ]
    _, rows = rows_of(book([header, row]))
    assert rows == [("2026-03-04 08:12:59", "2026-03-04", "26:30:00", "true", "100000000000001", "0.3", "04.03.26")]


@pytest.mark.parametrize(
    ("code", "kind"),
    [("yyyy-mm-dd", "d"), ("d. mmm", "d"), ("hh:mm:ss", "t"), ("[h]:mm", "e"), ('0.00 "days"', ""), ("General", ""),
     ("[Red]0.0", ""), ("#,##0\\ \\d", ""), ("mm:ss.0", "t"), ("[$-409]m/d/yy h:mm AM/PM;@", "d")],
)  # fmt: skip
def test_formats_tell_dates_from_numbers(code, kind):
    assert shows(code) == kind


def test_the_first_sheet_with_rows_is_read_and_another_may_be_chosen():
    source = book([], [["text"], ["a"]], [["body"], ["b"], ["c"]])
    layout, rows = rows_of(source)
    assert (layout.part, layout.parts, rows) == ("Notes", ("Reviews", "Notes", "More"), [("a",)])
    assert "3 sheets" in layout.remarks[0]
    assert rows_of(source, Wish(part="More"))[1] == [("b",), ("c",)]
    with pytest.raises(BadWorkbook, match="no sheet “Nowhere”"):
        sniff(source, None, Wish(part="Nowhere"))


def test_hidden_sheets_come_last():
    made = openpyxl.Workbook()
    made.active.append(["old"])
    made.active.append(["x"])
    made.active.sheet_state = "hidden"
    shown = made.create_sheet("Shown")
    shown.append(["new"])
    shown.append(["y"])
    out = io.BytesIO()
    made.save(out)
    assert rows_of(out)[1] == [("y",)]


def test_titles_above_the_table_are_left_out():
    layout, rows = rows_of(book([["Reviews of November"], [], ["id", "text", "score"], [1, "good", 5], [2, "bad", 1]]))
    assert (layout.names, layout.header_line, rows) == (
        ("id", "text", "score"),
        3,
        [("1", "good", "5"), ("2", "bad", "1")],
    )


def test_a_row_that_ends_early_has_empty_cells_and_one_without_header_a_column():
    layout, rows = rows_of(book([["a", "b"], ["1"], ["2", None, "beyond"]]))
    assert layout.names == ("a", "b", "Column 3")
    assert rows == [("1", "", ""), ("2", "", "beyond")]


def test_formulas_give_their_last_value():
    cells = '<row r="1"><c t="inlineStr"><is><t>n</t></is></c></row><row r="2"><c><f>1+1</f><v>2</v></c></row>'
    assert rows_of(by_hand(cells))[1] == [("2",)]


def test_runs_of_a_text_are_put_together_and_reading_aids_left_out():
    strings = "<sst><si><t>text</t></si><si><r><t>go</t></r><r><t>od</t></r><rPh><t>aid</t></rPh></si></sst>"
    cells = '<row r="1"><c t="s"><v>0</v></c></row><row r="2"><c t="s"><v>1</v></c></row>'
    assert rows_of(by_hand(cells, strings))[1] == [("good",)]


@pytest.mark.parametrize(
    ("sheet", "strings", "sentence"),
    [
        ("", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>', "XML entities"),
        ('<row r="1"><c t="s"><v>7</v></c></row>', "<sst/>", "damaged"),
        ('<row r="1"><c><v>one</v></c></row>', "<sst/>", "damaged"),
        ('<row r="99999999999"><c><v>1</v></c></row>', "<sst/>", "beyond Excel’s last"),
        ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', "<sst/>", "18,278 columns"),
        ('<row r="1"><c r="1A"><v>1</v></c></row>', "<sst/>", "no place"),
        ("<row", "<sst/>", "damaged"),
        ("<row>" * 20_000, "<sst/>", "damaged"),
        ("", "<sst/>", "no rows"),
    ],
)
def test_hostile_workbooks_are_answered_at_once_with_a_sentence(sheet, strings, sentence):
    start = time.monotonic()
    with pytest.raises(ExpectedError, match=sentence):
        sniff(by_hand(sheet, strings))
    assert time.monotonic() - start < 5


def test_a_bomb_is_refused_before_it_is_unpacked():
    out = by_hand("<row/>" + " " * 40_000_000)
    assert len(out.getvalue()) < 100_000
    start = time.monotonic()
    with pytest.raises(WorkbookTooLarge, match="times its size"):
        sniff(out)
    assert time.monotonic() - start < 1


def test_cells_and_rows_have_their_limits():
    with pytest.raises(CellTooLong, match="row that begins in line 2"):
        sniff(by_hand(f'<row r="1"><c><v>1</v></c></row><row r="2"><c t="str"><v>{"x" * 1_000_001}</v></c></row>'))
    with pytest.raises(TooManyColumns, match="2,500 columns"):
        sniff(by_hand("".join(f'<row r="{line}">{"<c><v>1</v></c>" * 2_500}</row>' for line in (1, 2))))
    with pytest.raises(NoRows):
        sniff(book([["only", "a", "header"]]))


def test_a_damaged_archive_says_so():
    whole = book([["text"], ["good"]]).getvalue()
    with pytest.raises(ExpectedError, match="damaged or was cut off"):
        sniff(io.BytesIO(whole[: len(whole) // 2]))
    spoiled = bytearray(whole)
    spoiled[whole.index(b"xl/worksheets/sheet1.xml") + 60] ^= 0xFF
    with pytest.raises(ExpectedError):
        sniff(io.BytesIO(bytes(spoiled)))


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\ufeff"), min_size=1, max_size=12
)


@given(table=st.lists(st.lists(TEXT.map(str.strip).filter(bool), min_size=3, max_size=3), min_size=1, max_size=8))
@settings(max_examples=30)
def test_any_table_comes_back_from_a_workbook(table):
    _, rows = rows_of(book([["one", "two", "three"], *table]), Wish(header_line=1, header_rows=1))
    written = [tuple(cell for cell in row) for row in table]
    assert [tuple(map(_plain, row)) for row in rows] == [tuple(map(_plain, row)) for row in written]


def _plain(cell: str) -> str:
    """openpyxl takes a text that begins as a formula or an error for one."""
    return "" if cell.startswith(("=", "#")) else cell


@pytest.mark.data
def test_dabrowskis_reviews_are_read_as_openpyxl_reads_them():
    total = 0
    for path in sorted((data_folder("a_dabrowski_feature_search") / "Collected reviews").glob("*.xlsx")):
        layout = sniff(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = openpyxl.load_workbook(path, read_only=True, data_only=True)
            wanted = [
                row
                for row in theirs[layout.part].iter_rows(values_only=True)
                if any(cell not in {None, ""} for cell in row)
            ]
        found = [row.cells for row in read(path, layout)]
        assert [tuple("" if cell is None else str(cell) for cell in row[:3]) for row in wanted[1:]] == found
        total += len(found)
    assert total == 5_000
