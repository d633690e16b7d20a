"""The first objective, and loose ends looked for before the brief is read."""

from datetime import date
from decimal import Decimal

import pytest
from tests.people import NOW
from tests.things import make_objective, make_opportunity, say, tie

from clew.insights.models import Reach
from clew.kit.errors import Invalid
from clew.sharing.actions import count_again, look_again, start_with
from clew.strategy.models import KeyResult, Objective, Period
from clew.thread.models import LooseEnd


def start(scope, baseline=14, target=8):
    return start_with(
        workspace=scope.workspace,
        title="Make the day plan hold",
        key_result="Reschedules",
        baseline=Decimal(baseline),
        target=Decimal(target),
        due_on=date(2026, 12, 31),
        by=scope.actor,
        now=NOW,
    )


def test_the_first_objective_is_its_makers_and_stands_in_the_current_half(scope):
    objective = start(scope)
    assert (objective.owner, objective.period.name) == (scope.user, "Second half of 2026")


def test_it_joins_the_period_that_there_is(scope):
    period = make_objective(scope).period
    assert start(scope).period == period
    assert Period.objects.count() == 1


@pytest.mark.parametrize(
    ("baseline", "target", "kind"), [(14, 8, "decrease"), (8, 14, "increase"), (9, 9, "stay_above")]
)
def test_the_kind_of_its_key_result_follows_from_the_numbers(scope, baseline, target, kind):
    start(scope, baseline, target)
    assert KeyResult.objects.get().measure == kind


def test_a_number_that_cannot_be_kept_leaves_nothing_behind(scope):
    with pytest.raises(Invalid):
        start(scope, target=Decimal("1e15"))
    assert not Objective.objects.exists()
    assert not Period.objects.exists()


def test_the_brief_does_not_tell_of_an_end_that_was_tied_a_second_ago(scope):
    opportunity = make_opportunity(scope)
    look_again(workspace=scope.workspace, now=NOW)
    assert LooseEnd.objects.filter(rule="opportunity.no_evidence").exists()
    tie(scope, opportunity, say(scope, "Yes"))
    look_again(workspace=scope.workspace, now=NOW)
    assert not LooseEnd.objects.filter(rule="opportunity.no_evidence").exists()


def test_without_a_worker_counts_are_brought_up_to_now(scope):
    opportunity = make_opportunity(scope)
    tie(scope, opportunity, say(scope, "Yes"))
    count_again(workspace=scope.workspace, now=NOW)
    assert Reach.objects.get(item=opportunity).notes == 1
