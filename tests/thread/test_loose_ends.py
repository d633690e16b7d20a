"""Every rule finds what is missing, stops finding it once it is tied, and keeps the day it was found."""

from datetime import timedelta

import pytest
from tests.people import NOW, scope_of
from tests.things import (
    make_feature,
    make_key_result,
    make_objective,
    make_opportunity,
    make_person,
    make_theme,
    say,
    tie,
)

from clew.insights.models import ThemeReach
from clew.roadmap.actions.features import edit_feature
from clew.thread.actions.items import archive_item, edit_item
from clew.thread.actions.links import link
from clew.thread.actions.loose_ends import refresh_loose_ends
from clew.thread.models import KINDS, LooseEnd
from clew.thread.queries.loose_ends import RULES, found_now, marks, of_subject
from clew.ui import icons


def found(scope):
    return {(rule.key, one.ref) for rule, one in found_now(workspace=scope.workspace)}


def advance(scope, source, target):
    link(source=source, target=target, relation="advances", by=scope.actor, now=NOW)


def test_an_objective_wants_a_key_result_and_work(scope):
    objective = make_objective(scope)
    assert found(scope) == {("objective.no_key_result", "O1"), ("objective.no_work", "O1")}
    make_key_result(scope, objective)
    assert found(scope) == {("objective.no_work", "O1")}


@pytest.mark.parametrize("through_key_result", [True, False])
def test_an_opportunity_is_work_for_the_objective(scope, through_key_result):
    objective = make_objective(scope)
    key_result = make_key_result(scope, objective)
    advance(scope, make_opportunity(scope), key_result if through_key_result else objective)
    assert ("objective.no_work", "O1") not in found(scope)


def test_an_opportunity_wants_an_objective_and_evidence(scope):
    opportunity = make_opportunity(scope)
    assert found(scope) == {("opportunity.no_objective", "OP-1"), ("opportunity.no_evidence", "OP-1")}
    tie(scope, opportunity, say(scope, "Yes"))
    assert ("opportunity.no_evidence", "OP-1") not in found(scope)


def test_what_only_speaks_against_is_no_evidence_for_it(scope):
    tie(scope, make_opportunity(scope), say(scope, "No"), stance="against")
    assert ("opportunity.no_evidence", "OP-1") in found(scope)


def test_voices_are_counted_over_notes_and_themes_together(scope):
    opportunity, other = make_opportunity(scope), make_opportunity(scope, "Crew swap")
    dana, eli = make_person(scope, "Dana W"), make_person(scope, "Eli K")
    theme = make_theme(scope, notes=[say(scope, f"Again {number}", person=dana) for number in range(3)])
    for item in (opportunity, other):
        tie(scope, item, theme)
    tie(scope, opportunity, say(scope, "Me again", person=dana))
    tie(scope, other, say(scope, "Me, too", person=eli))
    assert [ref for key, ref in found(scope) if key == "opportunity.one_voice"] == [opportunity.ref]


def test_one_person_twice_is_one_voice_and_two_are_not(scope):
    opportunity, dana = make_opportunity(scope), make_person(scope, "Dana")
    for text in ("Yes", "Yes, really"):
        tie(scope, opportunity, say(scope, text, person=dana))
    assert ("opportunity.one_voice", "OP-1") in found(scope)
    tie(scope, opportunity, say(scope, "Me too", person=make_person(scope, "Eve")))
    assert ("opportunity.one_voice", "OP-1") not in found(scope)


def test_a_theme_brings_its_voices(scope):
    opportunity = make_opportunity(scope)
    tie(scope, opportunity, make_theme(scope, notes=[say(scope, "Yes"), say(scope, "Also yes")]))
    assert not {key for key, _ in found(scope)} & {"opportunity.one_voice", "opportunity.no_evidence"}


def test_a_feature_wants_a_why_until_it_ships(scope):
    feature = make_feature(scope)
    assert found(scope) == {("feature.no_why", "F-1")}
    edit_feature(feature=feature, horizon="shipped", by=scope.actor, now=NOW)
    assert found(scope) == set()


def test_a_growing_theme_wants_somebody_to_pick_it_up(scope):
    theme = make_theme(scope)
    ThemeReach.objects.create(theme=theme, workspace=scope.workspace, days=0, trend=0.8, is_rising=True, counted_at=NOW)
    ((rule, one),) = found_now(workspace=scope.workspace)
    assert (rule.key, one.sentence) == (
        "theme.rising_unlinked",
        "Notes grew by 80% in six weeks, and no opportunity looks at it.",
    )
    tie(scope, make_opportunity(scope), theme)
    assert ("theme.rising_unlinked", theme.ref) not in found(scope)


def test_what_is_dropped_or_archived_is_not_asked_about(scope):
    archive_item(item=make_objective(scope), by=scope.actor, now=NOW)
    edit_item(item=make_opportunity(scope), status="dropped", by=scope.actor, now=NOW)
    assert found(scope) == set()


def test_a_tie_to_something_archived_is_no_tie(scope):
    opportunity, objective = make_opportunity(scope), make_objective(scope)
    advance(scope, opportunity, objective)
    archive_item(item=objective, by=scope.actor, now=NOW)
    assert ("opportunity.no_objective", "OP-1") in found(scope)


def test_the_kept_list_remembers_the_day(scope):
    opportunity = make_opportunity(scope)
    refresh_loose_ends(workspace=scope.workspace, now=NOW)
    later = NOW + timedelta(days=3)
    edit_item(item=opportunity, title="Another title", by=scope.actor, now=later)
    assert refresh_loose_ends(workspace=scope.workspace, now=later) == 2
    assert set(LooseEnd.objects.values_list("found_at", "title")) == {(NOW, "Another title")}


def test_a_tied_end_leaves_the_list(scope):
    opportunity = make_opportunity(scope)
    refresh_loose_ends(workspace=scope.workspace, now=NOW)
    tie(scope, opportunity, say(scope, "Yes"))
    refresh_loose_ends(workspace=scope.workspace, now=NOW)
    assert set(LooseEnd.objects.values_list("rule", flat=True)) == {"opportunity.no_objective", "opportunity.one_voice"}


def test_marks_and_pages_agree(scope):
    opportunity = make_opportunity(scope)
    refresh_loose_ends(workspace=scope.workspace, now=NOW)
    kept = {rule.key for rule in marks(workspace=scope.workspace, subject_ids=[opportunity.pk])[opportunity.pk]}
    live = {
        rule.key for rule, _ in of_subject(workspace=scope.workspace, subject_id=opportunity.pk, kind="opportunity")
    }
    assert kept == live == {"opportunity.no_objective", "opportunity.no_evidence"}


def test_another_workspace_has_its_own(world, scope):
    make_opportunity(scope_of(world.charlie))
    assert found(scope) == set()


def test_every_kind_and_every_rule_can_be_drawn():
    """A picture that is not in the list would break the palette, and only where such an item is found."""
    assert {kind.icon for kind in KINDS.values()} <= icons.NAMES
    assert all(rule.act and callable(rule.act_href) for rule in RULES.values())
