"""Who is in a workspace."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from clew.workspaces.models import ApiToken, Invitation, Membership, Role, User, Workspace


def members(*, workspace: Workspace) -> "QuerySet[Membership]":
    found = Membership.objects.filter(workspace=workspace).select_related("user")
    return found.order_by("-role", "user__name", "user__email")


def search_members(*, workspace: Workspace, query: str, limit: int) -> list[Membership]:
    """Members whose name or address holds every word of the query."""
    found = members(workspace=workspace)
    for word in query.split():
        found = found.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
    return list(found[:limit])


def memberships(*, user: User) -> "QuerySet[Membership]":
    """The workspaces of a person, the last used first."""
    found = Membership.objects.filter(user=user).select_related("workspace")
    return found.order_by(F("last_seen_on").desc(nulls_last=True), "workspace__name")


def open_invitations(*, workspace: Workspace, now: datetime) -> "QuerySet[Invitation]":
    found = Invitation.objects.filter(workspace=workspace, accepted_at=None, revoked_at=None, expires_at__gt=now)
    return found.order_by("-created_at")


def tokens(*, workspace: Workspace) -> "QuerySet[ApiToken]":
    """Every token that still counts, newest first."""
    return ApiToken.objects.filter(workspace=workspace, revoked_at=None).select_related("user").order_by("-created_at")


def demo_owner() -> User | None:
    """An owner of the demo workspace who opens nothing of anybody else's.

    They belong to nothing else; or they have no way to sign in but the demo's open door (no password, no passkey), and
    nobody else is in the other workspaces, which they made as visitors of the demo.
    """
    owned = Membership.objects.filter(workspace__is_demo=True, role=Role.OWNER).select_related("user")
    found = [membership.user for membership in owned.order_by("joined_at", "id")]
    return next((user for user in found if _is_open(user)), None)


def _is_open(user: User) -> bool:
    others = Membership.objects.filter(user=user, workspace__is_demo=False)
    if not others.exists():
        return True
    has_own_way = user.has_usable_password() or User.objects.filter(pk=user.pk, authenticator__isnull=False).exists()
    shared = Membership.objects.filter(workspace__in=others.values("workspace")).exclude(user=user)
    return not has_own_way and not shared.exists()
