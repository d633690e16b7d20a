import pytest

from clew.ui import settings_pages
from clew.ui.settings_pages import SettingsPage, tabs


@pytest.fixture(autouse=True)
def _pages(site, monkeypatch):
    monkeypatch.setattr(settings_pages, "_pages", [])
    settings_pages.add(SettingsPage(20, "Themes", "themes"), SettingsPage(10, "Brief", "brief"))
    settings_pages.add(SettingsPage(30, "Owners’", "inbox", need=4))


def test_tabs_come_in_their_order_and_only_those_that_the_person_may_open(nobody):
    assert [tab.words for tab in tabs(nobody)] == ["Brief", "Themes"]


def test_the_tab_with_the_longest_address_is_on(nobody):
    assert [tab.on for tab in tabs(nobody, "/w/northwind/themes/")] == [False, True]
    assert [tab.on for tab in tabs(nobody, "/w/northwind/")] == [True, False]
