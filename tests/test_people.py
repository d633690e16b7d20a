import socket

import pytest
from tests import people

from clew.insights.models import Note
from clew.kit.errors import NotFound
from clew.workspaces.access import enter
from clew.workspaces.models import Role


def test_each_standing_person_has_their_role_in_one_workspace(world):
    roles = {name: people.scope_of(getattr(world, name)).role for name in ("alice", "bob", "carol", "dana", "charlie")}
    assert roles == {
        "alice": Role.OWNER,
        "bob": Role.EDITOR,
        "carol": Role.COMMENTER,
        "dana": Role.READER,
        "charlie": Role.OWNER,
    }


def test_charlie_is_a_stranger_with_rows_of_his_own(world):
    with pytest.raises(NotFound):
        enter(user=world.charlie, slug=world.northwind.slug)
    assert Note.objects.filter(workspace=world.elsewhere).exists()


def test_no_test_reaches_another_host():
    with pytest.raises(AssertionError, match=r"192\.0\.2\.1"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))


@pytest.mark.django_db(transaction=True)
def test_tests_that_commit_leave_a_clean_database_behind():
    people.make_world()
    assert Note.objects.count() == 1
