"""Features that serve nothing, and where that is mended."""

from decimal import Decimal

import pytest
from django.urls import resolve
from tests.people import NOW
from tests.things import make_feature, make_objective, make_opportunity

from clew.roadmap.actions.features import edit_feature
from clew.thread.actions.items import archive_item
from clew.thread.queries.loose_ends import RULES, of_subject

KEY = "feature.no_why"


def sentences(scope, feature):
    found = of_subject(workspace=scope.workspace, subject_id=feature.pk, kind="feature")
    return [found.sentence for rule, found in found if rule.key == KEY]


def test_one_without_a_why_says_what_it_costs_where_that_is_known(scope):
    assert sentences(scope, make_feature(scope)) == ["No opportunity and no objective is named for it."]
    (said,) = sentences(scope, make_feature(scope, effort=Decimal("1.50")))
    assert said == "It takes 1.5 person-weeks, and no objective moves when it ships."


@pytest.mark.parametrize("make", [make_opportunity, make_objective])
def test_what_it_serves_mends_it_until_that_is_archived(scope, make):
    target = make(scope)
    made = make_feature(scope, serves=[target])
    assert sentences(scope, made) == []
    archive_item(item=target, by=scope.actor, now=NOW)
    assert len(sentences(scope, made)) == 1


@pytest.mark.parametrize("values", [{"horizon": "shipped"}, {"status": "done"}, {"status": "dropped"}])
def test_what_is_over_lacks_nothing(scope, values):
    made = make_feature(scope)
    edit_feature(feature=made, by=scope.actor, now=NOW, **values)
    assert sentences(scope, made) == []


def test_it_says_where_it_is_mended(scope):
    made = make_feature(scope)
    address, _, query = RULES[KEY].act_href("northwind", made.pk, made.number).partition("?")
    found = resolve(address)
    assert (found.view_name, found.kwargs["pk"], query) == ("thread:tie", made.pk, "way=out:addresses:opportunity")
