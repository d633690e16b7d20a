"""Moving what hangs in the opportunity tree: the act, its doors, the page that does without scripts, a drag, the keys."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from tests import glances
from tests.pages import by_role, client_of, html
from tests.people import NOW
from tests.things import make_feature, make_key_result, make_objective, make_opportunity, make_theme

from clew.discovery.actions.moves import move_item
from clew.kit.errors import ExpectedError
from clew.thread.models import Item, Link
from clew.workspaces.actions.undo import undo
from clew.workspaces.models import Event

TREE = "/w/northwind/opportunities/tree/"
MOVE = f"{TREE}move/"


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


@pytest.fixture
def aim(scope):
    return make_objective(scope)


@pytest.fixture
def first(scope, aim):
    return make_key_result(scope, aim)


@pytest.fixture
def second(scope, aim, first):
    return make_key_result(scope, aim, "Calls answered")


@pytest.fixture
def need(scope, first):
    return make_opportunity(scope, "Recover the day", advances=[first])


def ends(item):
    return sorted(Link.objects.filter(source=item).values_list("target__title", flat=True))


def item(found):
    return Item.objects.get(pk=found.pk)


class TestTheAct:
    def test_one_tie_goes_and_another_comes_as_one_change(self, scope, need, first, second):
        assert move_item(item=item(need), source=item(first), target=item(second), by=scope.actor, now=NOW)
        assert ends(need) == ["Calls answered"]
        assert "from" in Event.objects.get(verb="opportunity.moved").sentence

    def test_it_is_undone_in_one(self, scope, need, first, second):
        move_item(item=item(need), source=item(first), target=item(second), by=scope.actor, now=NOW)
        undo(event=Event.objects.get(verb="opportunity.moved"), by=scope.actor, now=NOW)
        assert ends(need) == ["Jobs on time"]

    def test_other_ties_stay(self, scope, aim, need, first, second):
        third = make_key_result(scope, aim, "Third")
        move_item(item=item(need), source=None, target=item(third), by=scope.actor, now=NOW)
        move_item(item=item(need), source=item(first), target=item(second), by=scope.actor, now=NOW)
        assert ends(need) == ["Calls answered", "Third"]

    def test_to_where_it_hangs_already_is_no_change(self, scope, need, first):
        assert not move_item(item=item(need), source=item(first), target=item(first), by=scope.actor, now=NOW)
        assert not Event.objects.filter(verb="opportunity.moved").exists()

    def test_to_nowhere_unties_it(self, scope, need, first):
        move_item(item=item(need), source=item(first), target=None, by=scope.actor, now=NOW)
        assert ends(need) == []

    def test_what_cannot_hang_there_is_refused(self, scope, need, first):
        feature = make_feature(scope, "Crew swap", serves=[need])
        for wrong, target in ((feature, first), (need, feature), (first, need)):
            with pytest.raises(ExpectedError):
                move_item(item=item(wrong), source=None, target=item(target), by=scope.actor, now=NOW)
        assert ends(feature) == ["Recover the day"]


class TestTheDoor:
    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_moving_takes_an_editor(self, ask, need, first, second, name, status):
        data = {"item": need.pk, "from": first.pk, "to": second.pk}
        assert ask(name).get(MOVE, data).status_code == (200 if status == 302 else status)
        assert ask(name).post(MOVE, data).status_code == status
        assert ends(need) == (["Calls answered"] if status == 302 else ["Jobs on time"])

    def test_the_page_offers_every_other_place_and_none(self, ask, need, first, second):
        page = html(ask("bob"), MOVE, item=need.pk, **{"from": first.pk})
        assert f'value="{second.pk}"' in page
        assert f'name="to" value="{first.pk}"' not in page
        assert "No outcome" in page

    def test_what_is_not_here_is_not_found(self, ask, need, first):
        for data in ({"item": "x"}, {"item": need.pk, "from": "", "to": "0" * 32}):
            assert ask("bob").post(MOVE, data).status_code == 404
        assert ends(need) == ["Jobs on time"]

    def test_readers_see_no_grips(self, ask, need):
        assert "data-grip" in html(ask("bob"), TREE)
        assert "data-grip" not in html(ask("dana"), TREE)

    def test_a_feature_moves_between_opportunities(self, scope, ask, need):
        other = make_opportunity(scope, "Tell the truth")
        feature = make_feature(scope, "Crew swap", serves=[need])
        made_of_a_theme = make_opportunity(scope, make_theme(scope).name)
        page = html(ask("bob"), MOVE, item=feature.pk, **{"from": need.pk})
        assert f'value="{other.pk}"' in page
        assert f'value="{made_of_a_theme.pk}"' in page
        ask("bob").post(MOVE, {"item": feature.pk, "from": need.pk, "to": other.pk})
        assert ends(feature) == ["Tell the truth"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with glances.chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, ask: Any, need: Any, second: Any) -> Iterator[Page]:
    tree = ask("bob").get(TREE)
    with glances.opened(browser, {TREE: tree, MOVE: tree}) as page:
        page.goto(TREE)
        yield page


def posted(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.post_data or "").items()}


@pytest.mark.browser
class TestInABrowser:
    def test_the_keys_lift_choose_and_put_down_and_each_step_is_said(self, page, need, first, second):
        page.get_by_role("link", name="Move Recover the day").focus()
        page.keyboard.press("Space")
        expect(page.locator("#live")).to_contain_text("Lifted Recover the day.")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#live")).to_contain_text("key result 1.2")
        with page.expect_request(lambda request: request.method == "POST") as asked:
            page.keyboard.press("Enter")
        data = posted(asked.value)
        assert (data["item"], data["from"], data["to"]) == (str(need.pk), str(first.pk), str(second.pk))

    def test_escape_leaves_it_where_it_was(self, page):
        page.get_by_role("link", name="Move Recover the day").focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        expect(page.locator("#live")).to_contain_text("stays where it was")
        expect(page.locator(".is-target")).to_have_count(0)

    def test_a_drag_ends_where_it_is_let_go(self, page, need, second):
        grip = page.get_by_role("link", name="Move Recover the day").bounding_box()
        place = page.locator(f'[data-node="{second.pk}"]').bounding_box()
        page.mouse.move(grip["x"] + 8, grip["y"] + 8)
        page.mouse.down()
        page.mouse.move(place["x"] + 40, place["y"] + 20, steps=6)
        expect(page.locator(".is-target")).to_have_count(1)
        with page.expect_request(lambda request: request.method == "POST") as asked:
            page.mouse.up()
        assert (posted(asked.value)["item"], posted(asked.value)["to"]) == (str(need.pk), str(second.pk))
