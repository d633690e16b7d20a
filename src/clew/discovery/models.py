"""Opportunities: customer needs worth serving, and how they are scored."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from clew.kit.ids import id_field
from clew.thread.models import Item, Kind, Step
from clew.workspaces.models import Workspace

ONE_TO_TEN = (MinValueValidator(1), MaxValueValidator(10))


class Formula(models.TextChoices):
    WEIGHTED = "weighted", "Weighted"
    RICE = "rice", "RICE"
    WSJF = "wsjf", "WSJF"
    VALUE_EFFORT = "value_effort", "Value over effort"


class Opportunity(Item):
    """A customer need, phrased as a need. People type `need`, `urgency`, `risk` (1 to 10), `effort` and, where they
    know better than the evidence, `confidence`; reach is counted, never typed. `score` is null where an input is missing.
    """

    KIND: ClassVar[Kind] = Kind(
        key="opportunity",
        label="Opportunity",
        plural="Opportunities",
        prefix="OP-",
        icon="door-open",
        step=Step.OPPORTUNITY,
        page="discovery:opportunity",
        statuses=(
            ("open", "Open"),
            ("exploring", "Exploring"),
            ("chosen", "Chosen"),
            ("served", "Served"),
            ("dropped", "Dropped"),
        ),
        links=(("advances", "objective"), ("advances", "key_result"), ("duplicates", "opportunity")),
    )

    need = models.PositiveSmallIntegerField(null=True, blank=True, validators=ONE_TO_TEN)
    urgency = models.PositiveSmallIntegerField(null=True, blank=True, validators=ONE_TO_TEN)
    risk = models.PositiveSmallIntegerField(null=True, blank=True, validators=ONE_TO_TEN)
    effort = models.DecimalField("effort in person-weeks", max_digits=7, decimal_places=2, null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=(MinValueValidator(0), MaxValueValidator(100))
    )
    score = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    score_formula = models.CharField(max_length=16, choices=Formula.choices, blank=True)
    score_detail = models.JSONField(default=dict)
    scored_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "opportunities"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(need__range=(1, 10)) | models.Q(need=None), name="need_is_1_to_10"
            ),
            models.CheckConstraint(
                condition=models.Q(urgency__range=(1, 10)) | models.Q(urgency=None), name="urgency_is_1_to_10"
            ),
            models.CheckConstraint(
                condition=models.Q(risk__range=(1, 10)) | models.Q(risk=None), name="risk_is_1_to_10"
            ),
            models.CheckConstraint(condition=models.Q(effort__gt=0) | models.Q(effort=None), name="effort_is_positive"),
            models.CheckConstraint(
                condition=models.Q(confidence__lte=100) | models.Q(confidence=None), name="confidence_is_a_percentage"
            ),
        )
        indexes = (models.Index(models.F("score").desc(nulls_last=True), name="opportunity_by_score"),)


class Scoring(models.Model):
    """How this workspace scores: the formula, its weights, and the fixed ends of its scales (never the pool's)."""

    id = id_field()
    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="+")
    formula = models.CharField(max_length=16, choices=Formula.choices, default=Formula.WEIGHTED)
    weights = models.JSONField(default=dict)
    tops = models.JSONField(default=dict)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(formula__in=Formula.values), name="formula_is_known"),)
