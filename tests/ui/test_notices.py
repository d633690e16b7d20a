import pytest
from django.test import Client

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/w/northwind/inbox/?q=a"}


@pytest.fixture(autouse=True)
def _site(site: Client) -> None:
    """All of these need it."""


def test_a_notice_shows_on_the_page_after_a_redirect_and_only_once(site: Client):
    page = site.get("/w/northwind/redirect/", follow=True).content.decode()
    assert page.count("<p>Saved.</p>") == 1
    assert "<p>Saved.</p>" not in site.get("/w/northwind/").content.decode()


def test_a_fragment_carries_its_notice_to_the_region(site: Client):
    fragment = site.get("/w/northwind/fragment/?answer=200", headers=HTMX).content.decode()
    assert fragment.startswith("<p>swapped</p>")
    assert '<hx-partial hx-target="#notices" hx-swap="beforeend">' in fragment
    assert "<p>Archived.</p>" in fragment
    assert site.get("/w/northwind/unread/").content == b""


def test_undo_from_a_fragment_comes_back_to_the_page_that_asked(site: Client):
    fragment = site.get("/w/northwind/fragment/?answer=200", headers=HTMX).content.decode()
    assert '<form method="post" action="/w/northwind/undo/">' in fragment
    assert 'name="event" value="last"' in fragment
    assert 'name="next" value="http://testserver/w/northwind/inbox/?q=a"' in fragment


def test_an_htmx_request_that_leaves_the_page_keeps_its_notice_for_the_next(site: Client):
    answer = site.get("/w/northwind/redirect/", headers=HTMX)
    assert answer.headers["HX-Redirect"] == "/w/northwind/"
    assert answer.content == b""
    assert "<p>Saved.</p>" in site.get("/w/northwind/").content.decode()


def test_what_a_notice_says_is_escaped(site: Client):
    site.post("/w/northwind/undo/", {"event": "<b>", "next": "/w/northwind/"})
    assert "Undid &lt;b&gt;." in site.get("/w/northwind/").content.decode()


def test_an_announcement_travels_in_a_header_whatever_its_letters(site: Client):
    header = site.get("/w/northwind/fragment/?answer=200", headers=HTMX).headers["X-Announce"]
    assert header == "One%20note%20archived%2C%2042%20%E2%80%9Cleft%E2%80%9D."
