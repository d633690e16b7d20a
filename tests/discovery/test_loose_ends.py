"""What an opportunity lacks, and where it is mended."""

import pytest
from django.urls import resolve
from tests.people import NOW
from tests.things import make_objective, make_opportunity, make_person, make_theme, say, tie

from clew.discovery.actions.opportunities import edit_opportunity
from clew.insights.actions.themes import archive_theme
from clew.thread.actions.items import archive_item
from clew.thread.queries.loose_ends import RULES, found_now, of_subject

OWN = sorted(key for key in RULES if key.startswith("opportunity."))


def keys(scope, item):
    found = of_subject(workspace=scope.workspace, subject_id=item.pk, kind="opportunity")
    return {rule.key for rule, _ in found}


def test_one_without_anything_lacks_an_objective_and_evidence(scope):
    assert keys(scope, make_opportunity(scope)) == {"opportunity.no_objective", "opportunity.no_evidence"}


def test_an_archived_objective_is_none(scope):
    aim = make_objective(scope)
    made = make_opportunity(scope, advances=[aim])
    assert "opportunity.no_objective" not in keys(scope, made)
    archive_item(item=aim, by=scope.actor, now=NOW)
    assert "opportunity.no_objective" in keys(scope, made)


def test_evidence_against_alone_is_no_evidence_for_it(scope):
    made = make_opportunity(scope)
    tie(scope, made, say(scope, "No"), stance="against")
    assert "opportunity.no_evidence" in keys(scope, made)


def test_an_archived_theme_stands_behind_nothing(scope):
    made = make_opportunity(scope)
    theme = make_theme(scope, notes=[say(scope, "Once")])
    tie(scope, made, theme)
    assert "opportunity.no_evidence" not in keys(scope, made)
    archive_theme(theme=theme, by=scope.actor, now=NOW)
    assert "opportunity.no_evidence" in keys(scope, made)
    assert "opportunity.one_voice" not in keys(scope, made)


def test_one_person_in_two_notes_is_one_voice_and_a_second_person_mends_it(scope):
    made, ann = make_opportunity(scope), make_person(scope, "Ann")
    theme = make_theme(scope, notes=[say(scope, "Once", person=ann), say(scope, "Twice", person=ann)])
    tie(scope, made, theme)
    assert "opportunity.one_voice" in keys(scope, made)
    tie(scope, made, say(scope, "Me, too", person=make_person(scope, "Ben")))
    assert "opportunity.one_voice" not in keys(scope, made)


@pytest.mark.parametrize("status", ["served", "dropped"])
def test_what_is_over_lacks_nothing(scope, status):
    made = make_opportunity(scope)
    edit_opportunity(opportunity=made, status=status, by=scope.actor, now=NOW)
    assert keys(scope, made) == set()


@pytest.mark.parametrize("key", OWN)
def test_each_says_where_it_is_mended(scope, key):
    made, rule = make_opportunity(scope), RULES[key]
    address, _, query = rule.act_href("northwind", made.pk, made.number).partition("?")
    found = resolve(address)
    assert found.view_name in {"thread:tie", "insights:item_evidence"}
    assert found.kwargs["pk"] == made.pk
    assert (query == "way=out:advances:objective") == (key == "opportunity.no_objective")


def test_the_whole_workspace_is_looked_at_in_one_go(scope):
    made = {make_opportunity(scope, f"Need {number}").pk for number in range(3)}
    found = {found.subject_id for rule, found in found_now(workspace=scope.workspace) if rule.key in OWN}
    assert found == made
