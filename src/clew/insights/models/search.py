"""What searching rests on beside the notes: how often words occur, and the searches that people keep."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.kit.ids import id_field
from clew.workspaces.models import Workspace


class WordStatistics(models.Model):
    """How many notes a workspace had when their words were last counted, how many words a note had on average, and in
    which languages they were. Derived, and never quite up to date: how rare a word is changes slowly.
    """

    DERIVED: ClassVar[bool] = True

    workspace = models.OneToOneField(Workspace, models.CASCADE, primary_key=True, related_name="+")
    notes = models.PositiveIntegerField()
    length = models.FloatField()
    languages = ArrayField(models.CharField(max_length=8), default=list)
    counted_at = models.DateTimeField()


class WordCount(models.Model):
    """In how many notes a word stands, as PostgreSQL stems it."""

    DERIVED: ClassVar[bool] = True

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    word = models.TextField()
    notes = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "word"), include=("notes",), name="one_count_per_word"),
        )


class SavedSearch(models.Model):
    """A search that a member keeps: its address without the workspace, under a name; with `is_shared`, for everybody."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "saved search"
        constraints = (
            models.UniqueConstraint(fields=("workspace", "owner", "name"), name="saved_search_is_named_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_search_has_a_name"),
        )
        indexes = (models.Index(fields=("owner",), name="saved_search_by_owner"),)
