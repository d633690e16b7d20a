import pytest
from django.test import Client

from clew.ui import places

pytestmark = pytest.mark.usefixtures("site")


def test_a_place_in_a_workspace_has_an_address_only_there():
    assert places.address("palette", "northwind") == "/w/northwind/palette/"
    assert places.address("palette") == ""


def test_the_persons_own_places_need_no_workspace():
    assert places.address("switcher") == "/switcher/"
    assert places.address("switcher", "northwind") == "/switcher/"


def test_a_place_that_nobody_serves_is_not_drawn(site: Client, monkeypatch: pytest.MonkeyPatch):
    whole = site.get("/w/northwind/").content.decode()
    assert 'id="palette"' in whole
    monkeypatch.setattr(places, "_pages", {})
    bare = site.get("/w/northwind/").content.decode()
    assert 'id="palette"' not in bare
    assert 'popovertarget="switcher"' not in bare
    assert 'data-key="z"' not in bare


def test_areas_name_what_they_serve(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(places, "_pages", {})
    places.serve("undo", "undo")
    assert places.address("undo", "elsewhere") == "/w/elsewhere/undo/"
