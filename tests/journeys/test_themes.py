"""A person corrects what Clew found, looks for themes again, and every correction held: in the demo, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys import looks

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AT = "/w/dispatchly/themes/"
NAME = "Called by a name that a person gave"


def test_what_a_person_corrects_holds_when_themes_are_found_again(chromium: Browser, demo: str):
    context = chromium.new_context(viewport=looks.DESK, base_url=demo)
    context.set_default_timeout(20_000)
    page, complaints = looks.watched(context)
    page.goto("/")
    one, two, three, four = _numbers(page)[:4]
    gone = _merge(page, one, two)
    _undo_merge(page, one, two)
    assert _merge(page, one, two) == gone
    new = _split(page, three)
    note = _move_a_note(page, four, one)
    _rename(page, four)
    _find_again(page)
    now = _numbers(page)
    assert two not in now
    assert {one, three, four, new} <= set(now)
    page.goto(f"{AT}{four}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    assert note in _notes(page, one)
    assert note not in _notes(page, four)
    context.close()
    assert complaints == []


def _numbers(page: Page) -> list[int]:
    """The themes, the most notes first."""
    page.goto(f"{AT}?days=0&weight=notes&by=rank&more=yes")
    rows = page.locator("#themes [data-row]").evaluate_all("rows => rows.map(row => row.id)")
    return [int(row.removeprefix("theme-")) for row in rows]


def _notes(page: Page, theme: int) -> str:
    """What the inbox lists of a theme, as far as the newest go."""
    page.goto(f"/w/dispatchly/inbox/?view=all&theme={theme}")
    return " ".join(page.locator("#notes [data-row]").evaluate_all("rows => rows.map(row => `${row.id}.`)"))


def _merge(page: Page, kept: int, gone: int) -> int:
    page.goto(f"{AT}merge/?theme={kept}&theme={gone}")
    page.get_by_role("button", name="Merge 2 themes").click()
    page.wait_for_url(f"**{AT}{kept}/")
    page.goto(f"{AT}{gone}/")
    expect(page.get_by_text("This theme was merged.")).to_be_visible()
    return gone


def _undo_merge(page: Page, kept: int, gone: int) -> None:
    page.keyboard.press("z")
    expect(page.get_by_text("This theme was merged.")).to_have_count(0)
    assert {kept, gone} <= set(_numbers(page))


def _split(page: Page, theme: int) -> int:
    before = set(_numbers(page))
    page.goto(f"{AT}{theme}/split/")
    page.get_by_role("button", name="Look for two halves").click()
    split = page.get_by_role("button", name="Split the theme")
    expect(split).to_be_visible(timeout=60_000)
    split.click()
    page.wait_for_url(re.compile(rf"{AT}\d+/$"))
    (new,) = set(_numbers(page)) - before
    return new


def _move_a_note(page: Page, out_of: int, into: int) -> str:
    """Returns the row of the note, as the inbox names it."""
    page.goto(f"{AT}{out_of}/")
    box = page.locator(".notelist--pick input[name=note]").first
    number = box.get_attribute("value")
    box.check()
    page.get_by_label("Move the chosen notes to").select_option(str(into))
    page.get_by_role("button", name="Move the chosen notes").click()
    expect(page.locator("#notices")).to_contain_text("1 note")
    return f"note-{number}."


def _rename(page: Page, theme: int) -> None:
    page.goto(f"{AT}{theme}/edit/")
    page.get_by_label("Name").fill(NAME)
    page.get_by_role("button", name="Save the theme").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)


def _find_again(page: Page) -> None:
    page.goto(AT)
    page.get_by_role("button", name="Find again").click()
    expect(page.get_by_text("Themes were looked for again.")).to_be_visible(timeout=90_000)
