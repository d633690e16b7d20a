import pytest
from tests.people import NOW

from clew.interchange.actions.columns import choose_columns
from clew.interchange.actions.examining import NeedsAnswer
from clew.interchange.actions.uploads import create_run
from clew.interchange.models import ColumnMap, Reading, known_format
from clew.kit.errors import Invalid
from clew.kit.tables import sniff

TEXT = "id,text,when,stars,mail\n1,Good,04/05/2026,5,a@b.co\n2,Bad,06/07/2026,1,c@d.co\n"


@pytest.fixture
def choose(scope, file):
    def choose(fields, *, text=TEXT, options=None, **arguments):
        path = file("x.csv", text)
        run = create_run(
            scope=scope, format_=known_format("notes"), name="x.csv", size=1, key="", layout=sniff(path), now=NOW
        )
        options = {"channel": "Support"} if options is None else options
        return choose_columns(run=run, fields=fields, options=options, source=path, **arguments)

    return choose


def test_what_was_chosen_is_kept_with_how_it_reads(choose):
    run = choose({"text": ["text"], "rating": ["stars"], "title": []})
    columns = ColumnMap.from_json(run.mapping)
    assert columns.fields == {"text": ("text",), "rating": ("stars",)}
    assert columns.reading_of("rating").scale == 5
    assert run.options == {"channel": "Support", "kind": "other", "triage": "fresh", "split": "", "scale": ""}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose a column for at least one of “text”, “conversation”."),
        ({"text": []}, "Choose a column for at least one of “text”, “conversation”."),
        ({"text": ["txt"]}, "The file has no column “txt”. Did you mean “text”?"),
        ({"text": ["Comment of the year"]}, "The file has no column “Comment of the year”. There are “id”, “text”"),
        ({"text": ["text"], "dragon": ["id"]}, "There is no field “dragon”."),
        ({"text": ["text"], "rating": ["stars", "id"]}, "Rating takes one column, not 2."),
        ({"text": ["text"], "person_email": ["text"]}, "The column “text” cannot be both Text and E-mail."),
    ],
)
def test_a_choice_that_cannot_be_says_what_and_how_to_mend_it(choose, fields, sentence):
    with pytest.raises(Invalid) as caught:
        choose(fields)
    assert caught.value.sentence.startswith(sentence)


def test_one_column_may_feed_two_fields_where_that_makes_sense(choose):
    assert choose({"text": ["text"], "title": ["text"]}).mapping["fields"] == {"text": ["text"], "title": ["text"]}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "Channel is needed. The stream these notes arrive by"),
        ({"channel": "x", "triage": "some"}, "Which go to the inbox: choose “fresh”, “all”, “none”."),
        ({"channel": "x", "colour": "red"}, "There is no option “colour” for notes."),
    ],
)
def test_options_are_checked_too(choose, options, sentence):
    with pytest.raises(Invalid) as caught:
        choose({"text": ["text"]}, options=options)
    assert caught.value.sentence.startswith(sentence)


def test_columns_that_read_two_ways_are_all_asked_about_at_once(choose):
    with pytest.raises(NeedsAnswer) as caught:
        choose({"text": ["text"], "said_at": ["when"]})
    (question,) = caught.value.questions
    assert question.column == "when"
    assert [value for value, _ in question.choices] == ["day-first", "month-first"]
    run = choose({"text": ["text"], "said_at": ["when"]}, readings={"when": Reading(order="month-first")})
    assert ColumnMap.from_json(run.mapping).reading_of("said_at").order == "month-first"


def test_a_value_far_down_decides_a_column_that_the_first_rows_leave_open(choose):
    text = "text,when\n" + "x,04/05/2026\n" * 12_000 + "y,25/05/2026\n"
    run = choose({"text": ["text"], "said_at": ["when"]}, text=text)
    assert ColumnMap.from_json(run.mapping).reading_of("said_at").order == "day-first"


@pytest.mark.parametrize(
    ("reading", "sentence"),
    [
        (Reading(order="sideways"), "choose “day-first”, “month-first”, “year-first”."),
        (Reading(zone="Mars/Base"), "“Mars/Base” is not a time zone."),
    ],
)
def test_an_answer_that_cannot_be_is_refused(choose, reading, sentence):
    with pytest.raises(Invalid) as caught:
        choose({"text": ["text"], "said_at": ["when"]}, readings={"when": reading})
    assert sentence in caught.value.sentence


def test_times_of_a_zone_that_several_regions_use_are_remarked(choose):
    text = "text,when\nx,2024/03/21 12:05:19 PM AST\n"
    run = choose({"text": ["text"], "said_at": ["when"]}, text=text)
    assert "Several regions call their time AST" in ColumnMap.from_json(run.mapping).reading_of("said_at").remark
    run = choose({"text": ["text"], "said_at": ["when"]}, text=text, readings={"when": Reading(zone="America/Halifax")})
    assert ColumnMap.from_json(run.mapping).reading_of("said_at") == Reading(zone="America/Halifax")
