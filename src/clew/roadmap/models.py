"""The work: features, as far as the thread needs them. Plans, teams and capacity build on this."""

from typing import ClassVar

from django.db import models

from clew.thread.models import Item, Kind, Step


class Horizon(models.TextChoices):
    NOW = "now", "Now"
    NEXT = "next", "Next"
    LATER = "later", "Later"
    SHIPPED = "shipped", "Shipped"


class Feature(Item):
    """Something users get."""

    KIND: ClassVar[Kind] = Kind(
        key="feature",
        label="Feature",
        plural="Features",
        prefix="F-",
        icon="box",
        step=Step.WORK,
        page="roadmap:feature",
        statuses=(("open", "Planned"), ("started", "In progress"), ("done", "Done"), ("dropped", "Dropped")),
        links=(
            ("addresses", "opportunity"),
            ("advances", "key_result"),
            ("advances", "objective"),
            ("requires", "feature"),
            ("excludes", "feature"),
            ("duplicates", "feature"),
        ),
    )

    horizon = models.CharField(max_length=8, choices=Horizon.choices, default=Horizon.LATER)
    team = models.CharField(max_length=60, blank=True)
    effort = models.DecimalField("effort in person-weeks", max_digits=7, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(horizon__in=Horizon.values), name="horizon_is_known"),
            models.CheckConstraint(
                condition=models.Q(effort__gt=0) | models.Q(effort=None), name="feature_effort_is_positive"
            ),
        )
        indexes = (models.Index(fields=("horizon",), name="feature_by_horizon"),)
