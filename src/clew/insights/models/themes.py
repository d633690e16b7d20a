from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import GeneratedField
from pgvector.django import HalfVectorField

from clew.insights.models.notes import DIMENSIONS, Note
from clew.kit.ids import id_field
from clew.thread.models import Origin
from clew.thread.models.kinds import PAGES
from clew.workspaces.models import Workspace

PAGES["theme"] = "insights:theme"


class Grouping(models.Model):
    """One run of the theme finder: what it read, how, and what came of it, so that it can be computed again."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    embedder = models.CharField(max_length=48)
    method = models.CharField(max_length=48)
    seed = models.IntegerField()
    notes = models.PositiveIntegerField(default=0)
    themes = models.PositiveIntegerField(default=0)
    resolution = models.FloatField(null=True)
    message = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=("workspace", "-started_at"), name="grouping_by_time"),)


class Theme(models.Model):
    """A group of notes about the same thing, discovered or made by hand.

    The name is the finder's until a person gives one; theirs stays (`name_origin`). `words` set it apart from others.
    """

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    definition = models.TextField(blank=True)
    words = ArrayField(models.CharField(max_length=60), default=list)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.MACHINE)
    name_origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.MACHINE)
    centroid = HalfVectorField(dimensions=DIMENSIONS, null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    muted_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    search = GeneratedField(
        expression=SearchVector("name", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "number"), name="theme_number_is_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="theme_has_a_name"),
        )
        indexes = (GinIndex(fields=("search",), name="theme_search"),)

    @property
    def ref(self) -> str:
        return f"T-{self.number}"


class ThemeNote(models.Model):
    """A note's place in a theme. A person's placing outlasts every run of the finder."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="places", db_index=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="places", db_index=False)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.MACHINE)
    confidence = models.FloatField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("theme", "note"), name="note_is_in_a_theme_once"),)
        indexes = (
            models.Index(fields=("note", "theme"), name="theme_by_note"),
            models.Index(fields=("workspace", "origin"), name="place_by_origin"),
        )


class ThemeRefusal(models.Model):
    """A person took the note out of the theme: the finder must not put it back."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="refusals", db_index=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("theme", "note"), name="note_is_refused_once"),)
        indexes = (
            models.Index(fields=("workspace",), name="refusal_by_workspace"),
            models.Index(fields=("note",), name="refusal_by_note"),
        )


class ThemePassage(models.Model):
    """What to read of a theme first: a range of one of its notes. Derived: chosen anew by every run of the finder."""

    DERIVED: ClassVar[bool] = True

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="passages", db_index=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="+", db_index=False)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("theme", "place"), name="one_passage_per_place"),)
        indexes = (models.Index(fields=("note",), name="passage_by_note"),)
