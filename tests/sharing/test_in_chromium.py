"""The screens of direction in a real browser: brief, first steps, strategy, objective, key result.

Chromium asks no server: the test's own client reads every page beforehand, inside the test's transaction.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponseBase
from playwright.sync_api import Browser, Page, expect
from tests import glances
from tests.journeys import looks
from tests.pages import client_of
from tests.people import NOW
from tests.sharing import company
from tests.things import make_key_result, make_objective

from clew.strategy.actions.objectives import add_reading
from clew.strategy.models import KeyResult
from clew.thread.actions.comments import add_comment
from clew.thread.actions.items import edit_item

pytestmark = pytest.mark.browser
BRIEF, STRATEGY = "/w/northwind/", "/w/northwind/strategy/"
OBJECTIVE, KEY_RESULT = "/w/northwind/objectives/1/", "/w/northwind/key-results/1/"
START = "/w/elsewhere/"
"""Charlie's workspace has a note and nothing else: his first steps."""
PAGES = {
    "brief": BRIEF,
    "empty-brief": f"{START}?brief=yes",
    "start": START,
    "strategy": STRATEGY,
    "empty-strategy": "/w/elsewhere/strategy/",
    "mission": f"{STRATEGY}mission/",
    "new-period": f"{STRATEGY}periods/new/",
    "objective": OBJECTIVE,
    "loose-objective": "/w/northwind/objectives/3/",
    "editing-an-objective": f"{OBJECTIVE}edit/",
    "key-result": KEY_RESULT,
    "unread-key-result": "/w/northwind/key-results/5/",
    "editing-a-key-result": f"{KEY_RESULT}edit/",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with glances.chromium() as browser:
        yield browser


@pytest.fixture
def filled(scope: Any) -> None:
    """Objectives with everything, and one with a long name, nobody's, that nothing serves and nobody ever read."""
    company.fill(scope)
    key_result = KeyResult.objects.get(number=1)
    for days in range(7, 120, 7):
        day, value = NOW.date() - timedelta(days=days), Decimal(90) - days / Decimal(10)
        add_reading(
            key_result=key_result, value=value, taken_on=day, comment="After the release", by=scope.actor, now=NOW
        )
    add_comment(item=key_result, text="**Bold** words, and a list:\n\n- one\n- two", by=scope.actor, now=NOW)
    long = "Make the plan that was agreed in the morning hold until the evening whatever happens on the way " * 2
    objective = make_objective(scope, long.strip())
    make_key_result(scope, objective, long.strip(), unit="per 1,000 jobs planned", baseline=Decimal("1234567.8"),
                    target=Decimal("9876543.2"))  # fmt: skip
    edit_item(item=objective, description="Because.\n\n" + long * 4, by=scope.actor, now=NOW)


@pytest.fixture
def answers(filled: None, bob: Any, charlie: Any) -> dict[str, HttpResponseBase]:
    """What Bob, or Charlie at home, is answered, by address."""
    clients = {True: client_of(charlie), False: client_of(bob)}
    return {address: clients[address.startswith(START)].get(address) for address in PAGES.values()}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_the_browser_does_not_complain_and_nothing_is_too_wide(
    browser: Browser, answers: dict[str, HttpResponseBase], name: str
):
    glances.is_fit(browser, PAGES[name], answers[PAGES[name]], name)


@pytest.fixture
def page(browser: Browser, answers: dict[str, HttpResponseBase]) -> Iterator[Page]:
    with glances.opened(browser, answers) as page:
        yield page


@pytest.mark.parametrize(("address", "label"), [(OBJECTIVE, "Objective"), (KEY_RESULT, "Key result")])
def test_the_title_is_edited_where_it_stands(page: Page, address: str, label: str):
    page.goto(address)
    page.get_by_role("link", name="Change title and details").click()
    expect(page.get_by_role("textbox", name=label, exact=True)).to_be_focused()
    expect(page.get_by_role("navigation", name="Thread of")).to_be_visible()
    expect(page.locator("#edit")).to_have_attribute("action", f"{address}edit/")
    assert looks.violations(page) == []


def test_earlier_readings_and_the_table_behind_the_drawing_open(page: Page):
    page.goto(KEY_RESULT)
    earlier = page.get_by_role("table", name="Earlier readings")
    expect(earlier).not_to_be_visible()
    page.get_by_text("10 earlier readings").click()
    expect(earlier.get_by_role("row")).to_have_count(11)
    page.get_by_text("Show as table").click()
    expect(page.get_by_role("table", name="Aim 0, number 0").get_by_role("row")).to_have_count(19)
    assert looks.violations(page) == []


def test_the_brief_prints_without_the_desk_around_it(page: Page):
    page.goto(BRIEF)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Top opportunities")).to_be_visible()
    for gone in (".side", ".bar__end", ".tabbar"):
        expect(page.locator(gone)).not_to_be_visible()
