"""Whom the demo's open door lets in as its owner."""

import pytest
from tests.people import NOW, make_workspace

from clew.workspaces.models import Membership, Role, User, Workspace
from clew.workspaces.queries.members import demo_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    demo = make_workspace("Dispatchly")
    Workspace.objects.filter(pk=demo.pk).update(is_demo=True)
    ana = User.objects.create_user("ana@dispatchly.example", name="Ana")
    _join(ana, demo)
    return ana


def _join(user: User, workspace: Workspace) -> None:
    Membership.objects.create(workspace=workspace, user=user, role=Role.OWNER, joined_at=NOW)


def test_the_owner_of_the_demo_alone_is_let_in(owner: User):
    assert demo_owner() == owner


def test_a_workspace_that_a_visitor_made_keeps_the_door_open(owner: User):
    _join(owner, make_workspace("Trial"))
    assert demo_owner() == owner


def test_a_workspace_with_others_in_it_closes_the_door(owner: User):
    shared = make_workspace("Shared")
    _join(owner, shared)
    _join(User.objects.create_user("bob@example.com", name="Bob"), shared)
    assert demo_owner() is None


def test_somebody_with_a_password_and_a_workspace_of_their_own_is_never_let_in(owner: User):
    owner.set_password("a long enough password")
    owner.save()
    _join(owner, make_workspace("Mine"))
    assert demo_owner() is None


def test_another_owner_who_has_nothing_else_is_let_in_instead(owner: User):
    shared = make_workspace("Shared")
    _join(owner, shared)
    bob = User.objects.create_user("bob@example.com", name="Bob")
    _join(bob, shared)
    eve = User.objects.create_user("eve@dispatchly.example", name="Eve")
    _join(eve, Workspace.objects.get(is_demo=True))
    assert demo_owner() == eve
