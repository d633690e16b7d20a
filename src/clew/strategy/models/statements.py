from django.conf import settings
from django.db import models

from clew.kit.ids import id_field
from clew.workspaces.models import Workspace


class StatementKind(models.TextChoices):
    MISSION = "mission", "Mission"
    VISION = "vision", "Vision"


class Statement(models.Model):
    """A wording of the mission or the vision, from a day on. The newest counts; the older ones are its history."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=StatementKind.choices)
    text = models.TextField()
    short = models.CharField(max_length=60, blank=True)
    since = models.DateField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("workspace", "kind", "-since", "-id"), name="statement_by_kind"),)
        constraints = (
            models.CheckConstraint(condition=~models.Q(text=""), name="statement_says_something"),
            models.CheckConstraint(condition=models.Q(kind__in=StatementKind.values), name="statement_kind_is_known"),
        )

    @property
    def label(self) -> str:
        """What a thread shows: the short form, else the words themselves."""
        return self.short or self.text
