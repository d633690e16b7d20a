from types import SimpleNamespace

import pytest
from django.test import Client

from clew.ui import navigation

pytestmark = pytest.mark.usefixtures("site")


def current(nobody: SimpleNamespace, path: str) -> list[str]:
    return [link.entry.label for link in navigation.links(nobody, path) if link.is_current]


def test_the_side_bar_follows_the_thread_from_top_to_bottom(nobody: SimpleNamespace):
    groups = navigation.groups(navigation.links(nobody))
    assert [group.name for group in groups] == ["Direction", "Discovery"]
    assert [link.entry.label for link in groups[1].links] == ["Inbox", "Themes"]


def test_entries_come_in_any_order(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(navigation, "_entries", [])
    navigation.add(navigation.Entry("Delivery", 1, "Last", "map", "brief"))
    navigation.add(
        navigation.Entry("Direction", 2, "Second", "map", "inbox"),
        navigation.Entry("Direction", 1, "First", "map", "themes"),
    )
    assert [entry.label for entry in navigation.entries()] == ["First", "Second", "Last"]


@pytest.mark.parametrize(
    ("path", "label"),
    [("/w/northwind/", "Brief"), ("/w/northwind/inbox/", "Inbox"), ("/w/northwind/inbox/12/", "Inbox")],
)
def test_the_entry_of_the_page_and_of_those_below_it_is_current(nobody: SimpleNamespace, path: str, label: str):
    assert current(nobody, path) == [label]


def test_a_page_without_an_entry_marks_none_although_the_home_page_begins_its_address(nobody: SimpleNamespace):
    assert current(nobody, "/w/northwind/settings/") == []


def test_counts_are_asked_only_where_they_are_shown(nobody: SimpleNamespace, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    entry = navigation.Entry(
        "Direction", 0, "Brief", "compass", "brief", count=lambda _: len(asked.append("x") or asked)
    )
    monkeypatch.setattr(navigation, "_entries", [entry])
    links = navigation.links(nobody)
    assert asked == []
    assert links[0].count() == 1


def test_a_page_shows_each_count_once(site: Client):
    page = site.get("/w/northwind/inbox/").content.decode()
    assert page.count('<span class="count">1,284</span>') == 1
    assert page.count('aria-current="page"') == 2, "in the side bar, and in the phone's tab bar"
