from datetime import timedelta

import pytest

from clew.insights.models import Note
from clew.kit.errors import NotAllowed, NotFound
from clew.workspaces.access import SignInNeeded, enter, enter_as_job, enter_by_token, enter_locally
from clew.workspaces.actions.events import Actor
from clew.workspaces.actions.members import edit_member
from clew.workspaces.actions.tokens import create_token, revoke_token
from clew.workspaces.models import Membership, Role


def test_a_member_enters_with_their_role(workspace, bob):
    scope = enter(user=bob, slug=workspace.slug)
    assert (scope.workspace, scope.role, scope.user) == (workspace, Role.EDITOR, bob)


def test_a_stranger_learns_nothing(workspace, charlie):
    with pytest.raises(NotFound):
        enter(user=charlie, slug=workspace.slug)


def test_a_reader_is_told_what_it_takes(workspace, dana):
    with pytest.raises(NotAllowed, match="editor; yours here is reader"):
        enter(user=dana, slug=workspace.slug, need=Role.EDITOR)


def test_a_row_of_another_workspace_does_not_exist(world, bob):
    theirs = Note.objects.get(workspace=world.elsewhere)
    with pytest.raises(NotFound):
        enter(user=bob, slug="northwind").get(Note, pk=theirs.pk)


@pytest.mark.parametrize("key", ["no-uuid", "", "' or 1=1", None, 10**30])
def test_a_key_that_is_none_finds_nothing(workspace, bob, key):
    with pytest.raises(NotFound):
        enter(user=bob, slug=workspace.slug).get(Note, pk=key)


class TestTokens:
    def make(self, workspace, user, now, scopes=("write",)):
        values = {"name": "script", "scopes": scopes, "days": 30, "by": Actor(user), "now": now}
        return create_token(workspace=workspace, user=user, **values)

    def test_it_may_what_its_maker_may(self, workspace, bob, now):
        _, secret = self.make(workspace, bob, now)
        assert enter_by_token(secret=secret, need=Role.EDITOR, now=now).role == Role.EDITOR

    def test_it_never_outgrows_its_maker(self, workspace, alice, bob, now):
        _, secret = self.make(workspace, bob, now)
        member = Membership.objects.get(workspace=workspace, user=bob)
        edit_member(membership=member, role=Role.READER, hats=[], by=Actor(alice), now=now)
        with pytest.raises(NotAllowed):
            enter_by_token(secret=secret, need=Role.EDITOR, now=now)

    def test_a_reading_token_of_an_owner_reads(self, workspace, alice, now):
        _, secret = self.make(workspace, alice, now, scopes=("read",))
        assert enter_by_token(secret=secret, need=Role.READER, now=now).role == Role.READER

    def test_it_ends(self, workspace, bob, now):
        _, secret = self.make(workspace, bob, now)
        with pytest.raises(SignInNeeded):
            enter_by_token(secret=secret, need=Role.READER, now=now + timedelta(days=30))

    def test_it_is_revoked(self, workspace, bob, now):
        token, secret = self.make(workspace, bob, now)
        revoke_token(token=token, by=Actor(bob), now=now)
        with pytest.raises(SignInNeeded):
            enter_by_token(secret=secret, need=Role.READER, now=now)

    def test_it_ends_with_the_membership(self, workspace, bob, now):
        _, secret = self.make(workspace, bob, now)
        Membership.objects.filter(user=bob).delete()
        with pytest.raises(SignInNeeded):
            enter_by_token(secret=secret, need=Role.READER, now=now)

    def test_a_wrong_secret_opens_nothing(self, workspace, now):
        with pytest.raises(SignInNeeded):
            enter_by_token(secret="clew_nothing", need=Role.READER, now=now)


def test_the_command_line_acts_as_the_first_owner(world):
    assert enter_locally(slug="northwind").user == world.alice


def test_among_several_workspaces_the_command_line_wants_a_name(world):
    with pytest.raises(NotFound, match="--workspace"):
        enter_locally()


def test_a_job_acts_as_clew(workspace):
    scope = enter_as_job(workspace.pk)
    assert scope.actor.user is None
    assert scope.may(Role.OWNER)
