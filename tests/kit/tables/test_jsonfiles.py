import io
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.kit.errors import ExpectedError
from clew.kit.tables import BadJson, CellTooLong, Kind, Limits, NoRows, TooManyColumns, Wish, read, sniff
from realdata import data_folder


def rows_of(text, wish=None, codec="utf-8", limits=None):
    source = io.BytesIO(text.encode(codec) if isinstance(text, str) else text)
    layout = sniff(source, limits, wish)
    return layout, [row.cells for row in read(source, layout, limits)]


def test_a_list_of_objects_becomes_rows_with_all_their_keys():
    layout, rows = rows_of(
        '[{"text": "good", "n": 1.50}, {"text": "bad", "who": {"name": "Ann", "tags": ["a", "b"]}, "n": null}]'
    )
    assert (layout.kind, layout.names, layout.rows) == (Kind.JSON, ("text", "n", "who.name", "who.tags"), 2)
    assert rows == [("good", "1.50", "", ""), ("bad", "", "Ann", "a, b")]
    assert type(layout).from_json(layout.to_json()) == layout


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_every_unicode_encoding_will_do(codec):
    assert rows_of('[{"text": "größer 👍"}]', codec=codec)[1] == [("größer 👍",)]


def test_a_list_may_stand_anywhere_and_another_may_be_chosen():
    text = (
        '{"meta": {"n": 2, "tags": ["x"]}, "data": {"reviews": [{"t": "a"}, {"t": "b"}]}, "users": [{"name": "Ann"}]}'
    )
    layout, rows = rows_of(text)
    assert (layout.part, layout.parts, rows) == ("data › reviews", ("data › reviews", "users"), [("a",), ("b",)])
    assert "2 lists" in layout.remarks[0]
    assert rows_of(text, Wish(part="users"))[1] == [("Ann",)]
    with pytest.raises(BadJson, match="no list “pets”"):
        rows_of(text, Wish(part="pets"))


def test_a_list_of_texts_is_a_column():
    assert rows_of('["good", "bad"]')[1] == [("good",), ("bad",)]


def test_json_lines_are_told_from_json_and_a_bad_line_is_refused_alone():
    source = io.BytesIO(b'{"text": "good"}\n\n{"text": "cut\n{"text": NaN, "n": 3}\n[1, 2]\n')
    layout = sniff(source)
    rows = list(read(source, layout))
    assert (layout.kind, layout.rows, [row.line for row in rows]) == (Kind.LINES, 4, [1, 3, 4, 5])
    assert rows[1].fault == "Line 3 is not JSON: unterminated string starting at."
    assert [row.cells for row in rows if not row.fault] == [("good", "", ""), ("", "3", ""), ("", "", "1, 2")]


def test_a_comma_behind_the_last_record_is_passed_over():
    assert rows_of('[\n{"text": "good"},\n]')[1] == [("good",)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[{"text": "good"},\n{"text": "bad",}]', "Line 2 is not JSON"),
        ('[{"text": "good"}\n{"text": "bad"}]', "Line 2 is not JSON: “{” stands where a comma belongs"),
        ('[{"text": "good"},\n\n{"text": "b', "ends in the middle of a value"),
        ('[{"text": "good"},', "inside a list: it was cut off"),
        ('{"n": 1, "text": "none"}', "no list of records"),
        ('{"data": [{"a": 1}]', "was cut off"),
        ("[]", "no list|no rows"),
        ("[{}, {}]", "no rows"),
        ('[{"a": 1}]\n[{"a": 2}]', "goes on after the end"),
    ],
)
def test_what_is_broken_is_refused_with_its_line(text, sentence):
    with pytest.raises(ExpectedError, match=sentence):
        rows_of(text)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[" * 3_000_000, ExpectedError),
        ('{"a":' * 600_000, ExpectedError),
        ('[{"a":' + "[" * 900_000 + "]" * 900_000 + "}]", ExpectedError),
        ('[{"a": "' + "x" * 5_000_000 + '"}]', CellTooLong),
        ("[{" + ",".join(f'"k{n}": 1' for n in range(300_000)) + "}]", TooManyColumns),
        ("[{" + ",".join(f'"k{n}": 1' for n in range(1_000_000)) + "}]", CellTooLong),
        ('[{"n": ' + "9" * 1_000_001 + "}]", CellTooLong),
    ],
)  # fmt: skip
def test_hostile_files_are_answered_in_bounded_time(text, error):
    start = time.monotonic()
    with pytest.raises(error):
        rows_of(text)
    assert time.monotonic() - start < 20


def test_lone_surrogates_and_control_characters_do_not_get_far():
    layout, rows = rows_of('[{"te\\u0000xt\\ud800": "br\\ud83dken\\u0000"}]')
    assert layout.names == ("text",)
    assert json.dumps(layout.to_json(), ensure_ascii=False).encode()
    assert len(rows) == 1


def test_keys_that_turn_up_late_in_a_large_file_are_kept_beside(monkeypatch):
    monkeypatch.setattr("clew.kit.tables.tallying.READ_WHOLE", 2_000_000)
    lines = [json.dumps({"text": f"note {number} " + "x" * 80}) for number in range(30_000)]
    lines.append(json.dumps({"text": "last", "rare": "kept"}))
    for text in ("\n".join(lines), f"[{','.join(lines)}]"):
        layout, rows = rows_of(text)
        assert (layout.names, layout.is_exact) == (("text", "Other fields"), False)
        assert abs(layout.rows - 30_001) < 6_000
        assert (len(rows), rows[-1]) == (30_001, ("last", '{"rare": "kept"}'))


def test_nothing_in_it_is_no_row():
    with pytest.raises(NoRows):
        rows_of('[{"a": ""}, {"a": null}]')


def test_the_longest_record_is_limited():
    with pytest.raises(CellTooLong):
        rows_of('{"a": "1"}\n{"a": "' + "x" * 100 + '"}\n', limits=Limits(row=60))


SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
)
KEY = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=5)


@given(records=st.lists(st.dictionaries(KEY, st.one_of(SCALAR, st.dictionaries(KEY, SCALAR, max_size=2)), max_size=4), min_size=1, max_size=6),
       indent=st.sampled_from([None, 1]))  # fmt: skip
@settings(max_examples=50)
def test_lists_and_lines_tell_the_same(records, indent):
    end = {"z": "end"}
    as_list, as_lines = (
        json.dumps([*records, end], indent=indent),
        "".join(json.dumps(one) + "\n" for one in [*records, end]),
    )
    (_, listed), (_, lined) = rows_of(as_list), rows_of(as_lines)
    assert listed == lined
    filled = [record for record in records if any(_is_filled(value) for value in record.values())]
    assert len(listed) == len(filled) + 1


def _is_filled(value):
    return any(map(_is_filled, value.values())) if isinstance(value, dict) else value not in {None, ""}


@pytest.mark.data
@pytest.mark.parametrize("name", ["Bug.json", "Feature.json", "Rating.sample.json", "UserExperience.json"])
def test_maalejs_reviews_are_all_there_whatever_comma_ends_them(name):
    path = data_folder("a_maalej_reviews") / name
    text = path.read_text(encoding="utf-8").rstrip()
    wanted = json.loads(text.removesuffix("]").rstrip().removesuffix(",") + "]")
    layout = sniff(path)
    rows = [dict(zip(layout.names, row.cells, strict=True)) for row in read(path, layout)]
    assert [row["comment"] for row in rows] == [record["comment"] for record in wanted]
    assert [row["id"] for row in rows] == [str(record["id"]) for record in wanted]
