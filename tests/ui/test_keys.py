from types import SimpleNamespace

import pytest
from django.test import Client

from clew.ui import keys

pytestmark = pytest.mark.usefixtures("site")


def test_every_screens_keys_are_listed_and_where_g_and_c_lead(nobody: SimpleNamespace):
    screens = {screen.name: screen for screen in keys.screens(nobody)}
    assert list(screens) == ["Everywhere", "Go to", "Create", "Lists", "Inbox"]
    assert keys.Key("G I", "Inbox", "/w/northwind/inbox/") in screens["Go to"].keys
    assert [key.keys for key in screens["Create"].keys] == ["C T"]


def test_outside_a_workspace_g_and_c_lead_nowhere():
    assert [screen.name for screen in keys.screens(None)] == ["Everywhere", "Lists", "Inbox"]


def test_areas_add_their_screens(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keys, "_screens", [])
    keys.add("Themes", keys.Key("M", "Merge"))
    assert keys.screens(None)[-1] == keys.Screen("Themes", (keys.Key("M", "Merge"),))


def test_the_list_on_the_page_is_what_the_keys_press(site: Client):
    html = site.get("/w/northwind/").content.decode()
    assert '<a href="/w/northwind/inbox/" data-key="g i">Inbox</a>' in html
    assert "<kbd>Ctrl</kbd><kbd>K</kbd>" in html
