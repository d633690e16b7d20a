"""What is known of each account, kept ready for lists. Derived: any row can be thrown away and counted again."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.insights.models.customers import Account, Health
from clew.workspaces.models import Workspace


class AccountCounts(models.Model):
    """`notes` leave `repeats` out; `weekly` are twelve counts, this week's last; the moods are of the last 90 days.

    `asked` and `got` count the opportunities and features that its words speak for: open ones, and done ones.
    `points` and `reading` are how the facts read (`queries.health`); no reading where too little is known.
    """

    DERIVED: ClassVar[bool] = True

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="counts")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    notes = models.PositiveIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    themes = models.PositiveIntegerField(default=0)
    first_said = models.DateTimeField(null=True)
    last_said = models.DateTimeField(null=True)
    weekly = ArrayField(models.PositiveIntegerField(), default=list)
    negative = models.PositiveIntegerField(default=0)
    neutral = models.PositiveIntegerField(default=0)
    positive = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    got = models.PositiveIntegerField(default=0)
    points = models.PositiveSmallIntegerField(default=0)
    reading = models.CharField(max_length=8, choices=Health.choices, blank=True)

    class Meta:
        verbose_name_plural = "account counts"
        indexes = (
            models.Index(fields=("workspace", "-notes", "-account"), name="account_by_notes"),
            models.Index(fields=("workspace", "-last_said", "-account"), name="account_by_heard"),
        )


class CustomersCounted(models.Model):
    """How far the counts of accounts go: every event up to `counted_at` is in them."""

    DERIVED: ClassVar[bool] = True

    workspace = models.OneToOneField(Workspace, models.CASCADE, primary_key=True, related_name="+")
    counted_at = models.DateTimeField()
