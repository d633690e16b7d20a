"""Segments by hand, and their accounts kept ready."""

from decimal import Decimal

import pytest
from tests.people import NOW, make_account
from tests.things import make_theme, say

from clew.insights.actions.customers import create_account, edit_account
from clew.insights.actions.customers_counts import recount_customers, refresh_customers
from clew.insights.actions.rollups import recount
from clew.insights.actions.segments import create_segment, edit_segment, remove_segment
from clew.insights.jobs import customers as job
from clew.insights.models import SegmentMember, SegmentReach
from clew.insights.queries.customers import AccountFilter, accounts, segments
from clew.insights.queries.inbox import Filter, listing
from clew.insights.queries.segments import segments_listed, segments_of_account
from clew.insights.queries.segments_rules import Condition, Group, Rule, WrongRule, is_value
from clew.insights.queries.theme_counts import count_themes
from clew.kit.errors import Conflict, Invalid
from clew.workspaces.actions.undo import undo
from clew.workspaces.models import Event

LARGE = Rule((Group((Condition("arr", "at_least", "50000"),)),))


@pytest.fixture
def make(scope):
    def make(name="Large", rule=LARGE, **values):
        return create_segment(workspace=scope.workspace, name=name, rule=rule, by=scope.actor, now=NOW, **values)

    return make


@pytest.fixture
def acme(workspace):
    return make_account(workspace, "Acme", arr=Decimal(90_000), segment="Fleet")


def held(workspace, name):
    found, _ = accounts(workspace=workspace, today=NOW.date(), chosen=AccountFilter(segment=name))
    return {row.name for row in found}


def take_back(scope, verb):
    return undo(event=Event.objects.filter(verb=verb).latest("at", "id"), by=scope.actor, now=NOW)


def test_its_accounts_are_ready_at_once(workspace, make, acme):
    make_account(workspace, "Small", arr=Decimal(4))
    make()
    assert held(workspace, "Large") == {"Acme"}


def test_an_account_may_be_in_several(workspace, make, acme):
    make()
    make("Paying", Rule((Group((Condition("arr", "known"),)),)))
    assert segments_of_account(account=acme) == ["Fleet", "Large", "Paying"]
    assert segments(workspace=workspace) == ["Fleet", "Large", "Paying"]


def test_an_account_that_changes_moves_at_once(scope, workspace, make, acme):
    make()
    edit_account(account=acme, arr=Decimal(5), by=scope.actor, now=NOW)
    create_account(workspace=workspace, name="Big", arr=Decimal(60_000), by=scope.actor, now=NOW)
    assert held(workspace, "Large") == {"Big"}


def test_what_an_import_brought_moves_with_the_job(workspace, make, acme):
    make()
    make_account(workspace, "Brought", arr=Decimal(70_000))
    assert held(workspace, "Large") == {"Acme"}
    job(str(workspace.pk))
    assert held(workspace, "Large") == {"Acme", "Brought"}


def test_a_rule_over_counts_follows_them(workspace, scope, make, acme):
    make("Heard", Rule((Group((Condition("notes", "at_least", "1"),)),)))
    assert held(workspace, "Heard") == set()
    say(scope, "Words", account=acme)
    recount_customers(workspace=workspace, now=NOW)
    assert held(workspace, "Heard") == {"Acme"}


def test_undo_of_a_changed_rule_brings_its_accounts_back(scope, workspace, make, acme):
    segment = make()
    recount_customers(workspace=workspace, now=NOW)
    other = Rule((Group((Condition("arr", "at_most", "10"),)),))
    edit_segment(segment=segment, name="Large", description="", rule=other, by=scope.actor, now=NOW)
    assert held(workspace, "Large") == set()
    take_back(scope, "segment.edited")
    refresh_customers(workspace=workspace, now=NOW)
    assert held(workspace, "Large") == {"Acme"}


def test_removing_one_keeps_its_accounts_and_undo_brings_it_back(scope, workspace, make, acme):
    remove_segment(segment=make(), by=scope.actor, now=NOW)
    assert segments(workspace=workspace) == ["Fleet"]
    assert not SegmentMember.objects.exists()
    take_back(scope, "segment.removed")
    refresh_customers(workspace=workspace, now=NOW)
    assert held(workspace, "Large") == {"Acme"}


def test_a_value_of_the_files_is_a_segment_by_itself(workspace, acme):
    assert held(workspace, "Fleet") == {"Acme"}
    (row,) = segments_listed(workspace=workspace)
    assert (row.id, row.name, row.accounts, row.arr) == (None, "Fleet", 1, 90_000)


def test_a_rule_can_stand_in_a_values_place(workspace, make, acme):
    make_account(workspace, "Also", arr=Decimal(1), segment="Fleet")
    make("Our fleets", LARGE, value="Fleet")
    assert segments(workspace=workspace) == ["Our fleets"]
    assert held(workspace, "Fleet") == held(workspace, "Our fleets") == {"Acme"}


def test_names_that_would_mean_two_things_are_refused(workspace, make, acme):
    make()
    with pytest.raises(Conflict, match="already"):
        make("LARGE")
    with pytest.raises(Conflict, match="segment in your files"):
        make("fleet")
    with pytest.raises(Invalid):
        make(" ")
    with pytest.raises(WrongRule):
        make("Empty", Rule())


def test_the_inbox_and_themes_narrow_by_a_rule(scope, workspace, make, acme):
    make()
    small = make_account(workspace, "Small", arr=Decimal(4))
    notes = [
        say(scope, "Large words", account=acme),
        say(scope, "Small words", account=small),
        say(scope, "No account"),
    ]
    theme = make_theme(scope, "Routes", notes)
    found, _ = listing(workspace=workspace, chosen=Filter(segment="Large"), now=NOW)
    assert [row.account for row in found] == ["Acme"]
    (count,) = count_themes(workspace=workspace, today=NOW.date(), segment="Large")
    assert (count.theme_id, count.notes, count.accounts, count.arr) == (theme.pk, 1, 1, 90_000)
    recount(workspace=workspace, now=NOW)
    kept = SegmentReach.objects.filter(theme=theme, days=0).values_list("segment", "notes")
    assert dict(kept) == {"": 1, "Large": 1, "Fleet": 1}


def test_a_value_reads_as_its_rule(make, acme):
    segment = make("Fleet", is_value("Fleet"), value="Fleet")
    assert segment.rule["groups"][0]["conditions"][0] == {"field": "segment", "op": "is", "value": "Fleet"}
