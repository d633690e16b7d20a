"""Comments, updates and loose ends, from every side of the door."""

import re
from datetime import timedelta

import pytest
from tests.pages import ESCAPED, ROLES, SCRIPT, by_role, client_of, html, queries
from tests.people import NOW, scope_of
from tests.things import make_feature, make_objective, make_opportunity

from clew.kit import clock
from clew.thread.actions.comments import add_comment, remove_comment
from clew.thread.actions.follows import follow
from clew.thread.actions.items import edit_item
from clew.thread.models import Comment, LooseEnd, Mention
from clew.thread.queries.loose_ends import RULES
from clew.thread.queries.updates import unseen
from clew.thread.views.talk import FIRST_ENDS
from clew.workspaces.actions.events import Actor
from clew.workspaces.models import Membership

UPDATES, LOOSE_ENDS = "/w/northwind/updates/", "/w/northwind/loose-ends/"


@pytest.fixture
def opportunity(scope):
    return make_opportunity(scope)


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


@pytest.fixture
def said(world, opportunity):
    """What Carol, a commenter, said."""
    return add_comment(item=opportunity, text="I would wait.", by=Actor(world.carol), now=NOW)


class TestComments:
    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 302, 403, 404))
    def test_saying_something_takes_a_commenter(self, ask, opportunity, name, status):
        answer = ask(name).post(f"/w/northwind/items/{opportunity.pk}/comment/", {"text": "Hm"})
        assert answer.status_code == status
        assert Comment.objects.count() == (status == 302)

    def test_one_comes_back_to_what_one_said(self, ask, opportunity):
        answer = ask("carol").post(f"/w/northwind/items/{opportunity.pk}/comment/", {"text": "Hm"})
        assert answer["Location"] == f"{opportunity.page('northwind')}#comment-{Comment.objects.get().pk}"

    def test_nothing_is_no_comment(self, ask, opportunity):
        answer = ask("carol").post(f"/w/northwind/items/{opportunity.pk}/comment/", {"text": "  "})
        assert (answer.status_code, Comment.objects.count()) == (422, 0)

    def test_whoever_is_named_finds_it_among_their_updates(self, world, ask, opportunity):
        ask("carol").post(f"/w/northwind/items/{opportunity.pk}/comment/", {"text": "@Dana Diaz, look"})
        assert Mention.objects.get().user == world.dana
        assert "names you" in html(ask("dana"), UPDATES)

    @pytest.mark.parametrize(("name", "status"), by_role(403, 403, 302, 403, 404))
    def test_only_its_author_changes_it(self, ask, said, name, status):
        answer = ask(name).post(f"/w/northwind/comments/{said.pk}/", {"text": "Other words"})
        said.refresh_from_db()
        assert (answer.status_code, said.text == "Other words") == (status, status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(403, 403, 302, 403, 404))
    def test_only_its_author_removes_it(self, ask, said, name, status):
        answer = ask(name).post(f"/w/northwind/comments/{said.pk}/remove/")
        said.refresh_from_db()
        assert (answer.status_code, said.removed_at is not None) == (status, status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(403, 403, 200, 403, 404))
    def test_only_its_author_gets_the_form(self, ask, said, name, status):
        assert ask(name).get(f"/w/northwind/comments/{said.pk}/").status_code == status

    def test_the_form_shows_the_words_as_words(self, world, ask, opportunity):
        comment = add_comment(item=opportunity, text=SCRIPT, by=Actor(world.carol), now=NOW)
        page = html(ask("carol"), f"/w/northwind/comments/{comment.pk}/")
        assert ESCAPED in page
        assert SCRIPT not in page

    def test_an_empty_change_is_told_in_the_form(self, ask, said):
        answer = ask("carol").post(f"/w/northwind/comments/{said.pk}/", {"text": ""})
        assert answer.status_code == 422
        assert "Write something first." in answer.content.decode()

    def test_a_removed_comment_is_not_changed(self, world, ask, said):
        remove_comment(comment=said, by=Actor(world.carol), now=NOW)
        assert ask("carol").get(f"/w/northwind/comments/{said.pk}/").status_code == 404


