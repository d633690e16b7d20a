"""What changed lately, as the brief tells it."""

from datetime import timedelta

from tests.people import NOW
from tests.things import make_objective, make_opportunity, say

from clew.sharing.queries.changes import changed
from clew.strategy.actions.statements import state
from clew.thread.actions.comments import add_comment
from clew.thread.actions.items import edit_item
from clew.workspaces.actions.events import Actor
from clew.workspaces.actions.members import edit_member
from clew.workspaces.actions.undo import last_undoable, undo
from clew.workspaces.models import Membership, Role

WEEK_AGO = NOW - timedelta(days=7)


def of(scope, limit=20):
    return changed(workspace=scope.workspace, since=WEEK_AGO, limit=limit)


def test_it_tells_what_who_and_leads_to_the_page(world, scope):
    opportunity = make_opportunity(scope)
    add_comment(item=opportunity, text="Hm", by=Actor(world.carol), now=NOW)
    newest = of(scope)[0]
    assert (newest.sentence, newest.who) == ("Commented on Opportunity OP-1: “Hm”", "Carol Chen")
    assert newest.href == opportunity.page("northwind")


def test_the_mission_counts_and_leads_to_its_wordings(scope):
    state(workspace=scope.workspace, kind="mission", text="So", by=scope.actor, now=NOW)
    assert [(one.sentence, one.href) for one in of(scope)] == [
        ("Worded the mission: “So”", "/w/northwind/strategy/mission/")
    ]


def test_what_customers_say_and_who_is_a_member_do_not(world, scope):
    say(scope, "Hello")
    member = Membership.objects.get(user=world.dana)
    edit_member(membership=member, role=Role.EDITOR, hats=[], by=Actor(world.alice), now=NOW)
    assert of(scope) == []


def test_older_than_a_week_is_no_news_and_the_newest_come_first(scope):
    objective = make_objective(scope)
    for days in (8, 6, 1):
        at = NOW - timedelta(days=days)
        edit_item(item=objective, title=f"{days} days ago", by=scope.actor, now=at)
    told = [one.at for one in changed(workspace=scope.workspace, since=WEEK_AGO, limit=20)]
    assert NOW - timedelta(days=8) not in told
    assert told == sorted(told, reverse=True)
    assert [NOW - timedelta(days=days) in told for days in (6, 1)] == [True, True]


def test_what_was_undone_did_not_happen(scope):
    objective = make_objective(scope)
    before = of(scope)
    edit_item(item=objective, title="A mistake", by=scope.actor, now=NOW)
    assert len(of(scope)) == len(before) + 1
    undo(event=last_undoable(workspace=scope.workspace, user=scope.user), by=scope.actor, now=NOW)
    assert of(scope) == before


def test_another_workspace_tells_nothing_here(world, scope):
    make_opportunity(scope)
    assert changed(workspace=world.elsewhere, since=WEEK_AGO, limit=20) == []


def test_more_changes_take_no_more_statements(scope, django_assert_num_queries):
    for number in range(15):
        make_opportunity(scope, f"Need {number}")
        make_objective(scope, f"Aim {number}")
    with django_assert_num_queries(2):
        assert len(of(scope, limit=30)) == 30
