from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from markupsafe import Markup

from clew.ui import samples
from clew.ui.figures.thread import Knot

NASTY = '<b>"x"</b>'


@pytest.fixture
def ui() -> Any:
    return engines["jinja2"].env.get_template("ui/parts.html").module  # type: ignore[attr-defined]


def render(source: str, **context: Any) -> str:
    return str(engines["jinja2"].from_string('{% import "ui/parts.html" as ui %}' + source).render(context))


def test_a_thread_is_an_ordered_list_of_links_that_marks_where_one_is(ui: Any):
    html = ui.thread(samples._whole(), NASTY, (1, 2))
    assert 'aria-label="&lt;b&gt;' in html
    assert html.count("<li ") == 6
    assert html.count('aria-current="true"') == 1
    assert html.count('<a class="knot__body" href="/">') == 5
    assert 'class="strands"' in html


def test_a_knot_that_leads_nowhere_is_no_link(ui: Any):
    html = ui.thread([Knot("here", "Feature", NASTY)], "Thread")
    assert "<a " not in html
    assert NASTY not in html


def test_a_cut_is_rust_only_where_something_is_missing(ui: Any):
    assert ui.thread(samples._no_work(), "Thread").count("knot--cut") == 2
    assert "knot--cut" not in ui.thread(samples._nothing_yet(), "Thread")


def test_a_frayed_knots_note_is_rust(ui: Any):
    html = ui.thread([Knot("why", "Objectives", "4", "1 has no work", fray=True), Knot("here", "x", "y")], "Thread")
    assert "knot__note--loose" in html


def test_an_empty_thread_is_an_empty_list(ui: Any):
    assert "<li" not in ui.thread([], "Thread")
    assert "<li" not in ui.vthread([], "Thread")


@pytest.mark.parametrize(
    ("state", "word"), [("good", "On course"), ("warn", "At risk"), ("bad", "Off course"), ("none", "Not started")]
)
def test_a_status_has_a_word(ui: Any, state: str, word: str):
    assert word in ui.status(state)
    assert "Watch" in ui.status(state, "Watch")


def test_a_quote_may_hold_marks_and_nothing_else(ui: Any):
    assert "<mark>moving</mark>" in ui.quote(Markup("<mark>moving</mark> paper"), "Northwind")
    assert NASTY not in ui.quote(NASTY, NASTY, NASTY)
    assert "speaks against" in ui.quote("words", "Alder", against=True)


@pytest.mark.parametrize(
    ("percent", "words"), [(38, "up </span>38%"), (-12, "down </span>12%"), (3, "level"), (None, "new"), (5.01, "5%")]
)
def test_a_trend_is_said_in_words_too(ui: Any, percent: float | None, words: str):
    assert words in ui.trend(percent)


def test_a_button_is_a_button_and_with_an_address_a_link(ui: Any):
    assert 'type="button"' in ui.button("New note", key="N")
    assert 'data-key="n"' in ui.button("New note", key="N")
    assert ui.button("New note", href="/x").startswith('<a class="btn"')


def test_a_section_head_shows_zero(ui: Any):
    assert '<span class="muted">0</span>' in ui.sec("Red flags", 0)
    assert "muted" not in ui.sec("Red flags")


def test_what_a_call_block_holds_stands_at_its_place():
    html = render(
        '{% call ui.sec("Red flags") %}<a href="/x">All</a>{% endcall %}{% call ui.empty("None", "Yet.") %}<i>act</i>{% endcall %}'
    )
    assert '<span class="sec__end"><a href="/x">All</a></span>' in html
    assert '<p class="empty__act"><i>act</i></p>' in html


def test_an_error_in_the_page_is_announced_and_a_remark_is_not(ui: Any):
    assert 'role="alert"' in ui.notice("Refused.", bad=True)
    assert "role=" not in ui.notice("Note.")


def test_the_last_page_has_no_pager(ui: Any):
    assert ui.pager("").strip() == ""
    assert 'rel="next"' in ui.pager("?after=x")


def test_progress_asks_again_until_it_is_over(ui: Any):
    assert 'hx-trigger="load delay:700ms"' in ui.progress("job", "/j", 3, 10, "3 of 10")
    assert "hx-" not in ui.progress("job", "/j", 10, 10, "10 of 10", is_over=True)
    assert 'max="1"' in ui.progress("job", "/j", 0, 0, "Starting")


def test_a_select_keeps_what_was_chosen_whatever_its_type(ui: Any):
    html = ui.select("Role", "role", [(1, "Reader"), (3, "Editor")], "3")
    assert '<option value="3" selected>Editor</option>' in html
    assert html.count("selected") == 1


def test_people_are_chosen_by_name(ui: Any):
    members = [SimpleNamespace(id="a", label=NASTY), SimpleNamespace(id="b", label="Ben Okafor")]
    html = ui.people(members, "b")
    assert '<option value="b" selected>Ben Okafor</option>' in html
    assert '<option value="">Nobody</option>' in html
    assert NASTY not in html


def test_nobody_is_unowned(ui: Any):
    assert "Unowned" in ui.person(None)
    assert "Ana Reyes" in ui.person(SimpleNamespace(initials="AR", label="Ana Reyes"))


def test_a_filter_that_is_on_says_what_its_link_does(ui: Any):
    assert "remove this filter" in ui.chip("Fleet", "10+ vans", "?")


def test_a_sorted_column_says_so(ui: Any):
    html = ui.th("Notes", right=True, href="?sort=notes", sorted="descending")
    assert 'aria-sort="descending"' in html
    assert "Notes ↓" in html


def test_a_name_that_a_template_does_not_have_is_an_error():
    with pytest.raises(Exception, match="undefined"):
        render("{{ no_such_thing }}")
