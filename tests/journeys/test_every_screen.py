"""Every screen of the demo in Chromium: light, dark, desk, tablet and phone; axe finds nothing, nothing is too wide."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.journeys import looks

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREENS = {
    "brief": "",
    "strategy": "strategy/",
    "mission": "strategy/mission/",
    "period": "strategy/periods/new/",
    "objective": "objectives/1/",
    "edit-objective": "objectives/1/edit/",
    "key-result": "key-results/1/",
    "new-key-result": "objectives/1/key-results/new/",
    "inbox": "inbox/",
    "inbox-all": "inbox/?view=all",
    "inbox-search": "inbox/?view=all&q=sick",
    "inbox-empty": "inbox/?view=all&q=zeppelin",
    "inbox-filtered": "inbox/?view=all&theme=1&kind=problem&mood=-1",
    "inbox-selecting": "inbox/?pick=on",
    "filters": "inbox/filters/",
    "note": "inbox/1/?view=all",
    "new-note": "notes/new/",
    "edit-note": "notes/1/edit/",
    "note-theme": "notes/1/theme/",
    "note-link": "notes/1/link/",
    "themes": "themes/",
    "theme": "themes/1/",
    "themes-by-rank": "themes/?by=rank",
    "themes-muted": "themes/?muted=yes",
    "merge-themes": "themes/merge/?theme=1&theme=2",
    "split-theme": "themes/1/split/",
    "compare-periods": "themes/compare/",
    "compare-segments": "themes/compare/?by=segment",
    "search": "search/?q=driver+sick",
    "search-all": "search/",
    "search-empty": "search/?q=zeppelin&segment=Nowhere",
    "keep-search": "search/keep/?q=driver",
    "edit-theme": "themes/1/edit/",
    "voices": "voices/opportunity/12/",
    "opportunities": "opportunities/",
    "tree": "opportunities/tree/",
    "opportunity": "opportunities/12/",
    "edit-opportunity": "opportunities/12/edit/",
    "opportunity-of-a-theme": "opportunities/new/?theme=1",
    "features": "features/",
    "feature": "i/F-128/",
    "new-feature": "features/new/",
    "customers": "customers/",
    "customers-filtered": "customers/?segment=Growing&health=bad",
    "new-account": "customers/new/",
    "segments": "customers/segments/",
    "new-segment": "customers/segments/new/",
    "likely-pairs": "customers/alike/",
    "loose-ends": "loose-ends/",
    "updates": "updates/",
    "palette": "palette/?q=sick",
    "imports": "imports/",
    "new-import": "imports/new/",
    "settings": "settings/",
    "you": "settings/you/",
    "members": "settings/members/",
    "channels": "settings/channels/",
    "understanding": "settings/understanding/",
    "tokens": "settings/tokens/",
    "scores": "settings/scores/",
    "history": "settings/history/",
    "background": "settings/background/",
}
FOLLOWED = {
    "account": ("customers/", "customers/{}/"),
    "edit-account": ("customers/", "customers/{}/edit/"),
    "merge-account": ("customers/", "customers/{}/merge/"),
    "person": ("people/", "people/{}/"),
    "merge-person": ("people/", "people/{}/merge/"),
    "run": ("imports/", "imports/{}/"),
    "undo-import": ("imports/", "imports/{}/undo/"),
}
"""Screens whose address is only known once the demo is loaded: where the id is found, and the address."""
WIDTHS: dict[str, Any] = {"desk": looks.DESK, "tablet": {"width": 820, "height": 1180}, "phone": looks.PHONE}


@pytest.fixture(scope="module")
def window(chromium: Browser, demo: str) -> Iterator[BrowserContext]:
    """Scripts, fonts and the sign-in are read once."""
    context = chromium.new_context(base_url=demo, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture(scope="module")
def page(window: BrowserContext) -> Page:
    page = window.new_page()
    page.goto("/")
    return page


@pytest.fixture(scope="module")
def ids(page: Page) -> dict[str, str]:
    """The first account, a person there, and the latest import."""
    account = _first(page, "customers/", "customers")
    return {
        "customers/": account,
        "people/": _first(page, f"customers/{account}/", "people"),
        "imports/": _first(page, "imports/", "imports"),
    }


def _first(page: Page, address: str, kind: str) -> str:
    page.goto(f"/w/dispatchly/{address}")
    found = re.search(rf"/{kind}/([0-9a-f-]{{36}})/", page.content())
    assert found, address
    return found[1]


@pytest.mark.parametrize("name", [*SCREENS, *FOLLOWED])
def test_a_screen_fits_and_axe_finds_nothing(page: Page, ids: dict[str, str], name: str):
    address = SCREENS[name] if name in SCREENS else FOLLOWED[name][1].format(ids[FOLLOWED[name][0]])
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    answer = page.goto(f"/w/dispatchly/{address}")
    assert answer
    assert answer.status == 200
    for width, size in WIDTHS.items():
        page.set_viewport_size(size)
        assert not looks.is_wider_than_its_window(page), width
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            looks.keep(page, f"demo-{name}-{width}-{theme}")
            assert looks.violations(page) == [], f"{width}, {theme}"
    assert complaints == []
