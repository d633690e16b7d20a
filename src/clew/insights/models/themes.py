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


class RunStatus(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"
    FAILED = "failed", "Failed"


class Grouping(models.Model):
    """One run of the theme finder: what it read, how, and what came of it, so that it can be computed again.

    `stage`, `done` and `of` tell how far it is; `message` how it ended, in a sentence. Only a run that is done has
    changed anything.
    """

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=8, choices=RunStatus.choices, default=RunStatus.DONE)
    stage = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    cancel_asked_at = models.DateTimeField(null=True)
    embedder = models.CharField(max_length=48)
    method = models.CharField(max_length=48)
    seed = models.IntegerField()
    notes = models.PositiveIntegerField(default=0)
    themes = models.PositiveIntegerField(default=0)
    resolution = models.FloatField(null=True)
    message = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("workspace",),
                condition=models.Q(status__in=("waiting", "running")),
                name="one_grouping_at_a_time",
            ),
            models.CheckConstraint(condition=models.Q(status__in=RunStatus.values), name="grouping_status_is_known"),
        )
        indexes = (models.Index(fields=("workspace", "-started_at"), name="grouping_by_time"),)


class Theme(models.Model):
    """A group of notes about the same thing, discovered or made by hand.

    The name is the finder's until a person gives one; theirs stays (`name_origin`). `words` set it apart from others.
    A pinned theme keeps every note it has when themes are found again. One that was merged is archived, and
    `merged_into` says where its notes went. `area` is the level above, found anew with the themes: a heading to read
    many of them under, blank for a theme that stands by itself.
    """

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    definition = models.TextField(blank=True)
    words = ArrayField(models.CharField(max_length=60), default=list)
    area = models.CharField(max_length=120, blank=True, default="", db_default="")
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.MACHINE)
    name_origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.MACHINE)
    centroid = HalfVectorField(dimensions=DIMENSIONS, null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    muted_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", db_index=False)
    archived_at = models.DateTimeField(null=True)
    search = GeneratedField(
        expression=SearchVector("name", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "number"), name="theme_number_is_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="theme_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="theme_merges_into_another",
            ),
        )
        indexes = (
            GinIndex(fields=("search",), name="theme_search"),
            models.Index(
                fields=("merged_into",), name="theme_by_merger", condition=models.Q(merged_into__isnull=False)
            ),
        )

    @property
    def ref(self) -> str:
        return f"T-{self.number}"


class ThemeNote(models.Model):
    """A note's place in a theme. A person's placing outlasts every run of the finder, and so does one that a person's
    merge or split holds (`is_held`).
    """

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="places", db_index=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="places", db_index=False)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.MACHINE)
    confidence = models.FloatField(null=True)
    is_held = models.BooleanField(default=False, db_default=False)

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


class ThemeApart(models.Model):
    """A person split these two: the finder must not bring them together again. Kept once, in one order."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Theme, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("theme", "other"), name="themes_are_apart_once"),
            models.CheckConstraint(condition=~models.Q(theme=models.F("other")), name="apart_are_two_themes"),
        )
        indexes = (
            models.Index(fields=("workspace",), name="apart_by_workspace"),
            models.Index(fields=("other",), name="apart_by_other"),
        )


class ThemeSplit(models.Model):
    """A proposal of two halves, made by meaning; nothing has changed until a person accepts it (`made`: the new theme).

    `halves` holds two of `{"name", "words", "notes", "border", "quotes"}`, the larger first: ids of notes, those on the
    border to the other half the nearest first, and ranges `[note, start, end]`.
    """

    DERIVED: ClassVar[bool] = True

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="splits", db_index=False)
    status = models.CharField(max_length=8, choices=RunStatus.choices, default=RunStatus.WAITING)
    message = models.TextField(blank=True)
    halves = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    made = models.ForeignKey(Theme, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(status__in=RunStatus.values), name="split_status_is_known"),
        )
        indexes = (
            models.Index(fields=("theme", "-asked_at"), name="split_by_theme"),
            models.Index(fields=("made",), name="split_by_made", condition=models.Q(made__isnull=False)),
            models.Index(fields=("workspace",), name="split_by_workspace"),
        )


class Newcomer(models.Model):
    """A note with a place in meaning that was not yet compared with the others: the next look takes it from here."""

    DERIVED: ClassVar[bool] = True

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="+")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes = (models.Index(fields=("workspace",), name="newcomer_by_workspace"),)


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
