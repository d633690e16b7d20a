"""A workbook that should not have been brought in: imported, and taken out again as a whole. In the demo."""

import io
import re

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, Page, expect
from tests.journeys import looks

pytestmark = pytest.mark.browser
ROWS = 12
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_workbook_is_imported_and_undone_and_the_counts_are_as_before(chromium: Browser, demo: str):
    context = chromium.new_context(viewport=looks.DESK, base_url=demo)
    context.set_default_timeout(20_000)
    page, complaints = looks.watched(context)
    page.goto("/")
    home = page.url.rstrip("/")
    before = _notes(page, home)
    _import(page, home)
    after = _notes(page, home)
    page.goto(f"{home}/imports/")
    page.get_by_role("link", name="escapes.xlsx").click()
    _undo(page)
    assert (after, _notes(page, home)) == (before + ROWS, before)
    context.close()
    assert complaints == []


def _notes(page: Page, home: str) -> int:
    """How many notes say a word that nobody else does."""
    page.goto(f"{home}/inbox/?view=all&q=escapement")
    if page.get_by_role("heading", name="Nothing matches").is_visible():
        return 0
    return page.locator("#notes a.note").count()


def _import(page: Page, home: str) -> None:
    page.goto(f"{home}/imports/new/?record=notes")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "escapes.xlsx", "mimeType": EXCEL, "buffer": _workbook()}
    )
    page.get_by_role("button", name="Go on to the columns").click()
    page.get_by_label("Channel", exact=True).fill("By mistake")
    page.get_by_role("button", name=f"Import {ROWS} rows").click()
    expect(page.get_by_role("main").get_by_text(f"{ROWS} created")).to_be_visible()


def _undo(page: Page) -> None:
    page.get_by_role("link", name="Undo this import").click()
    effect = page.get_by_role("row", name=re.compile("Notes"))
    expect(effect.get_by_role("cell").first).to_have_text(str(ROWS))
    page.get_by_role("button", name="Undo this import").click()
    looks.reload_until(page, lambda: page.get_by_text("This import was undone.").is_visible())


def _workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["Id", "Comment", "Date"])
    for number in range(ROWS):
        sheet.append([f"E-{number}", f"The escapement of my watch broke {number} times.", f"2026-06-{number + 1:02}"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
