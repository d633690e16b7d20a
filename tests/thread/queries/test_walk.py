import pytest
from tests.things import make_feature, make_key_result, make_objective, make_opportunity

from clew.thread.models import Link
from clew.thread.queries.walk import above, above_all, below


@pytest.fixture
def chain(scope):
    objective = make_objective(scope)
    key_result = make_key_result(scope, objective)
    opportunity = make_opportunity(scope, advances=[key_result])
    feature = make_feature(scope, serves=[opportunity])
    return objective, key_result, opportunity, feature


def refs(beads):
    return [bead.ref for bead in beads]


def test_up_from_the_work_lies_everything_it_serves(chain):
    assert refs(above(item_id=chain[3].pk)) == ["O1", "KR1.1", "OP-1"]


def test_down_from_the_objective_lies_everything_that_serves_it(chain):
    assert refs(below(item_id=chain[0].pk)) == ["KR1.1", "OP-1", "F-1"]


def test_many_walk_up_in_one_statement(chain, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = above_all(item_ids=[item.pk for item in chain])
    assert {chain[i].ref: refs(found[chain[i].pk]) for i in range(4)} == {
        "O1": [],
        "KR1.1": ["O1"],
        "OP-1": ["O1", "KR1.1"],
        "F-1": ["O1", "KR1.1", "OP-1"],
    }


def test_an_archived_item_is_passed_over_in_what_is_shown(chain, now):
    chain[1].archived_at = now
    chain[1].save()
    assert refs(above(item_id=chain[3].pk)) == ["O1", "OP-1"]


def test_a_circle_in_the_data_ends_by_itself(chain, workspace, now):
    objective, _, _, feature = chain
    Link.objects.create(workspace=workspace, source=objective, target=feature, relation="advances", created_at=now)
    assert refs(above(item_id=feature.pk)) == ["O1", "KR1.1", "OP-1"]
    assert refs(below(item_id=objective.pk)) == ["KR1.1", "OP-1", "F-1"]


def test_an_item_that_serves_two_ways_counts_once(chain, scope):
    objective, key_result, opportunity, _ = chain
    make_feature(scope, "Second", serves=[opportunity, key_result, objective])
    assert refs(below(item_id=objective.pk)) == ["KR1.1", "OP-1", "F-1", "F-2"]
