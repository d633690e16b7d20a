import pytest
from tests.people import scope_of
from tests.things import make_feature, make_key_result, make_objective, make_opportunity

from clew.kit.errors import Conflict, Invalid
from clew.thread.actions.items import archive_item
from clew.thread.actions.links import link, unlink
from clew.thread.models import Link


def tie(source, target, relation, scope, now):
    return link(source=source, target=target, relation=relation, by=scope.actor, now=now)


def test_an_opportunity_advances_an_objective(scope, now):
    tied = tie(make_opportunity(scope), make_objective(scope), "advances", scope, now)
    assert Link.objects.get() == tied


def test_the_same_tie_twice_is_one(scope, now):
    opportunity, objective = make_opportunity(scope), make_objective(scope)
    tie(opportunity, objective, "advances", scope, now)
    tie(opportunity, objective, "advances", scope, now)
    assert Link.objects.count() == 1


@pytest.mark.parametrize("relation", ["addresses", "tests", "excludes"])
def test_only_declared_ways_of_tying_are_taken(scope, now, relation):
    with pytest.raises(Invalid, match="advances objective"):
        tie(make_opportunity(scope), make_objective(scope), relation, scope, now)


def test_an_objective_points_at_nothing(scope, now):
    with pytest.raises(Invalid):
        tie(make_objective(scope), make_opportunity(scope), "advances", scope, now)


def test_nothing_crosses_workspaces(world, scope, now):
    theirs = make_objective(scope_of(world.charlie))
    with pytest.raises(Invalid, match="crosses"):
        tie(make_opportunity(scope), theirs, "advances", scope, now)


def test_an_archived_item_is_not_tied(scope, now):
    objective = make_objective(scope)
    archive_item(item=objective, by=scope.actor, now=now)
    with pytest.raises(Conflict, match="archived"):
        tie(make_opportunity(scope), objective, "advances", scope, now)


def test_the_thread_never_runs_in_a_circle(scope, now):
    first, second = make_feature(scope, "First"), make_feature(scope, "Second")
    first.parent = second
    first.save()
    objective = make_objective(scope)
    tie(second, objective, "advances", scope, now)
    objective.parent = first
    objective.save()
    with pytest.raises(Conflict, match="circle"):
        tie(first, objective, "advances", scope, now)


def test_an_untied_item_is_free_again(scope, now):
    tied = tie(make_opportunity(scope), make_key_result(scope, make_objective(scope)), "advances", scope, now)
    unlink(tie=tied, by=scope.actor, now=now)
    assert not Link.objects.exists()
