import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.kit.tables import CellTooLong, Limits, NoRows, OpenQuote, TableError, TooManyColumns, Wish, read, sniff

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r"), max_size=12)
WORDS = ["Grüße", "café", "naïve", "plain", "words", "Ärger", ";", ",", '"', "|", "it's", "two\nlines"]
WESTERN = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
NAMES = st.lists(st.from_regex(r"[a-z]{3,8}", fullmatch=True), min_size=2, max_size=5, unique=True)


def stream(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def rows_of(text: str, wish: Wish | None = None) -> list[tuple[str, ...]]:
    source = stream(text)
    return [row.cells for row in read(source, sniff(source, wish=wish))]


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[str]) -> list[list[str]]:
    header = draw(NAMES)
    row = st.lists(cells, min_size=len(header), max_size=len(header)).filter(lambda row: any(map(str.strip, row)))
    return [header, *draw(st.lists(row, min_size=1, max_size=8))]


def written(table: list[list[str]], delimiter: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(table)
    return out.getvalue()


@given(
    table=tables(TEXT), delimiter=st.sampled_from(",;\t|"), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
def test_whatever_a_csv_writer_wrote_comes_back_equal(table, delimiter, encoding):
    source = stream(written(table, delimiter, csv.QUOTE_ALL), encoding)
    layout = sniff(source)
    assert [column.name for column in layout.columns] == table[0]
    assert [list(row.cells) for row in read(source, layout)] == table[1:]
    assert (layout.rows, layout.is_exact) == (len(table) - 1, True)


@given(table=tables(WESTERN), delimiter=st.sampled_from(",;\t|"))
def test_western_letters_come_back_from_windows_files(table, delimiter):
    source = stream(written(table, delimiter, csv.QUOTE_ALL), "cp1252")
    assert [list(row.cells) for row in read(source, sniff(source))] == table[1:]


@given(table=tables(TEXT), delimiter=st.sampled_from(",;\t|"))
def test_a_stated_separator_is_taken_whatever_the_cells_look_like(table, delimiter):
    source = stream(written(table, delimiter))
    layout = sniff(source, wish=Wish(delimiter=delimiter))
    assert [list(row.cells) for row in read(source, layout)] == table[1:]


@given(data=st.binary(max_size=400))
def test_any_bytes_end_in_rows_or_in_a_sentence(data):
    source = io.BytesIO(data)
    try:
        layout = sniff(source)
        rows = list(read(source, layout))
    except TableError as error:
        assert error.sentence.endswith((".", ")"))
    else:
        assert [row.number for row in rows] == list(range(1, layout.rows + 1))


def test_rows_are_numbered_as_a_person_counts_them_and_know_their_line():
    source = stream('text,score\n"one\ntwo",1\n\nthree,3\n,\n  ,\nfour,4\n\n\n')
    rows = list(read(source, sniff(source)))
    assert [(row.number, row.line, row.cells[0]) for row in rows] == [
        (1, 2, "one\ntwo"),
        (2, 5, "three"),
        (3, 8, "four"),
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_break_ends_a_row(ending):
    assert rows_of(ending.join(["text,score", "good,5", "bad,1", ""])) == [("good", "5"), ("bad", "1")]


def test_a_row_with_too_many_or_too_few_cells_says_so_and_the_others_are_read():
    source = stream("a,b,c\n1,2,3\n1,2\n1,2,3,4\n4,5,6\n")
    layout = sniff(source)
    rows = list(read(source, layout))
    assert [row.number for row in rows if not row.fault] == [1, 4]
    assert rows[1].fault.startswith("Line 3 holds 2 cells, the header 3.")
    assert rows[2].fault.startswith("Line 4 holds 4 cells, the header 3.")
    assert layout.remarks == ("2 rows of 4 read so far hold too many or too few cells and will be refused.",)


def test_empty_cells_beyond_the_header_are_harmless():
    assert rows_of("a,b\n1,2,,\n3,4,\n") == [("1", "2"), ("3", "4")]


def test_short_rows_are_filled_when_the_person_chose_so():
    assert rows_of("a,b,c\n1,2\n3,4,5\n", Wish(fill_short_rows=True)) == [("1", "2", ""), ("3", "4", "5")]


def test_a_quote_left_open_names_the_line_and_column_where_it_opened():
    text = "id,text\n" + "".join(f"{n},fine\n" for n in range(500)) + '500,"never closed\n' + "501,fine\n" * 500
    with pytest.raises(OpenQuote, match="opens in line 502, column 2, never closes") as caught:
        sniff(stream(text))
    assert caught.value.line == 502


def test_a_quote_left_open_is_named_where_it_opened_even_when_another_closes_it():
    text = 'id,text\n1,"first\nsecond"\n2,"left open\n3,"a cell, with a comma"\n4,fine\n'
    with pytest.raises(OpenQuote, match="opens in line 4, column 2, closes in the middle of a cell in line 5"):
        sniff(stream(text))


def test_a_quote_left_open_does_not_read_the_file_into_memory():
    body = 'id,text\n1,"open\n' + "2,nothing but rows\n" * 600_000
    source = stream(body)
    tracemalloc.start()
    with pytest.raises(CellTooLong, match="column 2 of the row that begins in line 2"):
        sniff(source, Limits(row=100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_quotes_inside_an_unquoted_cell_are_just_marks():
    assert rows_of('id,text\n1,5" screen is "ok"\n2,fine\n') == [("1", '5" screen is "ok"'), ("2", "fine")]


def test_marks_written_with_a_backslash_are_understood_wherever_they_begin():
    late = "".join(f'{n},"fine"\n' for n in range(400))
    assert rows_of('id,text\n1,"she said \\"no\\", twice"\n')[0] == ("1", 'she said "no", twice')
    assert rows_of(f'id,text\n{late}1,"she said \\"no\\", twice"\n')[-1] == ("1", 'she said "no", twice')


def test_single_quotes_are_understood_where_the_header_wears_them():
    assert rows_of("'id','text'\n'1','it, too'\n") == [("1", "it, too")]


def test_a_cell_of_fifty_megabytes_is_refused_in_bounded_memory():
    body = io.BytesIO(b"id,text\n1," + b"x" * 50_000_000 + b"\n2,fine\n")
    tracemalloc.start()
    with pytest.raises(CellTooLong, match="column 2 of the row that begins in line 2 holds more than 1,000,000"):
        sniff(body, Limits(row=2_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000


def test_ten_thousand_columns_are_refused():
    header = ",".join(f"c{n}" for n in range(10_000))
    with pytest.raises(TooManyColumns, match="Line 1 holds 10,000 columns; Clew takes up to 2,000"):
        sniff(stream(f"{header}\n{header}\n"))


@pytest.mark.parametrize("text", ["text,score\n", "text,score", "text,score\n\n\n", "text,score\n,\n , \n", "\n\n"])
def test_a_header_without_rows_is_refused(text):
    with pytest.raises(NoRows):
        sniff(stream(text))


def test_a_stream_stays_open_and_a_path_works_too(file):
    source = stream("a,b\n1,2\n")
    list(read(source, sniff(source)))
    assert not source.closed
    path = file("x.csv", "a,b\n1,2\n")
    assert [row.cells for row in read(path, sniff(path))] == [("1", "2")]
