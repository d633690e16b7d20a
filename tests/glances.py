"""A look at a screen in Chromium: light, dark, and on a phone.

Chromium asks no server: what the test's own client is answered stands in for one, inside the test's transaction.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponseBase
from playwright.sync_api import Browser, Page, Route, expect
from tests.journeys import looks

HOST = "http://localhost"


@contextmanager
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, looks.browser() as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")  # Playwright waits in a loop of its own, in this thread
        yield browser


@contextmanager
def opened(browser: Browser, answers: Mapping[str, HttpResponseBase], **window: Any) -> Iterator[Page]:
    """A page that is given `answers` by their address; whatever the browser complains about fails the test.

    Chromium reports an answer of 400 and more as a failure to load; where one was meant, that is no complaint.
    """

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        if asked.path.startswith("/static/"):
            route.fulfill(path=finders.find(asked.path.removeprefix("/static/")))
            return
        got: Any = answers[f"{asked.path}?{asked.query}" if asked.query else asked.path]
        route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.content)

    context = browser.new_context(base_url=HOST, **{"viewport": looks.DESK, **window})
    context.route("**/*", answer)
    page, complaints = looks.watched(context)
    yield page
    context.close()
    refused = any(got.status_code >= 400 for got in answers.values())
    assert [words for words in complaints if not (refused and "Failed to load resource" in words)] == []


def is_fit(browser: Browser, address: str, got: HttpResponseBase, name: str) -> None:
    """Axe finds nothing in either theme, and nothing is wider than a phone. `name` is for pictures (CLEW_LOOKS=yes)."""
    for window in (looks.DESK, looks.PHONE):
        is_phone = window == looks.PHONE
        with opened(browser, {address: got}, viewport=window, is_mobile=is_phone, has_touch=is_phone) as page:
            page.goto(address)
            expect(page.locator("h1")).to_be_visible()
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
                looks.keep(page, f"{name}-{theme}{'-phone' if is_phone else ''}")
                assert looks.violations(page) == [], (name, theme, window)
            assert not looks.is_wider_than_its_window(page), (name, window)
