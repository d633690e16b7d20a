from decimal import Decimal

import pytest
from tests.people import NOW, make_account
from tests.things import make_key_result, make_objective, make_opportunity, make_theme, say, tie

from clew.discovery.actions.opportunities import create_from_theme, edit_opportunity, edit_scoring, refresh_scores
from clew.discovery.models import Opportunity
from clew.discovery.queries.opportunities import Filter, Sort, listing
from clew.insights.actions.rollups import refresh_rollups
from clew.insights.models import Evidence
from clew.kit.errors import Invalid
from clew.thread.models import Link
from clew.workspaces.actions.undo import last_undoable, undo

JUDGED = {"need": 8, "effort": Decimal(6)}


def test_a_theme_becomes_an_opportunity_in_one_act(scope):
    theme = make_theme(scope, notes=[say(scope, "Two called in sick"), say(scope, "Marcus is out")])
    key_result = make_key_result(scope, make_objective(scope))
    made = create_from_theme(theme=theme, advances=[key_result], by=scope.actor, now=NOW, **JUDGED)
    assert made.title == theme.name
    assert Evidence.objects.get(item=made).theme == theme
    assert Link.objects.get(source=made).target_id == key_result.pk
    assert Opportunity.objects.get(pk=made.pk).score is not None


def test_that_one_act_is_undone_in_one(scope):
    theme = make_theme(scope, notes=[say(scope, "Two called in sick")])
    create_from_theme(theme=theme, advances=[make_objective(scope)], by=scope.actor, now=NOW)
    undo(event=last_undoable(workspace=scope.workspace, user=scope.user), by=scope.actor, now=NOW)
    assert not Opportunity.objects.exists()
    assert not Evidence.objects.exists()
    assert not Link.objects.exists()


def test_a_score_counts_its_reach_and_never_asks_for_it(scope):
    made = make_opportunity(scope, **JUDGED)
    assert Opportunity.objects.get(pk=made.pk).score == 0
    account = make_account(scope.workspace, "Calder", arr=Decimal(71_000))
    tie(scope, made, say(scope, "Yes", account=account))
    refresh_scores(workspace=scope.workspace, now=NOW)
    row = Opportunity.objects.get(pk=made.pk)
    assert row.score > 0
    lines = {line["name"]: line for line in row.score_detail["lines"]}
    assert lines["revenue"]["how"].startswith("71,000")


def test_without_effort_there_is_no_score_but_a_reason(scope):
    made = make_opportunity(scope, need=8)
    row = Opportunity.objects.get(pk=made.pk)
    assert row.score is None
    assert row.score_detail["missing"] == ["effort"]


@pytest.mark.parametrize(
    "values", [{"need": 0}, {"need": 11}, {"effort": Decimal(0)}, {"confidence": 101}, {"risk": -1}]
)
def test_judgements_stay_in_bounds(scope, values):
    with pytest.raises(Invalid) as caught:
        make_opportunity(scope, **values)
    assert caught.value.field in values


def test_a_typed_confidence_changes_the_score(scope):
    made = make_opportunity(scope, **JUDGED)
    tie(scope, made, say(scope, "Yes"))
    edit_opportunity(opportunity=made, confidence=100, by=scope.actor, now=NOW)
    sure = Opportunity.objects.get(pk=made.pk).score
    edit_opportunity(opportunity=made, confidence=10, by=scope.actor, now=NOW)
    assert Opportunity.objects.get(pk=made.pk).score < sure


def test_another_formula_scores_everything_anew(scope):
    made = make_opportunity(scope, urgency=5, risk=3, **JUDGED)
    edit_scoring(workspace=scope.workspace, formula="wsjf", weights={}, tops={}, by=scope.actor, now=NOW)
    row = Opportunity.objects.get(pk=made.pk)
    assert (row.score_formula, row.score) == ("wsjf", Decimal("2.6667"))


@pytest.mark.parametrize(
    "values", [{"formula": "luck"}, {"weights": {"charm": 1}}, {"weights": {"need": -1}}, {"tops": {"people": 0}}]
)
def test_a_scoring_that_makes_no_sense_is_refused(scope, values):
    with pytest.raises(Invalid):
        edit_scoring(
            **{"workspace": scope.workspace, "formula": "weighted", "weights": {}, "tops": {}} | values,
            by=scope.actor,
            now=NOW,
        )


class TestListing:
    @pytest.fixture
    def rows(self, scope):
        objective = make_objective(scope)
        low = make_opportunity(scope, "Low", need=2, effort=Decimal(6))
        high = make_opportunity(scope, "High", need=9, effort=Decimal(6), advances=[objective])
        make_opportunity(scope, "Unscored 100%")
        for made in (low, high):
            tie(scope, made, say(scope, made.title))
        refresh_scores(workspace=scope.workspace, now=NOW)
        refresh_rollups(workspace=scope.workspace, now=NOW)
        return objective

    def titles(self, scope, **options):
        return [row.title for row in listing(workspace=scope.workspace, **options)]

    def test_the_best_score_stands_first_and_the_unscored_last(self, scope, rows):
        assert self.titles(scope) == ["High", "Low", "Unscored 100%"]

    def test_it_narrows_to_an_objective(self, scope, rows):
        assert self.titles(scope, chosen=Filter(objective=rows.pk)) == ["High"]

    @pytest.mark.parametrize(
        ("words", "found"), [("hig", ["High"]), ("100%", ["Unscored 100%"]), ("%", ["Unscored 100%"])]
    )
    def test_words_are_words_not_patterns(self, scope, rows, words, found):
        assert self.titles(scope, chosen=Filter(words=words)) == found

    def test_the_newest_first_on_request(self, scope, rows):
        assert self.titles(scope, sort=Sort.NEWEST)[0] == "Unscored 100%"
