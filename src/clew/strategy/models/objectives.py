from typing import ClassVar

from django.conf import settings
from django.db import models

from clew.kit.ids import id_field
from clew.thread.models import Item, Kind, Step
from clew.workspaces.models import Workspace


class Period(models.Model):
    """The stretch of time that objectives are set for: a half, a quarter, a year."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "name"), name="one_period_per_name"),
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="period_ends_later"),
        )
        indexes = (models.Index(fields=("workspace", "-ends_on"), name="period_by_end"),)


class Objective(Item):
    """A qualitative aim for a period."""

    KIND: ClassVar[Kind] = Kind(
        key="objective",
        label="Objective",
        plural="Objectives",
        prefix="O",
        icon="target",
        step=Step.OBJECTIVE,
        page="strategy:objective",
        statuses=(("open", "Open"), ("achieved", "Achieved"), ("missed", "Missed"), ("dropped", "Dropped")),
    )

    period = models.ForeignKey(Period, models.RESTRICT, related_name="objectives", db_index=False)

    class Meta:
        indexes = (models.Index(fields=("period",), name="objective_by_period"),)


class KeyResultKind(models.TextChoices):
    REACH = "reach", "Reach"
    INCREASE = "increase", "Increase"
    DECREASE = "decrease", "Decrease"
    STAY_ABOVE = "stay_above", "Stay above"
    STAY_BELOW = "stay_below", "Stay below"


class KeyResult(Item):
    """A number that shows the objective (its parent): from a baseline to a target by a day."""

    KIND: ClassVar[Kind] = Kind(
        key="key_result",
        label="Key result",
        plural="Key results",
        prefix="KR",
        icon="trending-up",
        step=Step.KEY_RESULT,
        page="strategy:key_result",
        statuses=(("open", "Open"), ("achieved", "Achieved"), ("missed", "Missed"), ("dropped", "Dropped")),
    )

    measure = models.CharField(max_length=10, choices=KeyResultKind.choices)
    unit = models.CharField(max_length=24, blank=True)
    baseline = models.DecimalField(max_digits=18, decimal_places=4)
    target = models.DecimalField(max_digits=18, decimal_places=4)
    due_on = models.DateField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(measure__in=KeyResultKind.values), name="key_result_measure_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(measure="increase") | models.Q(target__gt=models.F("baseline")),
                name="increase_aims_above_its_baseline",
            ),
            models.CheckConstraint(
                condition=~models.Q(measure="decrease") | models.Q(target__lt=models.F("baseline")),
                name="decrease_aims_below_its_baseline",
            ),
        )


class Reading(models.Model):
    """The key result's number on a day, typed by a person. A later reading of the same day corrects it."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="readings", db_index=False)
    taken_on = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    comment = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("key_result", "-taken_on", "-created_at"), name="reading_by_day"),
            models.Index(fields=("workspace",), name="reading_by_workspace"),
        )
