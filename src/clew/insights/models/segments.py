"""Whom we serve: segments, rules over the fields of accounts."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from clew.insights.models.customers import Account
from clew.kit.ids import id_field
from clew.workspaces.models import Workspace


class Segment(models.Model):
    """The accounts that a rule fits. `rule` is `queries.segment_rules.Rule` as JSON.

    Every value of the column `Account.segment` is a segment without a row here. Where `value` is given, this one stands in
    that value's place.
    """

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    value = models.CharField(max_length=80, blank=True)
    description = models.CharField(max_length=500, blank=True)
    rule = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "key"), name="one_segment_per_name"),
            models.UniqueConstraint(
                fields=("workspace", "value"), condition=~models.Q(value=""), name="one_segment_per_value"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="segment_has_a_name"),
        )


class SegmentMember(models.Model):
    """An account that a segment's rule fits. Derived: found again when accounts or rules change."""

    DERIVED: ClassVar[bool] = True

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    segment = models.ForeignKey(Segment, models.CASCADE, related_name="members", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("segment", "account"), name="account_is_in_a_segment_once"),)
        indexes = (
            models.Index(fields=("account", "segment"), name="segments_by_account"),
            models.Index(fields=("workspace",), name="member_by_workspace"),
        )
