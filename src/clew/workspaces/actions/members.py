"""Members: inviting, joining, roles and hats, leaving."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from clew.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from clew.kit.secrets import hash_secret
from clew.workspaces.actions.events import Actor, Change, Subject, edit, record, removed
from clew.workspaces.models import HATS, Invitation, Membership, Role, User, Workspace

OPEN_FOR = timedelta(days=14)


@transaction.atomic
def invite(
    *, workspace: Workspace, email: str, role: Role, hats: Sequence[str], by: User, now: datetime
) -> tuple[Invitation, str]:
    """An invitation and its secret, which is told once. A second one to the same address replaces the first."""
    email = email.strip().lower()
    if Membership.objects.filter(workspace=workspace, user__email__iexact=email).exists():
        raise Conflict(f"{email} is a member already.", field="email")
    open_ones = Invitation.objects.filter(workspace=workspace, email__iexact=email, accepted_at=None, revoked_at=None)
    open_ones.update(revoked_at=now)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=email,
        role=role,
        hats=_checked_hats(hats),
        secret_hash=hash_secret(secret),
        invited_by=by,
        created_at=now,
        expires_at=now + OPEN_FOR,
    )
    _record(workspace, Actor(by), now, "member.invited", f"Invited {email} as {role.label.lower()}.")
    return invitation, secret


def open_invitation(*, secret: str, now: datetime) -> Invitation:
    """The invitation that `secret` opens, or NotFound with the mend."""
    found = Invitation.objects.select_related("workspace", "invited_by").filter(secret_hash=hash_secret(secret)).first()
    if found is None or found.revoked_at or found.accepted_at or found.expires_at <= now:
        raise NotFound("This invitation was used, withdrawn or has expired. Ask for a new one.")
    return found


@transaction.atomic
def accept(*, secret: str, user: User, now: datetime) -> Membership:
    invitation = open_invitation(secret=secret, now=now)
    membership, made = Membership.objects.get_or_create(
        workspace=invitation.workspace,
        user=user,
        defaults={"role": invitation.role, "hats": invitation.hats, "joined_at": now},
    )
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    if made:
        _record(invitation.workspace, Actor(user), now, "member.joined", f"{user.label} joined.")
    return membership


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Actor, now: datetime) -> None:
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    _record(invitation.workspace, by, now, "member.uninvited", f"Withdrew the invitation of {invitation.email}.")


@transaction.atomic
def edit_member(*, membership: Membership, role: Role, hats: Sequence[str], by: Actor, now: datetime) -> Membership:
    if membership.role == Role.OWNER and role != Role.OWNER:
        _require_another_owner(membership)
    change = edit(membership, role=role, hats=_checked_hats(hats))
    if change:
        who = membership.user.label
        sentence = f"{who} is {role.label.lower()}" + (f", wearing {', '.join(hats)}." if hats else ".")
        _record(membership.workspace, by, now, "member.edited", sentence, change)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: Actor, now: datetime) -> None:
    """End a membership, by an owner or by the member. Their tokens stop working with it. An owner can undo it."""
    if membership.role == Role.OWNER:
        _require_another_owner(membership)
    change, who = removed(membership), membership.user
    did = f"{who.label} left the workspace." if by.user == who else f"Took {who.label} out of the workspace."
    _record(membership.workspace, by, now, "member.removed", did, change)
    membership.delete()


def _require_another_owner(membership: Membership) -> None:
    owners = Membership.objects.select_for_update().filter(workspace=membership.workspace, role=Role.OWNER)
    if not owners.exclude(pk=membership.pk).exists():
        raise NotAllowed("A workspace needs an owner. Make somebody else an owner first.")


def _checked_hats(hats: Sequence[str]) -> list[str]:
    if unknown := [hat for hat in hats if hat not in HATS]:
        raise Invalid(f"There is no hat “{unknown[0]}”.", field="hats")
    return list(dict.fromkeys(hats))


def _record(workspace: Workspace, by: Actor, now: datetime, verb: str, sentence: str, *changes: Change) -> None:
    subject = Subject("workspace", workspace.id)
    record(workspace=workspace, by=by, now=now, verb=verb, subject=subject, sentence=sentence, changes=changes)
