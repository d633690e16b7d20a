from django.conf import settings
from django.db import models

from clew.insights.models.notes import Note
from clew.insights.models.themes import Theme
from clew.kit.ids import id_field
from clew.thread.models import Item, Origin
from clew.workspaces.models import Workspace


class Quote(models.Model):
    """A range of a note, in Unicode code points, end exclusive. Never copied text.

    `fingerprint` is a hash of the words as they stood: when the note changes, the quote breaks loudly.
    """

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="quotes", db_index=False)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("note", "start", "end"), name="quote_is_kept_once"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="quote_holds_words"),
        )


class Stance(models.TextChoices):
    FOR = "for", "speaks for it"
    AGAINST = "against", "speaks against"


class Evidence(models.Model):
    """What customers said, tied to an item: one quote, note or theme."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="evidence", db_index=False)
    quote = models.ForeignKey(Quote, models.CASCADE, null=True, related_name="evidence", db_index=False)
    note = models.ForeignKey(Note, models.CASCADE, null=True, related_name="evidence", db_index=False)
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="evidence", db_index=False)
    stance = models.CharField(max_length=8, choices=Stance.choices, default=Stance.FOR)
    importance = models.PositiveSmallIntegerField(default=1)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.PERSON)
    confidence = models.FloatField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quote__isnull=False, note__isnull=True, theme__isnull=True)
                | models.Q(quote__isnull=True, note__isnull=False, theme__isnull=True)
                | models.Q(quote__isnull=True, note__isnull=True, theme__isnull=False),
                name="evidence_is_one_thing",
            ),
            models.CheckConstraint(condition=models.Q(stance__in=Stance.values), name="evidence_stance_is_known"),
            models.CheckConstraint(condition=models.Q(importance__lte=3), name="evidence_importance_is_0_to_3"),
            models.UniqueConstraint(fields=("item", "quote"), name="quote_is_evidence_once"),
            models.UniqueConstraint(fields=("item", "note"), name="note_is_evidence_once"),
            models.UniqueConstraint(fields=("item", "theme"), name="theme_is_evidence_once"),
        )
        indexes = (
            models.Index(fields=("item",), include=("note", "quote", "theme", "stance"), name="evidence_by_item"),
            models.Index(fields=("note",), name="evidence_by_note", condition=models.Q(note__isnull=False)),
            models.Index(fields=("quote",), name="evidence_by_quote", condition=models.Q(quote__isnull=False)),
            models.Index(fields=("theme",), name="evidence_by_theme", condition=models.Q(theme__isnull=False)),
            models.Index(fields=("workspace",), name="evidence_by_workspace"),
        )
