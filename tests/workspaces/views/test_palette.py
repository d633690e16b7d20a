"""Find or do: every kind of thing is found from here, and nothing of another workspace."""

import pytest
from tests.pages import ESCAPED, ROLES, SCRIPT, by_role, client_of, html, queries
from tests.people import make_account, make_member, scope_of
from tests.things import make_feature, make_key_result, make_objective, make_opportunity, make_theme, say

from clew.insights.models import Account
from clew.ui import palette
from clew.workspaces.models import Role

PALETTE = "/w/northwind/palette/"


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


@pytest.fixture
def things(scope):
    """One of each, all called after a swap."""
    objective = make_objective(scope, "Swap without phone calls")
    make_key_result(scope, objective, "Swaps done in two minutes")
    make_opportunity(scope, "Swap a sick technician")
    make_feature(scope, "Crew swap")
    make_theme(scope, "Swapping crews")
    say(
        scope,
        "Swapping crews takes me longer than the phone did.",
        account=make_account(scope.workspace, "Swap Cooling"),
    )


@pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
def test_every_member_finds(ask, name, status):
    assert ask(name).get(PALETTE).status_code == status


def test_every_kind_of_thing_is_found_by_a_word(things, ask):
    page = html(ask("dana"), PALETTE, q="swap")
    for address in (
        "/objectives/1/", "/key-results/1/", "/opportunities/1/", "/features/1/", "/themes/1/", "/inbox/1/",
    ):  # fmt: skip
        assert f'href="/w/northwind{address}"' in page, address
    assert f"/w/northwind/customers/{Account.objects.get(name='Swap Cooling').pk}/" in page


@pytest.mark.parametrize("ref", ["OP-1", "op-1", "F-1", "O1"])
def test_an_item_is_found_by_its_reference(things, ask, ref):
    first = html(ask("dana"), PALETTE, q=ref).split('class="palette__head"')
    assert any("Items" in part[:60] and ref.upper() in part for part in first)


def test_a_note_is_found_by_its_number(things, ask):
    assert 'href="/w/northwind/inbox/1/"' in html(ask("dana"), PALETTE, q="N-1")


def test_members_are_found_among_people(ask):
    page = html(ask("dana"), PALETTE, q="@carol")
    assert "Carol Chen" in page
    assert "#member-" in page


def test_a_sign_narrows(things, ask):
    dana = ask("dana")
    words, people, doing = (html(dana, PALETTE, q=sign + "swap") for sign in ('"', "@", ">"))
    assert "In customers’ words" in words
    assert "Crew swap" not in words
    assert "Swap Cooling" in people
    assert "Crew swap" not in people
    assert "Swap Cooling" not in doing


def test_what_one_may_not_do_is_not_offered(ask):
    offers = {name: html(ask(name), PALETTE, q=">invite") for name in ROLES[:4]}
    assert {name for name, page in offers.items() if "Invite a member" in page} == {"alice"}


@pytest.mark.parametrize("action", [action.name for action in palette._actions])
def test_every_action_leads_to_a_page_that_opens(world, action):
    scope, alice = scope_of(world.alice), client_of(world.alice)
    (found,) = [one for one in palette.actions(scope) if one.name == action]
    for typed in ("", "Crew “swap” & <b>"):
        assert alice.get(found.href(scope, typed)).status_code == 200, found.href(scope, typed)


def test_what_was_typed_is_taken_along(ask):
    page = html(ask("bob"), PALETTE, q="dark mode")
    assert "New feature called “<mark>dark</mark> <mark>mode</mark>”" in page
    assert "/w/northwind/features/new/?title=dark%20mode" in page


def test_nothing_of_another_workspace_is_found(world, ask):
    make_opportunity(scope_of(world.charlie), "Acme’s own secret")
    for query in ("secret", "Acme", "@Acme", '"Nobody', "@Charlie", "N-1", "OP-1"):
        page = html(ask("alice"), PALETTE, q=query)
        assert "Acme’s own" not in page
        assert "may ever see" not in page
        assert "Charlie Cross" not in page


def test_titles_and_questions_are_words_and_no_markup(scope, ask):
    make_feature(scope, f"swap {SCRIPT}")
    for page in (html(ask("dana"), PALETTE, q="swap"), html(ask("dana"), PALETTE, q=SCRIPT)):
        assert SCRIPT not in page
    assert ESCAPED in html(ask("dana"), PALETTE, q="zzz" + SCRIPT)


@pytest.mark.parametrize("query", ["", " ", ">", '"', "@", "'; drop table", "%", "\\", "&|!():*", "ß" * 300, "日本"])
def test_whatever_is_typed_finds_something_or_nothing_but_no_error(things, ask, query):
    html(ask("dana"), PALETTE, q=query)


def test_for_the_dialog_it_is_rows_alone(things, ask):
    rows = ask("dana").get(PALETTE, {"q": "swap"}, headers={"HX-Request": "true"}).content.decode()
    assert 'role="option"' in rows
    assert "<html" not in rows


def test_many_things_take_as_many_queries_as_few(world, scope, things, ask):
    dana, asked = ask("dana"), f"{PALETTE}?q=swap"
    few = queries(dana, asked)
    for number in range(10):
        make_feature(scope, f"Swap {number}")
        make_opportunity(scope, f"Swap for {number}")
        make_theme(scope, f"Swapping {number}")
        make_account(scope.workspace, f"Swap Company {number}")
        make_member(f"Swap{number} Member", scope.workspace, Role.READER)
    assert queries(dana, asked) == few
