from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from clew.kit.errors import NotFound
from clew.ui import errors


@pytest.fixture(autouse=True)
def _site(site: Client) -> None:
    """All of these need it."""


def test_an_address_that_leads_nowhere_is_a_page_in_our_words(site: Client):
    answer = site.get("/nowhere/")
    assert answer.status_code == 404
    assert '<h1 class="bare__title">Nothing here</h1>' in answer.content.decode()
    assert 'class="side"' not in answer.content.decode(), "a stranger sees no frame"


def test_an_expected_failure_of_a_fragment_lands_among_the_notices(site: Client):
    answer = site.get("/w/northwind/fragment/?answer=409", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#notices", "beforeend")
    assert "<b>Changed meanwhile.</b> Carol changed it meanwhile." in answer.content.decode()
    assert "<!doctype" not in answer.content.decode()


def test_the_same_failure_of_a_page_stays_inside_the_frame(site: Client):
    page = site.get("/w/northwind/fragment/?answer=409").content.decode()
    assert "<h1>Changed meanwhile</h1>" in page
    assert 'class="side"' in page


def test_a_bug_is_a_page_that_asks_no_database(site: Client):
    site.raise_request_exception = False
    with patch.object(connection, "cursor", side_effect=AssertionError("the database may be the reason")):
        answer = site.get("/broken/")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert "a bug" not in answer.content.decode()


def test_the_last_resort_keeps_the_theme():
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "dark"
    assert b'data-theme="dark"' in errors.server_error(request).content


def test_a_stale_form_says_what_to_do():
    site = Client(enforce_csrf_checks=True)
    answer = site.post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "send it again; nothing was changed" in answer.content.decode()


def test_what_an_error_says_is_escaped(site: Client):
    request = RequestFactory().get("/")
    answer = errors.error_response(request, NotFound("No <script> here."))
    assert b"No &lt;script&gt; here." in answer.content
