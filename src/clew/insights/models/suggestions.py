"""What Clew proposes to tie a note to, and what people said of it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.insights.models.notes import Note
from clew.insights.models.themes import Theme
from clew.kit.ids import id_field
from clew.thread.models import Item
from clew.workspaces.models import Workspace


class SuggestionState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    ACCEPTED = "accepted", "Accepted"
    DISMISSED = "dismissed", "Dismissed"


class Suggestion(models.Model):
    """A note that seems to belong to a theme or an item: how sure, on which words of the note, by which method.

    `score` is the method's own measure and `confidence` the chance that goes with it; both stay as they were when somebody
    decided, beside the evidence or placing that came of it, and later chances learn from them. `start` and `end` are
    the span that speaks most for it, in code points; `words` are shared with the target's examples. A pair that was
    decided is never proposed again. Derived: it goes with its note.
    """

    DERIVED: ClassVar[bool] = True

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="suggestions", db_index=False)
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="suggestions", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="suggestions", db_index=False)
    score = models.FloatField()
    confidence = models.FloatField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    words = ArrayField(models.CharField(max_length=60), default=list)
    method = models.CharField(max_length=96)
    state = models.CharField(max_length=10, choices=SuggestionState.choices, default=SuggestionState.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(theme__isnull=False, item__isnull=True)
                | models.Q(theme__isnull=True, item__isnull=False),
                name="suggestion_has_one_target",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SuggestionState.values), name="suggestion_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=SuggestionState.PROPOSED, decided_at=None)
                | (~models.Q(state=SuggestionState.PROPOSED) & models.Q(decided_at__isnull=False)),
                name="suggestion_is_decided_once",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0, confidence__lte=1), name="suggestion_confidence_is_a_chance"
            ),
            models.UniqueConstraint(fields=("note", "theme"), name="theme_is_suggested_once"),
            models.UniqueConstraint(fields=("note", "item"), name="item_is_suggested_once"),
        )
        indexes = (
            models.Index(fields=("theme",), name="suggestion_by_theme", condition=models.Q(theme__isnull=False)),
            models.Index(fields=("item",), name="suggestion_by_item", condition=models.Q(item__isnull=False)),
            models.Index(fields=("workspace", "state", "decided_at"), name="suggestion_by_state"),
        )


class Compared(models.Model):
    """A note that was compared with everything it could belong to, and when: the next run takes what is newer."""

    DERIVED: ClassVar[bool] = True

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="compared")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("workspace",), name="compared_by_workspace"),)


class LinkTarget(models.Model):
    """A theme or an item as notes were last compared with it. Other examples since: it is compared with notes again."""

    DERIVED: ClassVar[bool] = True

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    theme = models.OneToOneField(Theme, models.CASCADE, null=True, related_name="+")
    item = models.OneToOneField(Item, models.CASCADE, null=True, related_name="+")
    examples = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    compared_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(theme__isnull=False, item__isnull=True)
                | models.Q(theme__isnull=True, item__isnull=False),
                name="link_target_is_one_thing",
            ),
        )
        indexes = (models.Index(fields=("workspace",), name="link_target_by_workspace"),)
