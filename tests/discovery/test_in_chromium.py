"""The screens of opportunities and features in a real browser: light, dark and on a phone.

Chromium asks no server: the test's own client reads every page beforehand, inside the test's transaction.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, expect
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
HOST = "http://localhost"
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
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, looks.browser() as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")  # Playwright waits in a loop of its own, in this thread
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
def site(chromium: Browser, company: None, bob: Any) -> Callable[[Route], None]:
    """Gives the browser what Bob is answered; static files come from where they stand."""
    client = client_of(bob)
    pages = {address: client.get(address) for address in (*PAGES.values(), *MORE)}

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        if asked.path.startswith("/static/"):
            route.fulfill(path=finders.find(asked.path.removeprefix("/static/")))
            return
        got = pages[f"{asked.path}?{asked.query}" if asked.query else asked.path]
        route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.content)

    return answer


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_the_browser_does_not_complain_and_nothing_is_too_wide(
    chromium: Browser, site: Callable[[Route], None], name: str
):
    for window in (looks.DESK, looks.PHONE):
        is_phone = window == looks.PHONE
        context = chromium.new_context(viewport=window, base_url=HOST, is_mobile=is_phone, has_touch=is_phone)
        context.route("**/*", site)
        page, complaints = looks.watched(context)
        page.goto(PAGES[name])
        expect(page.locator("h1")).to_be_visible()
        for theme in ("light",) if is_phone else ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            looks.keep(page, f"{name.replace(' ', '-')}-{'phone' if is_phone else theme}")
            assert looks.violations(page) == [], (theme, window)
        assert not looks.is_wider_than_its_window(page), window
        assert complaints == []
        context.close()


@pytest.fixture
def page(chromium: Browser, site: Callable[[Route], None]) -> Iterator[Page]:
    context = chromium.new_context(viewport=looks.DESK, base_url=HOST)
    context.route("**/*", site)
    page, complaints = looks.watched(context)
    yield page
    assert complaints == []
    context.close()


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
