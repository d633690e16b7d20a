"""What can be done with any item from its page: following, tying, archiving, its history."""

from datetime import timedelta

import pytest
from tests.pages import ESCAPED, ROLES, SCRIPT, by_role, client_of, html, queries
from tests.people import NOW, scope_of
from tests.things import make_feature, make_objective, make_opportunity

from clew.thread.actions.comments import add_comment
from clew.thread.actions.items import archive_item, edit_item
from clew.thread.actions.links import link
from clew.thread.models import Follow, Item, Link
from clew.workspaces.actions.events import Actor
from clew.workspaces.models import Event


def at(item: Item, name: str) -> str:
    return f"/w/northwind/items/{item.pk}/{name}/"


@pytest.fixture
def opportunity(scope):
    return make_opportunity(scope)


@pytest.fixture
def ask(world):
    """Charlie and the others: `ask("dana").get(…)`."""
    return lambda name: client_of(getattr(world, name))


class TestReferences:
    def test_a_reference_leads_to_the_page_in_any_case_of_letters(self, ask, opportunity):
        answer = ask("dana").get("/w/northwind/i/op-1/")
        assert (answer.status_code, answer["Location"]) == (302, opportunity.page("northwind"))

    def test_a_stranger_learns_no_reference(self, ask, opportunity):
        assert ask("charlie").get("/w/northwind/i/OP-1/").status_code == 404


class TestFollowing:
    def test_even_a_reader_follows_and_lets_go(self, world, ask, opportunity):
        dana = ask("dana")
        dana.post(at(opportunity, "follow"))
        assert Follow.objects.filter(item=opportunity, user=world.dana).exists()
        dana.post(at(opportunity, "follow"))
        assert not Follow.objects.filter(item=opportunity, user=world.dana).exists()

    def test_a_stranger_cannot(self, world, ask, opportunity):
        assert ask("charlie").post(at(opportunity, "follow")).status_code == 404
        assert not Follow.objects.filter(user=world.charlie).exists()


class TestArchiving:
    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_it_takes_an_editor(self, ask, opportunity, name, status):
        assert ask(name).post(at(opportunity, "archive")).status_code == status
        opportunity.refresh_from_db()
        assert (opportunity.archived_at is not None) == (status == 302)

    def test_twice_brings_it_back(self, ask, opportunity):
        for _ in range(2):
            ask("bob").post(at(opportunity, "archive"))
        opportunity.refresh_from_db()
        assert opportunity.archived_at is None


class TestHistory:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_reads_it(self, ask, opportunity, name, status):
        assert ask(name).get(at(opportunity, "history")).status_code == status

    def test_it_says_who_changed_what_from_what_to_what(self, world, scope, ask, opportunity):
        edit_item(item=opportunity, status="exploring", owner=world.alice, by=scope.actor, now=NOW)
        page = html(ask("dana"), at(opportunity, "history"))
        assert "Changed the status and the owner of Opportunity OP-1." in page
        for words in ("Bob Berger", "Open", "Exploring", "Alice Ahmadi"):
            assert words in page

    def test_long_texts_fold(self, scope, ask, opportunity):
        edit_item(item=opportunity, description="Once more. " * 40, by=scope.actor, now=NOW)
        assert "Show both wordings" in html(ask("dana"), at(opportunity, "history"))

    def test_what_people_wrote_is_words_and_no_markup(self, scope, ask, opportunity):
        edit_item(item=opportunity, title=SCRIPT, by=scope.actor, now=NOW)
        edit_item(item=opportunity, description=SCRIPT, by=scope.actor, now=NOW)
        page = html(ask("dana"), at(opportunity, "history"))
        assert ESCAPED in page
        assert SCRIPT not in page

    def test_undo_is_offered_to_those_who_may(self, scope, ask, opportunity):
        edit_item(item=opportunity, title="Another", by=scope.actor, now=NOW)
        offers = {name: html(ask(name), at(opportunity, "history")).count(">Undo<") for name in ROLES[:4]}
        assert offers == {"alice": 2, "bob": 2, "carol": 0, "dana": 0}

    def test_what_was_taken_back_says_so_and_is_not_offered_again(self, scope, ask, opportunity):
        edit_item(item=opportunity, title="Another", by=scope.actor, now=NOW + timedelta(hours=1))
        event = Event.objects.get(verb="opportunity.edited")
        bob = ask("bob")
        bob.post("/w/northwind/undo/", {"event": event.pk, "next": at(opportunity, "history")})
        page = html(bob, at(opportunity, "history"))
        assert "taken back since" in page
        assert f'value="{event.pk}"' not in page

    def test_it_pages_by_fifty(self, scope, ask, opportunity):
        for number in range(60):
            now = NOW + timedelta(minutes=number)
            edit_item(item=opportunity, title=f"Title {number}", by=scope.actor, now=now)
        first = html(ask("dana"), at(opportunity, "history"))
        assert first.count('class="log__row"') == 50
        assert "Earlier changes" in first

    def test_many_events_take_as_many_queries_as_one(self, world, scope, ask, opportunity):
        edit_item(item=opportunity, owner=world.alice, by=scope.actor, now=NOW)
        dana = ask("dana")
        once = queries(dana, at(opportunity, "history"))
        for number, owner in enumerate([world.bob, world.carol, world.dana, None, world.bob] * 4):
            edit_item(item=opportunity, owner=owner, title=f"T{number}", by=Actor(world.alice), now=NOW)
        assert queries(dana, at(opportunity, "history")) == once


