from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models

from clew.kit.ids import id_field
from clew.workspaces.models.roles import Role

SLUG = r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?"


class Workspace(models.Model):
    """One company or business unit. Nothing crosses workspaces."""

    UNDO_NEEDS: ClassVar = Role.OWNER

    id = id_field()
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=48, unique=True, validators=[RegexValidator(f"^{SLUG}$")])
    currency = models.CharField(max_length=3, default="USD")
    timezone = models.CharField(max_length=64, default="UTC")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~models.Q(name=""), name="workspace_has_a_name"),)
