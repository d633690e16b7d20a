"""The screens of opportunities and features in a real browser: light, dark and on a phone.

Chromium asks no server: the test's own client reads every page beforehand, inside the test's transaction.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponseBase
from playwright.sync_api import Browser, Page, expect
from tests import glances
from tests.journeys import looks
from tests.pages import client_of
from tests.people import NOW, make_account
from tests.things import (
    make_feature,
    make_key_result,
    make_objective,
    make_opportunity,
    make_person,
    make_theme,
    say,
    tie,
)

from clew.insights.actions.rollups import refresh_rollups
from clew.thread.actions.loose_ends import refresh_loose_ends

pytestmark = pytest.mark.browser
OPPORTUNITIES, FEATURES = "/w/northwind/opportunities/", "/w/northwind/features/"
PAGES = {
    "ranked": OPPORTUNITIES,
    "tree": f"{OPPORTUNITIES}tree/",
    "opportunity": f"{OPPORTUNITIES}1/?open=score",
    "loose opportunity": f"{OPPORTUNITIES}2/",
    "judging": f"{OPPORTUNITIES}1/judge/",
    "new opportunity": f"{OPPORTUNITIES}new/?theme=1",
    "scores": "/w/northwind/settings/scores/",
    "features": FEATURES,
    "feature": f"{FEATURES}1/",
    "loose feature": f"{FEATURES}2/",
    "editing a feature": f"{FEATURES}1/edit/",
}
MORE = [f"{OPPORTUNITIES}1/", f"{OPPORTUNITIES}2/edit/"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with glances.chromium() as browser:
        yield browser


@pytest.fixture
def company(scope: Any) -> None:
    """Two opportunities and two features: one of each with everything, one with nothing; names that go on and on."""
    long = "Recover the day when someone calls in sick and nobody with the right certificate is near" * 2
    account = make_account(scope.workspace, "Calder Plumbing & Heating of Greater Northumberland", arr=Decimal(71_000))
    ann = make_person(scope, "Ann", account)
    notes = [say(scope, f"We lose half a day each time. {number}", person=ann, account=account) for number in range(3)]
    theme = make_theme(scope, notes=notes)
    made = make_opportunity(
        scope,
        long,
        description="Why it matters.\n\n- **One**\n- Two",
        need=8,
        effort=Decimal(6),
        advances=[make_key_result(scope, make_objective(scope))],
    )
    tie(scope, made, theme)
    tie(scope, made, notes[0])
    tie(scope, made, say(scope, "Nobody is ever sick here.", account=account), stance="against")
    make_opportunity(scope, "Unjudged" * 20)
    make_feature(scope, long, serves=[made], effort=Decimal("1.5"), team="Scheduling")
    make_feature(scope, "Adrift")
    refresh_rollups(workspace=scope.workspace, now=NOW)
    refresh_loose_ends(workspace=scope.workspace, now=NOW)


@pytest.fixture
def answers(company: None, bob: Any) -> dict[str, HttpResponseBase]:
    """What Bob is answered, by address."""
    client = client_of(bob)
    return {address: client.get(address) for address in (*PAGES.values(), *MORE)}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_the_browser_does_not_complain_and_nothing_is_too_wide(
    browser: Browser, answers: dict[str, HttpResponseBase], name: str
):
    glances.is_fit(browser, PAGES[name], answers[PAGES[name]], name.replace(" ", "-"))


@pytest.fixture
def page(browser: Browser, answers: dict[str, HttpResponseBase]) -> Iterator[Page]:
    with glances.opened(browser, answers) as page:
        yield page


def test_the_title_is_edited_where_it_stands(page: Page):
    page.goto(f"{OPPORTUNITIES}2/")
    page.get_by_role("link", name="Change title and details").click()
    expect(page.get_by_label("The need")).to_be_focused()
    expect(page.get_by_role("navigation", name="Thread of")).to_be_visible()
    assert looks.violations(page) == []


def test_the_arithmetic_opens(page: Page):
    page.goto(f"{OPPORTUNITIES}1/")
    expect(page.get_by_role("table", name="How the score is made")).not_to_be_visible()
    page.get_by_text("Show the arithmetic").click()
    expect(page.get_by_role("table", name="How the score is made")).to_be_visible()


def test_the_keys_walk_the_list_and_open_a_row(page: Page):
    page.goto(OPPORTUNITIES)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#op-2")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/opportunities/2/")