class TestTying:
    WAY = "out:advances:objective"

    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 403, 403, 404))
    def test_it_takes_an_editor(self, ask, opportunity, name, status):
        assert ask(name).get(at(opportunity, "tie")).status_code == status
        assert ask(name).post(at(opportunity, "tie")).status_code == (422 if status == 200 else status)

    def test_it_offers_what_the_kind_may_be_tied_to(self, scope, ask, opportunity):
        make_objective(scope)
        page = html(ask("bob"), at(opportunity, "tie"), way=self.WAY)
        assert "advances an objective" in page
        assert "Make the day plan hold" in page

    def test_it_finds_by_words_and_by_reference(self, scope, ask, opportunity):
        make_feature(scope, "Crew swap")
        make_feature(scope, "Paper forms")
        for query in ("swa", "F-1"):
            page = html(ask("bob"), at(opportunity, "tie"), way="in:addresses:feature", q=query)
            assert "F-1" in page
            assert "Paper forms" not in page

    def test_outward_and_inward(self, scope, ask, opportunity):
        objective, feature = make_objective(scope), make_feature(scope)
        for way, other in ((self.WAY, objective), ("in:addresses:feature", feature)):
            answer = ask("bob").post(at(opportunity, "tie"), {"way": way, "other": other.pk})
            assert answer.status_code == 302
        found = set(Link.objects.values_list("source__ref", "relation", "target__ref"))
        assert found == {("OP-1", "advances", "O1"), ("F-1", "addresses", "OP-1")}

    def test_what_is_tied_already_is_marked(self, scope, ask, opportunity):
        objective = make_objective(scope)
        link(source=opportunity, target=objective, relation="advances", by=scope.actor, now=NOW)
        assert "tied already" in html(ask("bob"), at(opportunity, "tie"), way=self.WAY)

    def test_what_cannot_be_is_said_on_the_page(self, scope, ask, opportunity):
        archived = make_objective(scope)
        archive_item(item=archived, by=scope.actor, now=NOW)
        answer = ask("bob").post(at(opportunity, "tie"), {"way": self.WAY, "other": archived.pk})
        assert answer.status_code == 422
        assert "is archived. Bring it back first." in answer.content.decode()

    @pytest.mark.parametrize("way", ["out:nonsense:objective", "sideways", "out:", "in:advances:objective"])
    def test_a_way_that_is_none_is_refused(self, scope, ask, opportunity, way):
        other = make_objective(scope)
        answer = ask("bob").post(at(opportunity, "tie"), {"way": way, "other": other.pk})
        assert answer.status_code == 422
        assert not Link.objects.exists()

    def test_nothing_crosses_workspaces(self, world, ask, opportunity):
        theirs = make_objective(scope_of(world.charlie))
        answer = ask("bob").post(at(opportunity, "tie"), {"way": self.WAY, "other": theirs.pk})
        assert answer.status_code == 404

    def test_more_items_and_ties_take_no_more_queries(self, scope, ask, opportunity):
        bob, address = ask("bob"), f"{at(opportunity, 'tie')}?way=in:addresses:feature"
        make_feature(scope)
        once = queries(bob, address)
        for number in range(20):
            link(
                source=make_feature(scope, f"F {number}"),
                target=opportunity,
                relation="addresses",
                by=scope.actor,
                now=NOW,
            )
        assert queries(bob, address) == once

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_untying_takes_an_editor(self, scope, ask, opportunity, name, status):
        objective = make_objective(scope)
        tie = link(source=opportunity, target=objective, relation="advances", by=scope.actor, now=NOW)
        answer = ask(name).post(f"/w/northwind/links/{tie.pk}/untie/", {"from": objective.pk})
        assert answer.status_code == status
        assert Link.objects.exists() == (status != 302)
        if status == 302:
            assert answer["Location"] == objective.page("northwind")


def test_undo_takes_the_comment_of_its_author_alone(world, ask, scope, opportunity):
    add_comment(item=opportunity, text="Hm", by=Actor(world.carol), now=NOW)
    event = Event.objects.get(verb="opportunity.commented")
    said = {name: ask(name).post("/w/northwind/undo/", {"event": event.pk}).status_code for name in ROLES[::-1]}
    assert said == {"charlie": 404, "dana": 403, "carol": 302, "bob": 403, "alice": 403}
