"""The main job, as a stranger does it: sign up, bring a file, and end at a brief that opens down to customers' words."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from tests.journeys import looks, stories

pytestmark = pytest.mark.browser
TODAY = date.today()  # noqa: DTZ011 - the server's own day: both run on this machine


def upload(page: Page, record: str, name: str, text: str) -> None:
    """To the columns of a file that is chosen by hand."""
    page.goto(f"/w/northwind/imports/new/?record={record}")
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="Go on to the columns").click()
    expect(page.get_by_role("heading", name="Columns", level=1)).to_be_visible()


def test_from_signing_up_to_a_brief_that_opens_down_to_the_words(page: Page):
    _sign_up(page)
    _aim(page)
    _bring_accounts(page)
    _bring_notes(page)
    theme = _find_theme(page)
    _make_opportunity(page)
    _read_the_brief(page, theme)


def _sign_up(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Your name").fill("Erin Weaver")
    page.get_by_label("Email").fill("erin@northwind.example")
    page.get_by_label("Password", exact=True).fill("a thread through it all")
    page.get_by_role("button", name="Make the account").click()
    page.get_by_label("Name").fill("Northwind")
    page.get_by_role("button", name="Open the workspace").click()
    expect(page.get_by_text("Nothing is tied together yet")).to_be_visible()


def _aim(page: Page) -> None:
    """Mission, objective and key result, on the page that a new workspace begins with."""
    mission = page.locator("#step-1")
    mission.get_by_label("In one or two sentences").fill("Books that close themselves, for every small firm.")
    mission.get_by_role("button", name="Write it down").click()
    objective = page.locator("#step-2")
    objective.get_by_label("Objective").fill("The month closes in a day")
    objective.get_by_label("Key result").fill("Hours to close a month")
    objective.get_by_label("From").fill("30")
    objective.get_by_label("To", exact=True).fill("8")
    objective.get_by_label("By").fill(f"{TODAY.year + 1}-03-31")
    objective.get_by_role("button", name="Tie it to the mission").click()
    expect(page.get_by_text("The first knots are tied")).to_be_visible()


def _bring_accounts(page: Page) -> None:
    upload(page, "accounts", "crm.csv", stories.accounts())
    page.get_by_role("button", name="Import 4 rows").click()
    expect(page.get_by_text("4 created")).to_be_visible()


def _bring_notes(page: Page) -> None:
    upload(page, "notes", "tickets.csv", stories.feedback(TODAY))
    page.get_by_label("Channel", exact=True).fill("Help desk")
    page.get_by_role("button", name="Import 205 rows").click()
    account = page.get_by_role("main")
    expect(account.get_by_text("203 created")).to_be_visible()
    expect(account.get_by_text("31 February 2026")).to_be_visible()
    page.get_by_role("link", name="See the themes").click()


def _find_theme(page: Page) -> str:
    """Themes appear by themselves. One is opened; returns its name."""
    found = page.get_by_role("row").filter(has_text="uickbooks")
    looks.reload_until(page, lambda: found.count() > 0)
    found.first.get_by_role("link").first.click()
    page.wait_for_url("**/themes/*/")
    return page.get_by_role("heading", level=1).inner_text()


def _make_opportunity(page: Page) -> None:
    """From the theme in one act; tied to the objective, judged, and ranked."""
    page.get_by_role("link", name="Make an opportunity").first.click()
    page.get_by_label("The need").fill("Have every invoice in QuickBooks without retyping")
    page.get_by_label("The month closes in a day").check()
    page.get_by_label("Need optional").fill("8")
    page.get_by_label("Effort optional").fill("5")
    page.get_by_role("button", name="Make the opportunity").click()
    page.wait_for_url("**/opportunities/*/")
    expect(page.get_by_role("navigation", name="Thread of")).to_contain_text("The month closes in a day")


def _read_the_brief(page: Page, theme: str) -> None:
    """The line of the opportunity opens up to the mission, and down to what one customer said."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Brief").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Books that close themselves")
    expect(main).to_contain_text("Hours to close a month")
    main.get_by_role("link", name="Have every invoice in QuickBooks").first.click()
    expect(page.get_by_role("main")).to_contain_text(theme)
    page.get_by_role("region", name="What customers say").locator("blockquote a").first.click()
    page.wait_for_url("**/inbox/**")
    said = page.locator("mark").first.inner_text()
    assert any(" ".join(said.split()) in " ".join(one.text.split()) for one in stories.said())