class TestUpdates:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_has_them(self, ask, name, status):
        assert ask(name).get(UPDATES).status_code == status

    def test_what_others_do_with_what_one_follows(self, world, scope, ask, opportunity):
        follow(item=opportunity, user=world.dana, now=NOW - timedelta(days=1))
        edit_item(item=opportunity, status="exploring", by=scope.actor, now=NOW)
        page = html(ask("dana"), UPDATES)
        assert "Changed the status of Opportunity OP-1." in page
        assert "Bob Berger" in page

    def test_ones_own_doing_is_no_news(self, scope, ask, opportunity):
        edit_item(item=opportunity, status="exploring", by=scope.actor, now=NOW)
        assert "Nothing happened yet" in html(ask("bob"), UPDATES)

    def test_opening_them_quiets_the_bell(self, world, scope, ask, opportunity):
        follow(item=opportunity, user=world.dana, now=NOW - timedelta(days=1))
        edit_item(item=opportunity, status="exploring", by=scope.actor, now=NOW)
        dana = ask("dana")
        assert 'aria-label="Updates, 2 new"' in html(dana, "/w/northwind/settings/you/")
        html(dana, UPDATES)
        assert 'aria-label="Updates"' in html(dana, "/w/northwind/settings/you/")
        assert unseen(membership=Membership.objects.get(user=world.dana)) == 0

    def test_what_was_said_is_words_and_no_markup(self, world, scope, ask, opportunity):
        follow(item=opportunity, user=world.dana, now=NOW - timedelta(days=1))
        add_comment(item=opportunity, text=SCRIPT, by=scope.actor, now=NOW)
        page = html(ask("dana"), UPDATES)
        assert ESCAPED in page
        assert SCRIPT not in page

    def test_many_take_as_many_queries_as_one(self, world, scope, ask, opportunity):
        follow(item=opportunity, user=world.dana, now=NOW - timedelta(days=1))
        edit_item(item=opportunity, status="exploring", by=scope.actor, now=NOW)
        dana = ask("dana")
        once = queries(dana, UPDATES)
        for number in range(30):
            add_comment(item=opportunity, text=f"@Dana {number}", by=scope.actor, now=NOW)
        assert queries(dana, UPDATES) == once


class TestLooseEnds:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_sees_them(self, ask, name, status):
        assert ask(name).get(LOOSE_ENDS).status_code == status

    def test_they_stand_by_what_is_missing_with_the_way_to_mend_it(self, ask, opportunity):
        page = html(ask("bob"), LOOSE_ENDS)
        assert "Opportunities: no objective" in page
        assert f"/w/northwind/items/{opportunity.pk}/tie/?way=out:advances:objective" in page
        assert f"/w/northwind/items/{opportunity.pk}/evidence/" in page

    def test_those_who_may_not_mend_are_offered_nothing(self, ask, opportunity):
        shown = {name: "btn--loose" in html(ask(name), LOOSE_ENDS) for name in ROLES[:4]}
        assert shown == {"alice": True, "bob": True, "carol": False, "dana": False}

    def test_every_way_to_mend_opens(self, scope, ask):
        make_objective(scope), make_opportunity(scope), make_feature(scope)
        bob = ask("bob")
        html(bob, LOOSE_ENDS)
        ends = list(LooseEnd.objects.all())
        assert {end.subject_kind for end in ends} == {"objective", "opportunity", "feature"}
        for end in ends:
            html(bob, RULES[end.rule].act_href("northwind", end.subject_id, end.number))

    def test_they_are_looked_for_at_this_moment(self, scope, ask):
        bob = ask("bob")
        assert "No loose ends" in html(bob, LOOSE_ENDS)
        make_feature(scope, "Custom job colours")
        assert "Custom job colours" in html(bob, LOOSE_ENDS)

    def test_some_of_each_kind_show_and_one_kind_shows_all_page_by_page(self, scope, ask, monkeypatch):
        monkeypatch.setattr("clew.thread.views.talk.ENDS", 10)
        for number in range(15):
            make_feature(scope, f"Adrift {number}.")
        dana, rule = ask("dana"), "feature.no_why"
        some = html(dana, LOOSE_ENDS)
        assert (some.count("Adrift"), f"?rule={rule}" in some) == (FIRST_ENDS, True)
        first = html(dana, f"{LOOSE_ENDS}?rule={rule}")
        after = re.search(r"\?rule=[\w.]+&amp;after=([\w-]+)", first)
        second = html(dana, f"{LOOSE_ENDS}?rule={rule}&after={after[1]}")
        names = re.findall(r"Adrift \d+\.", first + second)
        assert sorted(set(names)) == sorted(f"Adrift {number}." for number in range(15))
        assert "Newer loose ends" in first
        assert "Newer loose ends" not in second

    @pytest.mark.parametrize("query", ["?rule=nonsense", "?rule="])
    def test_a_kind_that_nobody_knows_shows_all(self, scope, ask, query):
        make_feature(scope, "Adrift")
        assert "Adrift" in html(ask("dana"), LOOSE_ENDS + query)

    def test_a_title_is_words_and_no_markup(self, scope, ask):
        make_feature(scope, SCRIPT)
        page = html(ask("dana"), LOOSE_ENDS)
        assert ESCAPED in page
        assert SCRIPT not in page

    def test_other_workspaces_keep_theirs(self, world, ask):
        make_feature(scope_of(world.charlie), "Acme's own")
        assert "Acme" not in html(ask("alice"), LOOSE_ENDS)

    def test_many_take_as_many_queries_as_one(self, scope, ask):
        make_feature(scope)
        bob = ask("bob")
        once = queries(bob, LOOSE_ENDS)
        for number in range(30):
            make_feature(scope, f"Feature {number}")
            make_opportunity(scope, f"Opportunity {number}")
        assert queries(bob, LOOSE_ENDS) == once

    def test_the_age_counts_from_the_day_it_was_found(self, scope, ask):
        make_feature(scope)
        html(ask("bob"), LOOSE_ENDS)
        LooseEnd.objects.update(found_at=clock.now() - timedelta(days=11))
        assert "11 days" in html(ask("bob"), LOOSE_ENDS)
