"""Making an opportunity: by hand, or of a theme in one act."""

from decimal import Decimal

import pytest
from tests.pages import client_of, html, queries
from tests.people import make_account, scope_of
from tests.things import make_key_result, make_objective, make_theme, say

from clew.discovery.models import Opportunity
from clew.insights.models import Evidence
from clew.thread.models import Link
from clew.workspaces.models import Event

NEW = "/w/northwind/opportunities/new/"


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


class TestNew:
    def test_by_hand_with_what_it_advances_and_what_is_judged(self, scope, ask):
        key_result = make_key_result(scope, make_objective(scope))
        values = {"title": "Get there", "description": "Why", "owner": "", "need": "7", "effort": "2,5"}
        answer = ask("bob").post(NEW, {**values, "effort": "2.5", "advances": [str(key_result.pk)]})
        made = Opportunity.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, made.page("northwind"))
        assert (made.need, made.effort, made.score) == (7, Decimal("2.5"), 0)
        assert Link.objects.get(source=made).target_id == key_result.pk

    def test_of_a_theme_in_one_act_the_evidence_comes_along(self, scope, ask, workspace):
        account = make_account(workspace, "Calder", arr=Decimal(71_000))
        theme = make_theme(
            scope, notes=[say(scope, "Two called in sick", account=account), say(scope, "Marcus is out")]
        )
        bob = ask("bob")
        offer = html(bob, NEW, theme=theme.number)
        assert f'name="theme" value="{theme.number}"' in offer
        assert "Its 2 notes from 1 account, $71k ARR, will stand behind" in offer
        bob.post(NEW, {"title": theme.name, "description": "", "owner": "", "theme": theme.number})
        made = Opportunity.objects.get()
        assert Evidence.objects.get(item=made).theme_id == theme.pk
        text = html(bob, made.page("northwind"))
        assert "2 notes" in text
        assert Event.objects.filter(verb="opportunity.created").count() == 1

    def test_a_themes_page_leads_there(self, ask, scope):
        theme = make_theme(scope)
        assert f'href="{NEW}?theme={theme.number}"' in html(ask("bob"), f"/w/northwind/themes/{theme.number}/")

    def test_a_theme_of_another_workspace_is_none(self, world, ask):
        theirs = make_theme(scope_of(world.charlie))
        assert ask("bob").get(NEW, {"theme": theirs.number}).status_code == 404

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"title": ""}, "This field is required."),
            ({"title": "  "}, "This field is required."),
            ({"need": "11"}, "less than or equal to 10"),
            ({"effort": "0"}, "above 0"),
            ({"effort": "soon"}, "Enter a number."),
            ({"confidence": "-1"}, "greater than or equal to 0"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_made(self, ask, workspace, wrong, said):
        answer = ask("bob").post(NEW, {"title": "Get there", "description": "", "owner": "", **wrong})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not Opportunity.objects.exists()

    def test_many_objectives_take_as_many_queries_as_one(self, scope, ask):
        bob = ask("bob")
        make_key_result(scope, make_objective(scope))
        once = queries(bob, NEW)
        for number in range(6):
            make_key_result(scope, make_objective(scope, f"Aim {number}"))
        assert queries(bob, NEW) == once
