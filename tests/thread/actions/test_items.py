from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.things import make_key_result, make_objective, make_opportunity

from clew.kit.errors import Invalid
from clew.thread.actions.items import archive_item, edit_item, next_number, restore_item
from clew.thread.models import Follow, Item
from clew.workspaces.models import Event


def test_references_count_up_per_kind(scope):
    assert [make_opportunity(scope).ref for _ in range(2)] == ["OP-1", "OP-2"]
    assert make_objective(scope).ref == "O1"


def test_a_key_result_is_called_by_its_place(scope):
    make_objective(scope)
    second = make_objective(scope, "Win the crew’s phone")
    refs = [make_key_result(scope, second).ref for _ in range(2)]
    assert refs == ["KR2.1", "KR2.2"]
    assert Item.objects.get(ref="KR2.2").called == "Key result 2.2"


def test_who_makes_an_item_follows_it(scope):
    item = make_opportunity(scope)
    assert Follow.objects.get(item=item).user == scope.user


@pytest.mark.parametrize("title", ["", "   ", "x" * 301])
def test_a_title_says_something_in_bounds(scope, title):
    with pytest.raises(Invalid):
        make_opportunity(scope, title)


def test_a_title_is_one_line(scope):
    assert make_opportunity(scope, " Recover \n the   day ").title == "Recover the day"


def test_only_members_own_items(world, scope, now):
    with pytest.raises(Invalid, match="member"):
        edit_item(item=make_opportunity(scope), owner=world.charlie, by=scope.actor, now=now)


def test_an_unknown_status_is_refused_with_the_known_ones(scope, now):
    with pytest.raises(Invalid, match="Open, Exploring"):
        edit_item(item=make_opportunity(scope), status="purple", by=scope.actor, now=now)


def test_an_edit_says_what_changed(scope, now):
    item = make_opportunity(scope)
    edit_item(item=item, title="Save the day", status="chosen", by=scope.actor, now=now)
    assert Event.objects.latest("id").sentence == "Changed the title and the status of Opportunity OP-1."


def test_an_archived_item_comes_back(scope, now):
    item = make_opportunity(scope)
    archive_item(item=item, by=scope.actor, now=now)
    archive_item(item=item, by=scope.actor, now=now)
    assert Event.objects.filter(verb="opportunity.archived").count() == 1
    restore_item(item=item, by=scope.actor, now=now)
    assert Item.objects.get(pk=item.pk).archived_at is None


@pytest.mark.django_db(transaction=True)
def test_two_writers_never_get_one_number(workspace):
    def take(_: int) -> int:
        try:
            return next_number(workspace=workspace, kind="note", count=3)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        firsts = sorted(pool.map(take, range(8)))
    assert firsts == list(range(1, 25, 3))
