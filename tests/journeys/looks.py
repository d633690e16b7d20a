"""Looking at pages in Chromium: what a browser complains about, what axe finds, and pictures to compare.

Pictures go to build/looks, which git ignores: `CLEW_LOOKS=yes pytest -m browser` keeps them.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests import chromium as machine

from clew.ui.assets import AXE, ROOT

PICTURES = ROOT / "build" / "looks"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def chromium() -> str:
    """Where Chromium is; the test is reported as not run where there is none."""
    found = machine.find()
    if not found and machine.is_required():
        pytest.fail(machine.MEND)
    if not found:
        pytest.skip(machine.MEND)
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=[*alone, "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield started
        started.close()


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """A new page, and the list that its complaints go to: errors of scripts, of the policy, of missing files."""
    page, complaints = context.new_page(), []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds against WCAG 2.0 to 2.2, A and AA: the rule, and where."""
    if not AXE.exists():
        pytest.skip("axe-core is not there: run `make assets`")
    page.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    result = page.evaluate("options => axe.run(options)", {"runOnly": tags, **options})
    return [f"{fault['id']}: {node['target']}" for fault in result["violations"] for node in fault["nodes"]]


def is_wider_than_its_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def keep(page: Page, name: str) -> None:
    """A picture of the whole page, when somebody asked for pictures."""
    if os.environ.get("CLEW_LOOKS"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=True)


def reload_until(page: Page, there: Callable[[], bool], *, seconds: float = 60) -> None:
    """Look at the page again until the background has done its work."""
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, f"nothing came to {page.url}:\n{page.get_by_role('main').inner_text()[:2000]}"
        page.wait_for_timeout(500)
        page.reload()
