"""Inbox, notes and themes in a real browser: nothing for axe, nothing too wide, and the keys do what they say.

Chromium asks no server: every request goes to the test's own client, inside the test's transaction.
"""

from collections.abc import Callable, Iterator
from contextvars import copy_context
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from tests.journeys import looks
from tests.pages import client_of
from tests.people import NOW, World, make_account
from tests.things import make_key_result, make_objective, make_opportunity, make_person, make_theme, say, tie

from clew.insights.actions.evidence import Passage, link_evidence
from clew.insights.actions.rollups import recount
from clew.insights.models import Note, ThemeNote
from clew.workspaces.access import Scope

pytestmark = pytest.mark.browser
HOST = "http://localhost"
INBOX, THEMES = "/w/northwind/inbox/", "/w/northwind/themes/"
LONG = "Donaudampfschifffahrtsgesellschaft " * 3
PAGES = (
    f"{INBOX}1/?view=all&q=sick", INBOX, f"{INBOX}?q=unheard", f"{INBOX}filters/", "/w/northwind/notes/new/",
    "/w/northwind/notes/1/edit/", "/w/northwind/notes/1/theme/", "/w/northwind/notes/1/link/", THEMES,
    f"{THEMES}?muted=yes", f"{THEMES}1/", f"{THEMES}2/", f"{THEMES}1/edit/",
)  # fmt: skip
SENT = ("hx-request", "hx-target", "hx-current-url", "content-type")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, looks.browser() as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")  # Playwright waits in a loop of its own, in this thread
        yield browser


@pytest.fixture(autouse=True)
def filled(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes with everything and with nothing; a theme that serves an objective, and one that is empty."""
    monkeypatch.setattr("clew.kit.clock.now", lambda: NOW)
    account = make_account(scope.workspace, f"Calder {LONG}", arr=Decimal(71_000), segment="Mid-market", plan="Fleet")
    dee = make_person(scope, f"Dee {LONG}", account)
    first = say(
        scope, f"Marcus is out sick.\n\nSplit his day. {LONG}", account=account, person=dee, title=LONG, mood=-1
    )
    says = [say(scope, f"Another sick call {n}", account=account, said_at=NOW - timedelta(days=n)) for n in range(1, 4)]
    say(scope, "Marcus is out sick again", duplicate_of=first, said_at=NOW - timedelta(hours=1))
    need = make_opportunity(scope, "Recover the day", advances=[make_key_result(scope, make_objective(scope))])
    theme = make_theme(scope, LONG[:120].strip(), [first, *says[:1]])
    make_theme(scope, "Nobody says this")
    tie(scope, need, theme)
    tie(scope, need, first, stance="against")
    link_evidence(item=need, source=Passage(first, 0, 13), by=scope.actor, now=NOW)
    Note.objects.filter(workspace=scope.workspace).update(triaged_at=None)
    recount(workspace=scope.workspace, now=NOW)


@pytest.fixture
def window(world: World, chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`window(viewport=…)`: a window whose requests Bob's client answers."""
    opened = []
    answer = _answering(client_of(world.bob))

    def open_one(**options: Any) -> BrowserContext:
        context = chromium.new_context(base_url=HOST, **options)
        context.route("**/*", answer)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


def _answering(client: Any) -> Callable[[Route], None]:
    test = copy_context()  # Playwright calls from a context of its own, which has another connection to the database

    def answer(route: Route) -> None:
        request, address = route.request, urlsplit(route.request.url)
        if address.path.startswith("/static/"):
            file = finders.find(address.path.removeprefix("/static/"))
            return route.fulfill(path=file) if file else route.fulfill(status=404)
        path = f"{address.path}?{address.query}"
        given = {name: value for name, value in request.headers.items() if name in SENT}
        kind = given.pop("content-type", "application/octet-stream")
        if request.method == "POST":
            found = test.run(client.post, path, request.post_data_buffer or b"", content_type=kind, headers=given)
        else:
            found = test.run(client.get, path, headers=given)
        return route.fulfill(status=found.status_code, headers=dict(found.items()), body=found.content)

    return answer


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(window, look):
    is_phone = look == "phone"
    page, complaints = looks.watched(
        window(
            viewport=looks.PHONE if is_phone else looks.DESK,
            is_mobile=is_phone,
            has_touch=is_phone,
            color_scheme="dark" if look == "dark" else "light",
        )
    )
    for address in PAGES:
        page.goto(address)
        looks.keep(page, f"{address.strip('/').replace('/', '-')}-{look}")
        assert looks.violations(page) == [], address
        assert not looks.is_wider_than_its_window(page), address
    assert complaints == []


@pytest.fixture
def desk(window: Callable[..., BrowserContext]) -> Page:
    page = window(viewport=looks.DESK, reduced_motion="reduce").new_page()
    page.goto(INBOX)
    return page


def is_open(page: Page, ref: str) -> None:
    expect(page.locator("#note .ref")).to_have_text(ref)
    expect(page.locator("#notes [aria-selected=true]")).to_have_attribute("id", f"note-{ref.removeprefix('N-')}")


def test_the_inbox_is_sorted_by_keys_alone(desk: Page):
    is_open(desk, "N-1")
    desk.keyboard.press("j")
    is_open(desk, "N-5")
    desk.keyboard.press("j")
    is_open(desk, "N-2")
    desk.keyboard.press("k")
    is_open(desk, "N-5")
    desk.keyboard.press("e")
    is_open(desk, "N-2")
    expect(desk.locator("#notices")).to_contain_text("N-5 is archived.")
    desk.keyboard.press("s")
    expect(desk.locator("#m-snooze button").first).to_be_focused()
    desk.keyboard.press("Enter")
    is_open(desk, "N-3")
    expect(desk.locator("#notices")).to_contain_text("N-2 sleeps until 21 Nov.")
    assert Note.objects.get(workspace__slug="northwind", number=5).archived_at == NOW
    assert Note.objects.get(workspace__slug="northwind", number=2).snoozed_until is not None


def test_a_note_goes_into_a_theme_by_keys_alone(desk: Page):
    desk.keyboard.press("j")
    is_open(desk, "N-5")
    desk.keyboard.press("t")
    expect(desk.get_by_role("searchbox", name="Find a theme")).to_be_focused()
    assert looks.violations(desk) == []
    desk.keyboard.type("nobody")
    expect(desk.locator("#found .picklist__item").first).to_have_text("Nobody says this")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.locator("#notices")).to_contain_text("N-5 is in “Nobody says this”.")
    assert ThemeNote.objects.filter(theme__name="Nobody says this", note__number=5).exists()


def test_themes_are_previewed_and_lead_to_an_opportunity_by_keys_alone(window):
    page = window(viewport=looks.DESK, reduced_motion="reduce").new_page()
    page.goto(f"{THEMES}?days=0")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#preview .split__title")).to_have_text("Nobody says this")
    page.keyboard.press("l")
    page.wait_for_url("**/opportunities/new/?theme=2")
    page.go_back()
    page.locator("#theme-2").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{THEMES}2/")
