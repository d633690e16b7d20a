"""What the brief says, against the same numbers counted in plain Python."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.people import NOW, scope_of
from tests.sharing import company
from tests.things import make_objective, make_opportunity, say

from clew.insights.actions.notes import create_note
from clew.insights.models import Account, Note
from clew.roadmap.models import Feature
from clew.sharing.queries.brief import ENDS, TOP, brief, week_words
from clew.strategy.actions.objectives import find_or_create_period
from clew.strategy.actions.statements import state
from clew.strategy.models import Objective
from clew.thread.actions.loose_ends import refresh_loose_ends
from clew.thread.models import Item, LooseEnd

STATEMENTS = 18


def of(scope):
    return brief(workspace=scope.workspace, now=NOW)


@pytest.mark.parametrize("seed", range(3))
class TestNumbers:
    """On a company that differs with the seed."""

    @pytest.fixture
    def told(self, scope, world, seed):
        company.fill(scope_of(world.charlie), seed=seed + 1, words="Elsewhere")
        company.fill(scope, size=2, seed=seed)
        return of(scope)

    def test_behind_an_objective_stand_the_notes_and_accounts_that_say_so(self, told):
        assert len(told.objectives) == 4
        for row in told.objectives:
            counted = company.behind(Item.objects.get(pk=row.id))
            assert (row.notes, row.accounts, row.arr) == (counted.notes, counted.accounts, counted.arr)

    def test_behind_an_opportunity_too(self, told):
        assert len(told.opportunities) == TOP
        for row in told.opportunities:
            counted = company.behind(Item.objects.get(pk=row.id))
            assert (row.notes, row.accounts, row.arr) == (counted.notes, counted.accounts, counted.arr)

    def test_the_opportunities_are_the_best_by_score(self, scope, told):
        mine = company.Opportunity.objects.filter(workspace=scope.workspace).exclude(score=None)
        scores = sorted((found.score for found in mine), reverse=True)
        assert [row.score for row in told.opportunities] == scores[:TOP]
        assert told.total.opportunities == company.Opportunity.objects.filter(workspace=scope.workspace).count()

    def test_shares_of_work_are_shares_of_all_weeks(self, scope, told):
        weeks = company.total(Feature.objects.filter(workspace=scope.workspace))
        assert told.work.weeks == weeks
        for row in told.objectives:
            own = company.weeks_of(Objective.objects.get(pk=row.id))
            assert told.work.shares[row.id] == round(100 * own / weeks)
        assert sum(part.value for part in told.work.parts) == pytest.approx(float(weeks))

    def test_the_whole_companys_thread_counts_what_there_is(self, scope, told):
        names = {knot.kind: f"{knot.name}; {knot.note}" for knot in told.knots}
        accounts = Account.objects.filter(workspace=scope.workspace)
        heard = {note.account_id for note in Note.objects.filter(workspace=scope.workspace)}
        recent = Note.objects.filter(workspace=scope.workspace, said_at__gte=NOW - timedelta(days=90)).count()
        assert names["Objectives"].startswith("4 this period")
        assert names["Customers’ words"] == f"40 notes; {recent} in 90 days"
        assert names["Work"] == "9 features in play; 1 serves no objective"
        assert names["Revenue"].endswith(f"{len(heard)} of {accounts.count()} customers heard")

    def test_its_loose_ends_are_the_workspaces_own(self, scope, told):
        kept = LooseEnd.objects.filter(workspace=scope.workspace)
        assert {(end.rule, end.subject_id) for end in told.loose_ends} == {(end.rule, end.subject_id) for end in kept}
        assert {(end.rule, end.title) for end in told.loose_ends} >= {
            ("feature.no_why", "Feature for nobody"),
            ("opportunity.no_objective", "Need of nobody"),
        }


def test_key_results_are_met_by_their_newest_reading(scope):
    company.fill(scope, size=2)
    knots = {knot.kind: knot.name for knot in of(scope).knots}
    assert knots["Key results"] == f"8, with {company.met() or 'none'} met"


def test_the_fan_is_the_revenue_of_those_who_said_something(scope):
    company.fill(scope)
    heard = {note.account for note in Note.objects.filter(workspace=scope.workspace).select_related("account")}
    assert of(scope).fan == sorted((float(account.arr) for account in heard), reverse=True)


def test_an_empty_workspace_has_an_empty_brief(scope):
    told = of(scope)
    assert (told.mission, told.vision, told.period, told.agreed_on) == (None, None, None, None)
    assert told.objectives == told.opportunities == told.loose_ends == told.flags == told.changes == []
    assert (told.work.weeks, told.work.parts) == (0, [])
    assert told.knots[0].loose


def test_only_objectives_of_the_current_period_are_told(scope):
    make_objective(scope, "This half")
    period = find_or_create_period(
        workspace=scope.workspace,
        name="2025",
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
        by=scope.actor,
        now=NOW,
    )
    Objective.objects.filter(pk=make_objective(scope, "Another year").pk).update(period=period)
    told = of(scope)
    assert [row.title for row in told.objectives] == ["This half"]
    assert (told.period_words, told.days_left) == ("second half of 2026", 41)


def test_work_for_another_period_and_for_none_is_told_apart(scope):
    company.fill(scope)
    objective = Objective.objects.order_by("number").first()
    weeks = company.weeks_of(objective)
    period = find_or_create_period(
        workspace=scope.workspace,
        name="2025",
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
        by=scope.actor,
        now=NOW,
    )
    Objective.objects.filter(pk=objective.pk).update(period=period)
    parts = {part.name: Decimal(part.value) for part in of(scope).work.parts}
    assert parts["Other periods"] == weeks
    assert parts["Unaligned"] == 4


def test_many_loose_ends_of_one_kind_hide_no_other(scope):
    for number in range(9):
        make_opportunity(scope, f"Need {number}")
    make_objective(scope)
    refresh_loose_ends(workspace=scope.workspace, now=NOW)
    first = of(scope).first_ends
    assert len(first) == ENDS
    assert {end.rule for end in first} == {
        "objective.no_key_result",
        "objective.no_work",
        "opportunity.no_evidence",
        "opportunity.no_objective",
    }


def test_a_loose_end_of_today_is_new_and_others_have_an_age(scope):
    make_objective(scope)
    refresh_loose_ends(workspace=scope.workspace, now=NOW - timedelta(days=11))
    told = of(scope)
    assert {told.age(end) for end in told.loose_ends} == {"11 days"}
    LooseEnd.objects.update(found_at=NOW - timedelta(hours=2))
    told = of(scope)
    assert {told.age(end) for end in told.loose_ends} == {"New today"}


def test_the_strategy_is_agreed_since_its_newest_wording(scope):
    for kind, day in (("mission", date(2024, 4, 2)), ("vision", date(2025, 6, 2))):
        state(workspace=scope.workspace, kind=kind, text="So", since=day, by=scope.actor, now=NOW)
    assert of(scope).agreed_on == date(2025, 6, 2)


def test_the_small_thread_says_what_is_missing(scope):
    opportunity = make_opportunity(scope)
    company.count(scope)
    told = of(scope)
    (row,) = told.opportunities
    assert told.minis[opportunity.pk] == "xxx@xx"
    assert told.mini_words(row) == "Thread of OP-1: no objective and no feature yet and no evidence"


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 11, 20), "Week 47, 16–20 November 2026"),
        (date(2026, 11, 22), "Week 47, 16–20 November 2026"),
        (date(2026, 10, 1), "Week 40, 28 September – 2 October 2026"),
        (date(2027, 1, 1), "Week 53, 28 December – 1 January 2027"),
    ],
)
def test_a_week_is_named_by_its_working_days(today, words):
    assert week_words(today) == words


def test_more_of_everything_takes_no_more_statements(scope, django_assert_num_queries):
    company.fill(scope)
    with django_assert_num_queries(STATEMENTS):
        of(scope)
    company.fill(scope, size=2, words="More")
    say(scope, "And one more")
    with django_assert_num_queries(STATEMENTS):
        of(scope)


def test_what_was_counted_is_counted_again_only_after_something_happened(scope, django_assert_num_queries):
    company.fill(scope)
    before = of(scope).notes.notes
    with django_assert_num_queries(STATEMENTS - 4):
        assert of(scope).notes.notes == before
    channel = Note.objects.filter(workspace=scope.workspace).first().channel
    create_note(
        workspace=scope.workspace, channel=channel, text="One more", by=scope.actor, now=NOW + timedelta(hours=1)
    )
    assert of(scope).notes.notes == before + 1
