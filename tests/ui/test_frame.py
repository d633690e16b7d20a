import pytest
from django.test import Client, RequestFactory

from clew.ui.frame import NAMES, frame, theme
from clew.ui.responses import page as answer_with


@pytest.fixture(autouse=True)
def _site(site: Client) -> None:
    """All of these need it."""


@pytest.mark.parametrize(("cookie", "chosen"), [("dark", "dark"), ("light", "light"), ("", ""), ('"><script>', "")])
def test_only_our_two_themes_are_taken_from_the_cookie(cookie: str, chosen: str):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert theme(request) == chosen


def test_the_page_comes_in_the_chosen_theme(site: Client):
    assert '<html lang="en">' in site.get("/w/northwind/").content.decode()
    site.cookies["theme"] = "dark"
    assert '<html lang="en" data-theme="dark">' in site.get("/w/northwind/").content.decode()


def test_the_switch_sets_the_cookie_without_scripts_and_comes_back(site: Client):
    answer = site.post("/theme/", {"theme": "dark"}, headers={"Referer": "http://testserver/w/northwind/inbox/"})
    assert answer.headers["Location"] == "http://testserver/w/northwind/inbox/"
    assert site.cookies["theme"].value == "dark"
    site.post("/theme/", {"theme": "purple"})
    assert site.cookies["theme"].value == "dark"


def test_the_switch_sends_nobody_elsewhere(site: Client):
    answer = site.post("/theme/", {"theme": "dark"}, headers={"Referer": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_the_frame_stands_without_a_workspace(site: Client):
    page = site.get("/alone/").content.decode()
    assert '<span class="t">Clew</span>' in page
    assert 'class="tabbar"' not in page


def test_every_htmx_request_carries_the_token(site: Client):
    page = site.get("/w/northwind/").content.decode()
    assert """hx-headers:inherited='{"X-CSRFToken": \"""" in page


def test_a_page_has_its_landmarks(site: Client):
    page = site.get("/w/northwind/").content.decode()
    for landmark in (
        '<a class="skip" href="#main">',
        '<nav class="side" aria-label="Main">',
        'id="main"',
        'id="live" role="status"',
    ):
        assert page.count(landmark) == 1
    assert "<title>List · Northwind · Clew</title>" in page


def test_no_view_may_call_its_own_what_the_frame_brings():
    request = RequestFactory().get("/")
    assert set(frame(request)) == NAMES
    with pytest.raises(ValueError, match="theme, which the frame has already"):
        answer_with(request, "ui/error.html", theme="mine")
