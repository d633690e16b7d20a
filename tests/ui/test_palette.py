from types import SimpleNamespace

import pytest
from django.test import Client

from clew.ui import palette

pytestmark = pytest.mark.usefixtures("site")


def found(scope: SimpleNamespace, query: str) -> dict[str, list[str]]:
    return {section.heading: [hit.name for hit in section.hits] for section in palette.search(scope, query)}


def test_an_empty_query_offers_the_places_and_what_can_be_done(nobody: SimpleNamespace):
    assert found(nobody, "  ") == {"Go to": ["Brief", "Inbox", "Themes"], "Do": ["New theme"]}


def test_what_a_person_may_not_do_is_not_offered(nobody: SimpleNamespace):
    assert "Invite a member" not in found(nobody, "invite").get("Do", [])
    nobody.may = lambda _: True
    assert "Invite a member" in found(nobody, "people")["Do"], "also by another word for it"


def test_typing_finds_items_words_and_actions(nobody: SimpleNamespace):
    assert found(nobody, "swap") == {
        "Themes": ["A <b>swap</b> theme"],
        "Words": ["“swaping takes long”"],
        "Do": ["New theme called “swap”"],
    }


@pytest.mark.parametrize("mark", ['"', "“"])
def test_a_quotation_mark_narrows_to_customers_words(nobody: SimpleNamespace, mark: str):
    assert list(found(nobody, f"{mark}swap")) == ["Words"]


def test_a_prefix_that_nobody_serves_finds_nothing(nobody: SimpleNamespace):
    assert found(nobody, "@ana") == {}


def test_the_sign_for_doing_narrows_to_actions(nobody: SimpleNamespace):
    assert found(nobody, ">") == {"Do": ["New theme"]}
    assert found(nobody, "> theme") == {"Do": ["New theme"]}


def test_places_are_found_by_the_beginnings_of_their_words(nobody: SimpleNamespace):
    assert found(nobody, "inb")["Go to"] == ["Inbox"]
    assert "Go to" not in found(nobody, "box")


def test_a_very_long_query_is_cut(nobody: SimpleNamespace):
    (hit,) = next(section for section in palette.search(nobody, "x" * 5000) if section.heading == "Themes").hits
    assert hit.name.count("x") == palette.LONGEST_QUERY


def test_results_are_options_of_a_listbox_and_escaped(site: Client):
    html = site.get("/w/northwind/palette/", {"q": "<i>"}, headers={"HX-Request": "true"}).content.decode()
    assert "<!doctype" not in html
    assert '<ul id="palette-list" role="listbox"' in html
    assert html.count('aria-selected="true"') == 1
    assert "<b>" not in html
    assert "&lt;i&gt;" in html


def test_without_scripts_the_palette_is_a_page_of_links(site: Client):
    html = site.get("/w/northwind/palette/", {"q": "swap"}).content.decode()
    assert "<!doctype html>" in html
    assert '<a class="palette__row" href="/w/northwind/themes/?name=swap">' in html


def test_nothing_found_says_what_to_try(site: Client):
    html = site.get("/w/northwind/palette/", {"q": "@nobody"}, headers={"HX-Request": "true"}).content.decode()
    assert "Nothing is called “@nobody”." in html
