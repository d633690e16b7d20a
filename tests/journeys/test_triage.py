"""An afternoon's inbox, sorted without ever touching the mouse: in the demo, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.journeys import looks

pytestmark = pytest.mark.browser


def test_the_inbox_is_sorted_by_keyboard_alone(chromium: Browser, demo: str):
    context = chromium.new_context(viewport=looks.DESK, base_url=demo)
    context.set_default_timeout(20_000)
    page, complaints = looks.watched(context)
    triage(page)
    context.close()
    assert complaints == []


def triage(page: Page) -> None:
    page.goto("/")
    _press(page, "g", "i")
    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()
    _move(page)
    _archive_and_undo(page)
    _put_into_a_theme(page)
    _link(page)
    _snooze(page)
    _select_and_sort(page)
    _decide_on_suggestions(page)
    _look_at_the_keys(page)


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _current(page: Page) -> Locator:
    return page.locator("#notes [data-row][data-current]")


def _waiting(page: Page) -> int:
    words = page.get_by_role("navigation", name="Inbox views").get_by_role("link", name="To triage").inner_text()
    return int("".join(re.findall(r"\d", words)))


def _is_open(page: Page) -> None:
    """The pane shows the note of the row that is current, and the keys go to that row."""
    expect(page.locator("#note")).to_have_attribute("data-shows", _current(page).get_attribute("id") or "")


def _move(page: Page) -> None:
    _press(page, "j")
    first = _current(page).get_attribute("id")
    _press(page, "j")
    assert _current(page).get_attribute("id") != first
    _press(page, "k")
    assert _current(page).get_attribute("id") == first
    _is_open(page)


def _moves_on(page: Page, gone: str | None, waiting: int) -> None:
    """The note left the list, the next one is open, and its row has the focus."""
    expect(page.locator(f"#{gone}")).to_have_count(0)
    expect(_current(page)).to_have_count(1)
    expect(_current(page)).to_be_focused()
    _is_open(page)
    assert _waiting(page) == waiting


def _archive_and_undo(page: Page) -> None:
    waiting, gone = _waiting(page), _current(page).get_attribute("id")
    _press(page, "e")
    _moves_on(page, gone, waiting - 1)
    expect(page.locator("#notices")).to_contain_text("is archived")
    _press(page, "z")
    expect(page.locator(f"#{gone}")).to_have_count(1)
    assert _waiting(page) == waiting


def _put_into_a_theme(page: Page) -> None:
    _press(page, "j")
    _is_open(page)
    note = page.locator("#note .ref").inner_text()
    _press(page, "t")
    field = page.get_by_role("searchbox", name="Find a theme, or name a new one")
    expect(field).to_be_focused()
    page.keyboard.type("Said by keyboard")
    expect(page.get_by_role("button", name="New theme called")).to_be_visible()
    _press(page, "ArrowDown", "Enter")
    expect(page.locator("#notices")).to_contain_text(f"{note} is in “Said by keyboard”")


def _link(page: Page) -> None:
    _press(page, "l")
    field = page.get_by_role("searchbox", name="Find an objective, opportunity or feature")
    expect(field).to_be_focused()
    expect(page.locator("#found button").first).to_be_visible()
    _press(page, "ArrowDown", "Enter")
    expect(page.locator("#notices")).to_contain_text("Tied to")


def _snooze(page: Page) -> None:
    page.goto(page.url.split("/inbox/")[0] + "/inbox/")
    _press(page, "j")
    _is_open(page)
    waiting, gone = _waiting(page), _current(page).get_attribute("id")
    _press(page, "s")
    expect(page.locator("#m-snooze")).to_be_visible()
    expect(page.get_by_role("button", name="Until tomorrow")).to_be_focused()
    _press(page, "Enter")
    _moves_on(page, gone, waiting - 1)


def _select_and_sort(page: Page) -> None:
    waiting = _waiting(page)
    _press(page, "v")
    expect(page.locator("[data-picked]")).to_have_text("1")
    _press(page, "Shift+J", "Shift+J")
    expect(page.locator("[data-picked]")).to_have_text("3")
    _press(page, "v")
    expect(page.locator("[data-picked]")).to_have_text("2")
    _press(page, "e")
    expect(page.locator("#notices")).to_contain_text("Archived 2 notes.")
    assert _waiting(page) == waiting - 2


def _decide_on_suggestions(page: Page) -> None:
    """The worker looks for links by itself; the first note with one is opened by J."""
    suggested = page.locator("#note .sug")

    def reached() -> bool:
        for _ in range(40):
            if suggested.count():
                return True
            _press(page, "j")
            _is_open(page)
        return False

    looks.reload_until(page, reached)
    name = suggested.first.locator("b").inner_text()
    _press(page, "a")
    expect(page.locator("#notices")).to_contain_text("as suggested")
    expect(page.get_by_role("button", name=f"Accept .*{re.escape(name)}")).to_have_count(0)
    looks.reload_until(page, reached)
    before = suggested.count()
    _press(page, "x")
    expect(page.locator("#notices")).to_contain_text("Dismissed")
    expect(suggested).to_have_count(before - 1)


def _look_at_the_keys(page: Page) -> None:
    _press(page, "?")
    keys = page.locator("dialog#keys")
    expect(keys).to_be_visible()
    for words in ("Put into a theme", "Accept the first suggested link", "Select the note", "Snooze"):
        expect(keys.get_by_text(words).first).to_be_visible()
    _press(page, "Escape")
    expect(keys).to_be_hidden()
