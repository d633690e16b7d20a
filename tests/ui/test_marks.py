from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from clew.kit import clock
from clew.ui import head, marks


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 9, tzinfo=UTC))


def test_an_icon_that_is_not_in_the_sprite_is_an_error():
    with pytest.raises(LookupError, match="Add it to"):
        marks.icon("no-such-icon")


def test_without_the_sprite_an_icon_keeps_its_place(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(head, "has", lambda _: False)
    assert marks.icon("inbox") == '<svg class="icon " aria-hidden="true"></svg>'


@given(st.text(max_size=60), st.text(max_size=20))
def test_highlighting_changes_no_letter(words: str, query: str):
    marked = marks.highlight(words, query)
    assert isinstance(marked, Markup)
    assert marked.replace(Markup("<mark>"), "").replace(Markup("</mark>"), "") == escape(words)


def test_the_beginnings_of_words_are_marked():
    assert marks.highlight("Swap a crewswap", "swap") == "<mark>Swap</mark> a crewswap"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**firm**", "<p><strong>firm</strong></p>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>\n"),
        ("![x](https://example.com/p.png)", "<p></p>\n"),
    ],
)
def test_markdown_keeps_its_form_and_loses_its_teeth(source: str, html: str):
    assert marks.markdown(source) == html


def test_links_of_members_tell_nobody_where_they_came_from():
    assert 'rel="noopener noreferrer nofollow"' in marks.markdown("[x](https://example.com)")


def test_dates_are_short_and_hold_the_exact_time():
    assert marks.day(date(2026, 11, 19)) == "19 Nov"
    assert marks.day(date(2025, 11, 19)) == "19 Nov 2025"
    assert marks.when(datetime(2026, 11, 19, 8, 12, tzinfo=UTC)) == (
        '<time datetime="2026-11-19T08:12:00+00:00" title="Thu 19 Nov 2026, 08:12">Yesterday</time>'
    )
    assert marks.ago(datetime(2026, 11, 9, 9, tzinfo=UTC)) == "11 days"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-11-19", "19 Nov"),
        ("2024-07-11", "11 Jul 2024"),
        ("2026-02-30", "2026-02-30"),
        ("US-AZ", "US-AZ"),
        (94, "94"),
    ],
)
def test_a_day_in_a_file_reads_as_a_day_and_the_rest_as_it_is(value: object, shown: str):
    assert marks.fact(value) == shown
