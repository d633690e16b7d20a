"""Counts kept ready for lists. Derived: any row can be thrown away and counted again."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.insights.models.themes import Theme
from clew.thread.models import Item
from clew.workspaces.models import Workspace


class Counts(models.Model):
    """Notes without repeats, the voices and accounts behind them, their revenue; notes per week, oldest first."""

    DERIVED: ClassVar[bool] = True

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    notes = models.PositiveIntegerField(default=0)
    voices = models.PositiveIntegerField(default=0)
    accounts = models.PositiveIntegerField(default=0)
    arr = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    weekly = ArrayField(models.PositiveIntegerField(), default=list)
    counted_at = models.DateTimeField()

    class Meta:
        abstract = True


class Rollup(models.Model):
    """How far the counts of a workspace go: every event before `counted_to`, an id made when counting began, is in them.

    `placed` is how many notes the living themes hold together, by days as in `ThemeReach` ("0": all of them); `unplaced`
    how many notes are in none. `heard` is how many people said anything, by days: `{"90": {"lately", "before",
    "segments": {name: people}}}`.
    """

    DERIVED: ClassVar[bool] = True

    workspace = models.OneToOneField(Workspace, models.CASCADE, primary_key=True, related_name="+")
    counted_at = models.DateTimeField()
    counted_to = models.UUIDField(null=True)
    placed = models.JSONField(default=dict)
    heard = models.JSONField(default=dict)
    unplaced = models.PositiveIntegerField(default=0)


class Reach(Counts):
    """The evidence for an item and for everything below it; `work` counts the features among those.

    `top` is the revenue of the largest accounts, at most nine.
    """

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="reach")
    channels = models.PositiveSmallIntegerField(default=0)
    against = models.PositiveIntegerField(default=0)
    work = models.PositiveIntegerField(default=0)
    themes = models.PositiveIntegerField(default=0)
    top = ArrayField(models.DecimalField(max_digits=14, decimal_places=2), default=list)

    class Meta:
        indexes = (models.Index(fields=("workspace",), name="reach_by_workspace"),)


class ThemeCounts(Counts):
    """The notes of a theme within the last `days` (0: all of them).

    `trend` is the change of the last six weeks against the six before, None when too few; `is_rising` says that chance
    would hardly bring such a change about.
    """

    days = models.PositiveSmallIntegerField()
    trend = models.FloatField(null=True)
    is_rising = models.BooleanField(default=False)
    negative = models.PositiveIntegerField(default=0)
    neutral = models.PositiveIntegerField(default=0)
    positive = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class ThemeReach(ThemeCounts):
    """Of everybody."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="reaches", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("theme", "days"), name="one_theme_reach_per_window"),)
        indexes = (models.Index(fields=("workspace", "days"), name="theme_reach_by_window"),)


class SegmentReach(ThemeCounts):
    """Of the accounts of one segment, for the segments that most notes come from; others are counted when asked for."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+", db_index=False)
    segment = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("theme", "segment", "days"), name="one_segment_reach_per_window"),
        )
        indexes = (models.Index(fields=("workspace", "segment", "days"), name="segment_reach_by_window"),)


class EarlierReach(models.Model):
    """The notes of a theme in the `days` before the last `days`: what the last ones are compared with."""

    DERIVED: ClassVar[bool] = True

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+", db_index=False)
    days = models.PositiveSmallIntegerField()
    notes = models.PositiveIntegerField(default=0)
    voices = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("theme", "days"), name="one_earlier_reach_per_window"),)
        indexes = (models.Index(fields=("workspace", "days"), name="earlier_reach_by_window"),)
