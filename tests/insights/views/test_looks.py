"""Customers, an account, everyone behind a number and linking words in a browser: nothing for axe, nothing too wide.

The pages are asked for first and shown by a browser that reaches nothing else.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Route
from tests.journeys import looks
from tests.pages import client_of, html
from tests.people import make_account, make_channel
from tests.things import make_objective, make_opportunity, make_person, make_theme, say, tie

LONG = "Donaudampfschifffahrtsgesellschaft " * 5
SITE = "http://clew.test"


@pytest.fixture
def pages(scope, world) -> dict[str, str]:
    account = make_account(scope.workspace, LONG.strip(), segment=LONG[:80].strip(), arr=Decimal(71_000), domain="a.example",
                           extra={LONG[:60]: LONG})  # fmt: skip
    make_account(scope.workspace, "Silent")
    person = make_person(scope, LONG.strip(), account)
    notes = [say(scope, f"{LONG} {number}", account=account, person=person) for number in range(3)]
    theme = make_theme(scope, LONG[:120].strip(), notes)
    need = make_opportunity(scope, LONG[:120].strip(), advances=[make_objective(scope)])
    for source, stance in ((theme, "for"), (notes[0], "for"), (notes[1], "against")):
        tie(scope, need, source, stance=stance)
    channel = make_channel(scope.workspace, LONG[:80].strip())
    addresses = (
        "customers/", f"customers/{account.pk}/", f"customers/{account.pk}/edit/", f"voices/opportunity/{need.number}/",
        f"items/{need.pk}/evidence/", "settings/channels/", f"settings/channels/{channel.pk}/",
    )  # fmt: skip
    bob = client_of(world.bob)
    return {f"/w/northwind/{address}": html(bob, f"/w/northwind/{address}") for address in addresses}


def shown(pages: dict[str, str]) -> Callable[[Route], Any]:
    def answer(route: Route) -> Any:
        path = urlsplit(route.request.url).path
        if path in pages:
            return route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
        file = finders.find(path.removeprefix("/static/"))
        return route.fulfill(path=file) if file else route.fulfill(status=404)

    return answer


@pytest.mark.browser
@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(pages, look):
    size = looks.PHONE if look == "phone" else looks.DESK
    with looks.browser() as chromium:
        context = chromium.new_context(
            base_url=SITE,
            viewport=size,
            is_mobile=look == "phone",
            has_touch=look == "phone",
            color_scheme="dark" if look == "dark" else "light",
        )
        context.route("**/*", shown(pages))
        page = context.new_page()
        for address in pages:
            page.goto(address)
            looks.keep(page, f"{address.strip('/').replace('/', '-')}-{look}")
            assert looks.violations(page) == [], address
            assert not looks.is_wider_than_its_window(page), address
