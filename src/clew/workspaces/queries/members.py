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
    """The owner of the demo workspace, when they belong to nothing else."""
    owned = Membership.objects.filter(workspace__is_demo=True, role=Role.OWNER).select_related("user")
    found = owned.order_by("joined_at", "id").first()
    if found is None or Membership.objects.filter(user=found.user, workspace__is_demo=False).exists():
        return None
    return found.user
