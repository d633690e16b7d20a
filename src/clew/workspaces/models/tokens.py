from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.kit.ids import id_field
from clew.workspaces.models.users import User
from clew.workspaces.models.workspaces import Workspace


class TokenScope(models.TextChoices):
    READ = "read", "Read"
    WRITE = "write", "Read and change"


class ApiToken(models.Model):
    """A key to the API for one workspace. It may never do more than its maker may at that moment."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="tokens")
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=16, choices=TokenScope.choices))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("workspace", "-created_at"), name="token_by_workspace"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("created_at")), name="token_ends"),
        )
