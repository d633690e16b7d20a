"""The frame and its parts in a real browser: no complaint, nothing for axe to find, and the keys do what they say."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.journeys import looks
from tests.ui import addresses

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("site")]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the parent's name
        pass


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with looks.browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = Server(("localhost", 0), Quiet)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def window(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """One for all tests, so that scripts and fonts are read once."""
    context = chromium.new_context(viewport=looks.DESK, base_url=address)
    yield context
    context.close()


@pytest.fixture
def desk(window: BrowserContext) -> Iterator[BrowserContext]:
    yield window
    window.clear_cookies()
    for page in window.pages:
        page.close()


@pytest.fixture
def page(desk: BrowserContext) -> Iterator[Page]:
    """The list page; whatever the browser complains about fails the test, except answers that are failures."""
    page, complaints = looks.watched(desk)
    page.goto("/w/northwind/")
    yield page
    assert [words for words in complaints if "Failed to load resource" not in words] == []


@pytest.mark.parametrize("path", ["/components/", "/accounts/signup/", "/nowhere/"])
def test_axe_finds_nothing_in_either_theme_and_the_browser_does_not_complain(desk: BrowserContext, path: str):
    page, complaints = looks.watched(desk)
    page.goto(path)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        looks.keep(page, f"{path.strip('/').replace('/', '-')}-{theme}")
        assert looks.violations(page) == [], theme
    assert [words for words in complaints if "404 (Not Found)" not in words] == []


def test_on_a_phone_no_page_is_wider_than_the_screen(chromium: Browser, address: str):
    context = chromium.new_context(viewport=looks.PHONE, base_url=address, is_mobile=True, has_touch=True)
    page = context.new_page()
    for path in ("/components/", "/w/northwind/", "/accounts/login/"):
        page.goto(path)
        looks.keep(page, f"{path.strip('/').replace('/', '-')}-phone")
        assert not looks.is_wider_than_its_window(page), path
    context.close()


def test_dialogs_and_menus_have_nothing_for_axe_either(page: Page):
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert looks.violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-list [role=option]")).to_have_count(4)
    assert looks.violations(page) == []


def test_the_palette_finds_moves_and_opens(page: Page):
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Find or do")
    expect(field).to_be_focused()
    field.fill("swap")
    expect(page.locator("#palette-list")).to_contain_text("theme called “swap”")
    expect(field).to_have_attribute("aria-activedescendant", "palette-1")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "palette-2")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option", selected=True)).to_contain_text("New theme called “swap”")
    page.keyboard.press("Enter")
    page.wait_for_url("**/themes/?name=swap")


def test_the_palette_says_what_a_sign_narrows_to(page: Page):
    page.keyboard.press("Control+k")
    page.keyboard.type(">")
    expect(page.locator("[data-palette-narrowed]")).to_have_text("To do")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()


def test_two_keys_lead_to_a_page_and_one_alone_waits(page: Page):
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/inbox/")


def test_single_keys_rest_while_somebody_types(page: Page):
    page.keyboard.press("/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("gij?")
    expect(field).to_have_value("gij?")
    page.keyboard.press("Escape")
    expect(field).not_to_be_focused()


def test_single_keys_can_be_turned_off_and_arrows_still_work(page: Page):
    page.evaluate("document.body.dataset.shortcuts = 'off'")
    page.keyboard.press("?")
    page.keyboard.press("j")
    expect(page.locator("#keys")).not_to_be_visible()
    page.locator("#row-a").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#row-b")).to_be_focused()


def test_a_list_has_one_tab_stop_that_moves(page: Page):
    expect(page.locator("[data-row][tabindex='0']")).to_have_count(1)
    page.keyboard.press("j")
    expect(page.locator("#row-a")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#row-b")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("k")
    expect(page.locator("#row-a")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#row-e")).to_be_focused()
    expect(page.locator("[data-row][tabindex='0']")).to_have_count(1)


def test_focus_stays_on_the_row_that_takes_the_removed_ones_place(page: Page):
    page.locator("#row-b").click()
    page.keyboard.press("Space")
    expect(page.locator("#row-b")).to_have_count(0)
    expect(page.locator("#row-c")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Space")
    expect(page.locator("#row-e")).to_have_count(0)
    expect(page.locator("#row-d")).to_be_focused()


def test_a_fragments_notice_shows_is_said_and_can_be_undone(page: Page):
    page.get_by_role("button", name="good").click()
    expect(page.locator("#notices")).to_contain_text("Archived.")
    expect(page.locator("#live")).to_contain_text("One note archived, 42 “left”.")
    expect(page.locator("#live")).to_contain_text("Archived.")
    page.keyboard.press("z")
    expect(page.locator("#notices")).to_contain_text("Undid the last.")


def test_a_failure_is_told_and_stays_until_it_is_closed(page: Page):
    page.get_by_role("button", name="conflict").click()
    expect(page.get_by_role("alert")).to_contain_text("Carol changed it meanwhile.")
    page.get_by_role("button", name="broken").click()
    expect(page.locator("#notices")).to_contain_text("The server could not do that.")
    expect(page.locator("#out")).to_be_empty()
    page.get_by_role("button", name="Close this notice").first.click()
    expect(page.locator("#notices")).not_to_contain_text("Carol")


def test_control_enter_sends_a_form_and_only_once(page: Page):
    addresses.sent.clear()
    page.get_by_label("Words").fill("twice?")
    page.evaluate("addEventListener('beforeunload', () => document.querySelector('#slow button').click())")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notices")).to_contain_text("Sent 1.")
    assert addresses.sent == ["twice?"]


def test_a_menu_opens_below_its_button_loads_once_and_takes_the_focus(page: Page):
    page.locator("button.side__ws").click()
    item = page.locator("#switcher .menu__item")
    expect(item).to_have_text("Northwind")
    expect(item).to_be_focused()
    button, menu = page.locator("button.side__ws").bounding_box(), page.locator("#switcher").bounding_box()
    assert button is not None
    assert menu is not None
    assert button["y"] + button["height"] <= menu["y"] <= button["y"] + button["height"] + 8
    page.keyboard.press("Escape")
    expect(page.locator("#switcher")).not_to_be_visible()


def test_the_theme_changes_at_once_and_stays(page: Page):
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_without_scripts_everything_is_a_link_or_a_form(chromium: Browser, address: str):
    context = chromium.new_context(viewport=looks.DESK, base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/w/northwind/")
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_label("Words").fill("plain")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#notices")).to_contain_text("Sent")
    page.get_by_role("link", name="Find or do").click()
    page.get_by_role("searchbox", name="Find or do").fill("swap")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="New theme called “swap”")).to_be_visible()
    context.close()


def test_along_the_thread_with_the_arrows(desk: BrowserContext, site: Client):
    page = desk.new_page()
    page.goto("/components/")
    links = page.locator(".thread").first.get_by_role("link")
    links.first.focus()
    page.keyboard.press("ArrowRight")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(links.first).to_be_focused()
