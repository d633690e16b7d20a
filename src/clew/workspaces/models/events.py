from django.db import models

from clew.kit.ids import id_field
from clew.workspaces.models.tokens import ApiToken
from clew.workspaces.models.users import User
from clew.workspaces.models.workspaces import Workspace


class Event(models.Model):
    """One change: who, when, what, before, after. Append-only; the database refuses to alter a row.

    The one mechanism for history, undo, "what changed", live refresh and reactions between areas.
    `changes` is a list of `{"model", "id", "before", "after"}`: `before` is null for a row that was made, `after` for
    one that was removed; otherwise both hold the changed columns only.
    """

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    token = models.ForeignKey(ApiToken, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    verb = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.UUIDField(null=True)
    sentence = models.TextField(blank=True)
    changes = models.JSONField(default=list)
    undoes = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone_by")

    class Meta:
        indexes = (
            models.Index(fields=("workspace", "-at", "-id"), name="event_by_time"),
            models.Index(fields=("workspace", "-id"), name="event_by_birth"),
            models.Index(fields=("workspace", "subject_id", "-at"), name="event_by_subject"),
            models.Index(fields=("workspace", "actor", "-at"), name="event_by_actor"),
        )
