import io

import pytest
from tests.realdata import data_folder

from clew.interchange.models import known_format
from clew.interchange.queries.guesses import guess_columns
from clew.kit.tables import sniff


def guess(text: str) -> dict[str, tuple[str, ...]]:
    return guess_columns(known_format("notes"), sniff(io.BytesIO(text.encode())))


def test_headers_are_understood_however_they_are_written():
    text = "Created_At,reviewText,userEmail,StarRating\n2026-11-01,Works very well for us,a@b.co,5\n"
    assert guess(text) == {
        "said_at": ("Created_At",),
        "text": ("reviewText",),
        "person_email": ("userEmail",),
        "rating": ("StarRating",),
    }


def test_a_header_is_not_believed_against_its_cells():
    text = "date,email,rating,comment\nsoon,none yet,good,Works very well\nlater,no idea,bad,It does not\n"
    assert guess(text) == {"text": ("comment",)}


def test_no_column_is_used_twice():
    chosen = [
        name
        for names in guess("id,name,text,text\n1,Ana,some words here,more words there\n").values()
        for name in names
    ]
    assert len(chosen) == len(set(chosen))


def test_dates_and_addresses_are_found_by_their_cells():
    text = "A,B,C\n2026-11-01 10:00,ana@acme.com,The first thing that I would like to say\n2026-11-02 10:00,bo@acme.com,Another thing\n"
    assert guess(text) == {"said_at": ("A",), "person_email": ("B",), "text": ("C",)}


SURVEY = (
    "Timestamp,How large is your team?,Which tools do you use?,What would you change?,Anything else to add?\n"
     '2026-11-01,1-10,"Go, Java",I would make the export much faster than it is,Thanks for asking us about this\n'
     '2026-11-02,10-50,"Java, Python",The login loses my session every single day,The new board is really nice\n'
     '2026-11-03,1-10,"Go, Python, Java",Nothing at all really it works for everyone here,Please add a dark theme soon\n'
)  # fmt: skip


def test_in_a_survey_the_questions_answered_in_own_words_are_found():
    assert guess(SURVEY)["text"] == ("What would you change?", "Anything else to add?")


def test_without_free_text_the_wordiest_column_is_taken_and_numbers_never():
    assert guess("a,b\n1,it works\n2,it works\n")["text"] == ("b",)
    assert "text" not in guess("a,b\n1,2\n3,4\n")


@pytest.mark.data
@pytest.mark.parametrize(
    ("path", "question"),
    [
        (
            "developer-experience/developer-experience-survey.csv",
            "What could be changed to improve the developer experience?",
        ),
        ("docs-usability/otel-docs-usability-survey.csv", "What features or information would you like to see added"),
        ("getting-started/otel-getting-started-survey.csv", "Anything else you wish to share with us?"),
        ("otel-prom-interoperability/otel-prom-interoperability-survey.csv", "What have been the biggest challenges"),
    ],
)
def test_the_open_questions_of_real_surveys_are_found(path, question):
    layout = sniff(data_folder("f_opentelemetry") / "feedback" / path)
    guessed = guess_columns(known_format("notes"), layout)
    assert guessed["said_at"] == ("Timestamp",)
    assert any(name.startswith(question) for name in guessed["text"]), guessed
