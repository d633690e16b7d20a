"""How far a new workspace has come."""

import pytest
from tests.people import NOW
from tests.things import make_feature, make_key_result, make_objective, make_opportunity, say

from clew.sharing.queries.steps import is_new, steps
from clew.strategy.actions.statements import state


def of(scope):
    return steps(workspace=scope.workspace, now=NOW)


def test_a_workspace_is_new_until_it_has_an_objective_and_a_note(scope):
    assert is_new(workspace=scope.workspace)
    say(scope, "Hello")
    assert is_new(workspace=scope.workspace)
    make_objective(scope)
    assert not is_new(workspace=scope.workspace)


def test_each_step_ends_by_what_is_there_and_the_first_open_one_is_next(scope):
    acts = [
        lambda: state(workspace=scope.workspace, kind="mission", text="So", by=scope.actor, now=NOW),
        lambda: make_key_result(scope, make_objective(scope)),
        lambda: say(scope, "Hello"),
        lambda: make_feature(scope),
    ]
    for number, act in enumerate(acts, 1):
        assert of(scope).current == number
        act()
        assert of(scope).ended == tuple(place <= number for place in range(1, 5))
    assert of(scope).current == 5


def test_steps_may_be_taken_in_any_order(scope):
    say(scope, "Hello")
    told = of(scope)
    assert (told.current, told.ended) == (1, (False, False, True, False))


@pytest.mark.parametrize("kind", ["mission", "vision"])
def test_a_vision_is_no_mission(scope, kind):
    state(workspace=scope.workspace, kind=kind, text="So", by=scope.actor, now=NOW)
    assert of(scope).ended[0] == (kind == "mission")


def test_the_first_thread_asks_for_the_first_missing_knot_and_lets_the_others_wait(scope):
    state(workspace=scope.workspace, kind="mission", text="So it is", short="So", by=scope.actor, now=NOW)
    make_opportunity(scope)
    names = {knot.kind: (knot.name, knot.todo) for knot in of(scope).knots}
    assert names == {
        "Mission": ("So", False),
        "Objective": ("Tie this next", True),
        "Key result": ("None yet", True),
        "Opportunity": ("1 open", False),
        "Work": ("None yet", True),
        "Customers’ words": ("None yet", True),
    }
