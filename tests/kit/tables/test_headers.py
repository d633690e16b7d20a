import io

from clew.kit.tables import Wish, read, sniff

QUALTRICS = (
    "StartDate,RecordedDate,ResponseId,Q1,Q2\n"
    'Start Date,Recorded Date,Response ID,What is missing?,"How likely, from 0 to 10?"\n'
    '"{""ImportId"":""startDate""}","{""ImportId"":""recordedDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n'
    "2026-11-01,2026-11-01,R_1,An export,7\n"
)
PRODUCTBOARD = (
    "ext_id,title,content,tags\nExternal id,Title,Content,Tags\nstring,string,text,array\n7,Slow,It is slow,speed\n"
)


def table(text, wish=None):
    source = io.BytesIO(text.encode())
    layout = sniff(source, None, wish)
    return layout, [row.cells for row in read(source, layout)]


def test_three_header_rows_of_qualtrics_are_one_header():
    layout, rows = table(QUALTRICS)
    assert layout.names == (
        "Start Date",
        "Recorded Date",
        "Response ID",
        "What is missing?",
        "How likely, from 0 to 10?",
    )
    assert (layout.header_rows, layout.rows, len(rows)) == (3, 1, 1)
    assert "3 rows" in layout.remarks[0]


def test_keys_labels_and_types_are_one_header():
    layout, rows = table(PRODUCTBOARD)
    assert (layout.names, rows) == (("External id", "Title", "Content", "Tags"), [("7", "Slow", "It is slow", "speed")])


def test_a_person_may_say_how_many_rows_the_header_takes():
    layout, rows = table(PRODUCTBOARD, Wish(header_rows=1))
    assert (layout.names[0], len(rows)) == ("ext_id", 3)
    layout, rows = table("Support,,Sales\nText,Score,Text\ngood,5,fine\n", Wish(header_rows=2))
    assert (layout.names, rows) == (("Support / Text", "Score", "Sales / Text"), [("good", "5", "fine")])


def test_ordinary_rows_below_a_header_are_data():
    assert table("kind,text\ntext,good\nnumber,bad\n")[0].rows == 2


def test_ten_thousand_headers_alike_are_told_apart_at_once():
    from clew.kit.tables.headers import name_columns

    names = [column.name for column in name_columns(["Labels"] * 10_000)]
    assert (names[:3], len(set(names))) == (["Labels", "Labels (2)", "Labels (3)"], 10_000)
