"""Customers, an account, everyone behind a number and linking words in a browser: nothing for axe, nothing too wide.

The pages are asked for first and shown by a browser that reaches nothing else.
"""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.http import HttpResponseBase
from playwright.sync_api import Browser
from tests import glances
from tests.pages import client_of
from tests.people import make_account, make_channel
from tests.things import make_objective, make_opportunity, make_person, make_theme, say, tie

LONG = "Donaudampfschifffahrtsgesellschaft " * 5


@pytest.fixture
def answers(scope, world) -> dict[str, HttpResponseBase]:
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
    return {f"/w/northwind/{address}": bob.get(f"/w/northwind/{address}") for address in addresses}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with glances.chromium() as browser:
        yield browser


@pytest.mark.browser
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(browser: Browser, answers: dict[str, HttpResponseBase]):
    for address, answer in answers.items():
        assert answer.status_code == 200, address
        glances.is_fit(browser, address, answer, address.strip("/").replace("/", "-"))
