"""The workspace's settings, one's own, the history, and undo."""

from datetime import timedelta

import pytest
from tests.pages import ESCAPED, ROLES, SCRIPT, by_role, client_of, html, queries
from tests.people import NOW, scope_of
from tests.things import make_opportunity

from clew.thread.actions.items import edit_item
from clew.thread.models import Item
from clew.workspaces.actions.events import Actor
from clew.workspaces.models import Event, Membership

GENERAL, YOU = "/w/northwind/settings/", "/w/northwind/settings/you/"
HISTORY, UNDO = "/w/northwind/settings/history/", "/w/northwind/undo/"
OTHER = {"name": "Northwind Ltd", "currency": "EUR", "timezone": "Europe/Berlin"}


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


class TestGeneral:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_reads_it(self, ask, name, status):
        assert ask(name).get(GENERAL).status_code == status

    @pytest.mark.parametrize(("name", "status"), by_role(302, 403, 403, 403, 404))
    def test_changing_it_takes_an_owner(self, ask, workspace, name, status):
        assert ask(name).post(GENERAL, OTHER).status_code == status
        workspace.refresh_from_db()
        assert (workspace.currency == "EUR") == (status == 302)

    def test_only_owners_get_the_form(self, ask):
        assert {name for name in ROLES[:4] if 'name="timezone"' in html(ask(name), GENERAL)} == {"alice"}

    @pytest.mark.parametrize("wrong", [{"name": " "}, {"currency": "XXX"}, {"timezone": "Mars/Base"}])
    def test_what_is_wrong_is_told_in_the_form(self, ask, workspace, wrong):
        assert ask("alice").post(GENERAL, {**OTHER, **wrong}).status_code == 422
        workspace.refresh_from_db()
        assert workspace.name == "Northwind"

    def test_an_owner_undoes_it_and_an_editor_does_not(self, ask, workspace):
        ask("alice").post(GENERAL, OTHER)
        event = Event.objects.get(verb="workspace.edited")
        assert ask("bob").post(UNDO, {"event": event.pk}).status_code == 403
        assert ask("alice").post(UNDO, {"event": event.pk}).status_code == 302
        workspace.refresh_from_db()
        assert workspace.name == "Northwind"

    def test_the_workspaces_name_is_words_and_no_markup(self, ask):
        ask("alice").post(GENERAL, {**OTHER, "name": SCRIPT})
        page = html(ask("dana"), GENERAL)
        assert ESCAPED in page
        assert SCRIPT not in page


class TestYou:
    def test_everybody_changes_their_own_name_hats_and_keys(self, world, ask):
        ask("dana").post(YOU, {"name": "Dana D", "hats": ["design"]})
        world.dana.refresh_from_db()
        found = Membership.objects.get(user=world.dana)
        assert (world.dana.name, world.dana.shortcuts, found.hats) == ("Dana D", False, ["design"])

    def test_a_hat_is_no_role(self, world, ask):
        before = Membership.objects.get(user=world.dana).role
        ask("dana").post(YOU, {"name": "Dana", "hats": ["executive"], "role": "4"})
        assert Membership.objects.get(user=world.dana).role == before

    def test_a_hat_that_is_none_is_refused(self, ask):
        assert ask("dana").post(YOU, {"name": "Dana", "hats": ["king"]}).status_code == 422

    def test_with_keys_off_the_page_says_so_to_the_scripts(self, ask):
        dana = ask("dana")
        assert 'data-shortcuts="on"' in html(dana, YOU)
        dana.post(YOU, {"name": "Dana"})
        assert 'data-shortcuts="off"' in html(dana, YOU)

    def test_a_stranger_has_no_self_here(self, ask):
        assert ask("charlie").get(YOU).status_code == 404

    @pytest.mark.parametrize("chosen", ["light", "dark"])
    def test_the_theme_is_chosen_and_given_back_to_the_system(self, ask, chosen):
        dana = ask("dana")
        dana.post("/theme/", {"theme": chosen})
        assert f'<html lang="en" data-theme="{chosen}">' in html(dana, YOU)
        dana.post("/theme/", {"theme": "system"})
        assert '<html lang="en">' in html(dana, YOU)

    def test_it_leads_to_the_accounts_own_pages(self, ask):
        page, dana = html(ask("dana"), YOU), ask("dana")
        for address in ("/accounts/email/", "/accounts/password/change/", "/accounts/2fa/"):
            assert f'href="{address}"' in page
            html(dana, address)


