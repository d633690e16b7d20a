"""Finding what somebody once said, and taking it along: in the demo, in a real browser."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys import looks

pytestmark = pytest.mark.browser


def test_what_was_said_is_found_narrowed_kept_and_taken_along(chromium: Browser, demo: str):
    context = chromium.new_context(viewport=looks.DESK, base_url=demo)
    context.set_default_timeout(20_000)
    page, complaints = looks.watched(context)
    page.goto("/")
    page.keyboard.press("/")
    expect(page.get_by_role("heading", name="Search", level=1)).to_be_visible()
    _type(page, "driver sick")
    everything = _found(page)
    _narrow(page)
    assert 0 < _found(page) < everything
    _keep(page)
    _take_along(page)
    _find_similar(page)
    context.close()
    assert complaints == []


def _found(page: Page) -> int:
    words = page.locator(".search__sum").inner_text()
    return int(re.sub(r"\D", "", words.split("note")[0]))


def _type(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="Search all notes").fill(words)
    page.wait_for_url("**q=driver*sick*")
    expect(page.locator("#hits mark.exact").first).to_be_visible()
    assert looks.violations(page) == []


def _narrow(page: Page) -> None:
    channels = page.locator("#narrow details", has=page.get_by_role("heading", name="Channel"))
    channels.get_by_role("link").first.click()
    expect(page.locator("a.chip", has_text="Channel:")).to_be_visible()


def _keep(page: Page) -> None:
    page.keyboard.press("s")
    page.get_by_label("Name").fill("Sick calls by mail")
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    kept = page.get_by_role("link", name="Sick calls by mail")
    expect(kept).to_be_visible()
    kept.click()
    expect(page.locator("a.chip", has_text="Channel:")).to_be_visible()


def _take_along(page: Page) -> None:
    """Every note that was found is in the file, not only those of the page."""
    count = _found(page)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV, for spreadsheets").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(keepends=True)))
    assert len(rows) == count


def _find_similar(page: Page) -> None:
    page.locator("#hits").get_by_role("link", name=re.compile("Find similar")).first.click()
    expect(page.locator("a.chip", has_text="Like")).to_be_visible()
    expect(page.locator("#hits li").first).to_be_visible()
