from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from clew.kit.ids import id_field
from clew.workspaces.models.roles import Role
from clew.workspaces.models.users import User
from clew.workspaces.models.workspaces import Workspace

HATS = (
    "executive",
    "strategist",
    "product manager",
    "product owner",
    "product marketing",
    "research",
    "design",
    "engineering",
    "customer-facing",
)
"""What a member does here. Hats are worn, not assigned for life: none of them grants a right."""


class Membership(models.Model):
    UNDO_NEEDS: ClassVar = Role.OWNER

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.PositiveSmallIntegerField(choices=Role.choices)
    hats = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    joined_at = models.DateTimeField()
    updates_seen_at = models.DateTimeField(null=True)
    last_seen_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "user"), name="one_membership_per_user"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        )


class Invitation(models.Model):
    """An open door for one e-mail address; only the hash of its secret is kept."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.PositiveSmallIntegerField(choices=Role.choices)
    hats = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "workspace",
                Lower("email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_per_email",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_is_known"),
        )