class TestHistory:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_reads_it(self, ask, name, status):
        assert ask(name).get(HISTORY).status_code == status

    def test_it_leads_to_what_was_changed(self, scope, ask):
        opportunity = make_opportunity(scope)
        assert f'href="{opportunity.page("northwind")}"' in html(ask("dana"), HISTORY)

    def test_by_one_member(self, world, scope, ask):
        make_opportunity(scope, "Bob’s")
        make_opportunity(scope_of(world.alice), "Alice’s")
        page = html(ask("dana"), HISTORY, by=world.alice.pk)
        assert "Alice’s" in page
        assert "Bob’s" not in page

    def test_with_some_words(self, scope, ask):
        make_opportunity(scope, "Recover the day")
        make_opportunity(scope, "Read the board")
        page = html(ask("dana"), HISTORY, q="board")
        assert "Read the board" in page
        assert "Recover the day" not in page

    @pytest.mark.parametrize("asked", [{"by": "nobody"}, {"by": "0" * 32}, {"q": "%"}, {"q": "x" * 500}])
    def test_a_strange_question_finds_something_or_nothing_but_no_error(self, scope, ask, asked):
        make_opportunity(scope)
        html(ask("dana"), HISTORY, **asked)

    def test_a_damaged_page_address_says_so(self, ask):
        assert ask("dana").get(HISTORY, {"after": "damaged"}).status_code == 422

    def test_older_pages_keep_the_question(self, scope, ask):
        opportunity = make_opportunity(scope)
        for number in range(60):
            edit_item(item=opportunity, title=f"T{number}", by=scope.actor, now=NOW + timedelta(minutes=number))
        page = html(ask("dana"), HISTORY, q="title")
        assert "q=title&amp;after=" in page
        older = page.split("q=title&amp;after=")[1].split('"')[0]
        assert html(ask("dana"), HISTORY, q="title", after=older).count('class="log__row"') == 10

    def test_other_workspaces_keep_theirs(self, world, ask):
        make_opportunity(scope_of(world.charlie), "Elsewhere’s own")
        assert "Elsewhere’s own" not in html(ask("alice"), HISTORY)

    def test_many_take_as_many_queries_as_one(self, world, scope, ask):
        opportunity = make_opportunity(scope)
        edit_item(item=opportunity, owner=world.alice, by=scope.actor, now=NOW)
        dana = ask("dana")
        once = queries(dana, HISTORY)
        for number, owner in enumerate([world.bob, None, world.carol] * 8):
            edit_item(item=opportunity, owner=owner, title=f"T{number}", by=Actor(world.alice), now=NOW)
            make_opportunity(scope, f"Another {number}")
        assert queries(dana, HISTORY) == once


class TestUndo:
    def test_z_takes_back_ones_own_last_change_and_says_what(self, scope, ask):
        opportunity, bob = make_opportunity(scope, "First"), ask("bob")
        edit_item(item=opportunity, title="Second", by=scope.actor, now=NOW + timedelta(hours=1))
        answer = bob.post(UNDO, {"next": HISTORY})
        assert answer.headers["Location"] == HISTORY
        assert Item.objects.get().title == "First"
        page = html(bob, HISTORY)
        assert "Undid: Changed the title of Opportunity OP-1." in page
        assert ">Redo</button>" in page

    def test_redo_takes_back_the_undo_and_z_takes_it_back_again(self, scope, ask):
        opportunity, bob = make_opportunity(scope, "First"), ask("bob")
        edit_item(item=opportunity, title="Second", by=scope.actor, now=NOW + timedelta(hours=1))
        bob.post(UNDO)
        bob.post(UNDO, {"event": Event.objects.get(undoes__isnull=False).pk})
        assert Item.objects.get().title == "Second"
        page = html(bob, HISTORY)
        assert "Did again: Changed the title of Opportunity OP-1." in page
        assert ">Undo</button>" in page
        bob.post(UNDO)
        assert Item.objects.get().title == "First"
        assert ">Redo</button>" in html(bob, HISTORY)

    def test_others_changes_are_not_the_last_of_ones_own(self, scope, ask):
        make_opportunity(scope)
        assert ask("alice").post(UNDO).status_code == 404
        assert Item.objects.exists()

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_a_named_change_of_somebody_else_takes_an_editor(self, scope, ask, name, status):
        make_opportunity(scope)
        event = Event.objects.get(verb="opportunity.created")
        assert ask(name).post(UNDO, {"event": event.pk}).status_code == status
        assert Item.objects.exists() == (status != 302)

    def test_a_change_elsewhere_cannot_be_named(self, world, ask):
        make_opportunity(scope_of(world.charlie))
        event = Event.objects.get(verb="opportunity.created")
        assert ask("alice").post(UNDO, {"event": event.pk}).status_code == 404

    @pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/", "/w/elsewhere/", ""])
    def test_it_leads_nowhere_else(self, scope, ask, next_page):
        make_opportunity(scope)
        assert ask("bob").post(UNDO, {"next": next_page}).headers["Location"] == "/w/northwind/"
