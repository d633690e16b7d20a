from datetime import timedelta

import pytest

from clew.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from clew.workspaces.actions.events import Actor
from clew.workspaces.actions.members import accept, edit_member, invite, open_invitation, remove_member, withdraw
from clew.workspaces.models import Invitation, Membership, Role, User


@pytest.fixture
def invited(workspace, alice, now):
    return invite(workspace=workspace, email="New@Example.com", role=Role.EDITOR, hats=["research"], by=alice, now=now)


def test_an_invited_person_joins_with_role_and_hats(workspace, invited, now):
    guest = User.objects.create_user("new@example.com")
    membership = accept(secret=invited[1], user=guest, now=now)
    assert (membership.workspace, membership.role, membership.hats) == (workspace, Role.EDITOR, ["research"])


def test_the_secret_is_kept_as_a_hash_only(invited):
    invitation, secret = invited
    assert secret not in str(vars(invitation))


def test_an_invitation_opens_once(invited, now):
    accept(secret=invited[1], user=User.objects.create_user("new@example.com"), now=now)
    with pytest.raises(NotFound):
        open_invitation(secret=invited[1], now=now)


@pytest.mark.parametrize("days", [14, 400])
def test_an_invitation_ends_after_two_weeks(invited, now, days):
    with pytest.raises(NotFound):
        open_invitation(secret=invited[1], now=now + timedelta(days=days))


def test_a_withdrawn_invitation_is_shut(invited, alice, now):
    withdraw(invitation=invited[0], by=Actor(alice), now=now)
    with pytest.raises(NotFound):
        open_invitation(secret=invited[1], now=now)


def test_a_second_invitation_replaces_the_first(workspace, invited, alice, now):
    invite(workspace=workspace, email="new@example.com", role=Role.READER, hats=[], by=alice, now=now)
    assert Invitation.objects.filter(workspace=workspace, revoked_at=None).count() == 1
    with pytest.raises(NotFound):
        open_invitation(secret=invited[1], now=now)


def test_a_member_is_not_invited_again(workspace, alice, bob, now):
    with pytest.raises(Conflict):
        invite(workspace=workspace, email=bob.email.upper(), role=Role.READER, hats=[], by=alice, now=now)


def test_the_last_owner_stays_owner(workspace, alice, now):
    own = Membership.objects.get(workspace=workspace, user=alice)
    with pytest.raises(NotAllowed):
        edit_member(membership=own, role=Role.READER, hats=[], by=Actor(alice), now=now)
    with pytest.raises(NotAllowed):
        remove_member(membership=own, by=Actor(alice), now=now)


def test_with_a_second_owner_the_first_may_leave(workspace, alice, bob, now):
    second = Membership.objects.get(workspace=workspace, user=bob)
    edit_member(membership=second, role=Role.OWNER, hats=[], by=Actor(alice), now=now)
    remove_member(membership=Membership.objects.get(workspace=workspace, user=alice), by=Actor(alice), now=now)
    assert not Membership.objects.filter(workspace=workspace, user=alice).exists()


def test_an_unknown_hat_is_named(workspace, alice, bob, now):
    with pytest.raises(Invalid, match="pirate"):
        member = Membership.objects.get(workspace=workspace, user=bob)
        edit_member(membership=member, role=Role.EDITOR, hats=["pirate"], by=Actor(alice), now=now)
