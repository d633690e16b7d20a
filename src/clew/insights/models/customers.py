"""Who speaks: accounts, and the people in them."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import GeneratedField
from django.db.models.functions import Coalesce

from clew.kit.ids import id_field
from clew.workspaces.models import Workspace


class Health(models.TextChoices):
    """How things stand with a customer, as a person judges it or as the facts read."""

    GOOD = "good", "Good"
    RISK = "risk", "At risk"
    BAD = "bad", "Bad"


class Account(models.Model):
    """A customer company. `key` is its name made comparable: one account per name, however it is spelled."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    external_id = models.CharField(max_length=120, blank=True)
    domain = models.CharField(max_length=200, blank=True)
    segment = models.CharField(max_length=80, blank=True)
    plan = models.CharField(max_length=80, blank=True)
    arr = models.DecimalField("annual recurring revenue", max_digits=14, decimal_places=2, null=True)
    renews_on = models.DateField(null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    health = models.CharField(max_length=8, choices=Health.choices, blank=True)
    health_reason = models.CharField(max_length=300, blank=True)
    extra = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    search = GeneratedField(
        expression=SearchVector("name", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "key"), name="one_account_per_name"),
            models.UniqueConstraint(
                fields=("workspace", "external_id"),
                condition=~models.Q(external_id=""),
                name="one_account_per_external_id",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="account_has_a_name"),
            models.CheckConstraint(condition=models.Q(arr__gte=0) | models.Q(arr=None), name="arr_is_not_negative"),
            models.CheckConstraint(condition=models.Q(health__in=["", *Health.values]), name="health_is_known"),
        )
        indexes = (
            models.Index(
                "workspace", Coalesce("arr", Decimal(-1)).desc(), models.F("id").desc(), name="account_by_arr"
            ),
            models.Index(fields=("workspace", "segment"), name="account_by_segment"),
            models.Index(fields=("workspace", "domain"), name="account_by_domain"),
            models.Index(
                fields=("workspace", "renews_on"),
                name="account_by_renewal",
                condition=models.Q(renews_on__isnull=False),
            ),
            GinIndex(fields=("search",), name="account_search"),
        )


class Person(models.Model):
    """Someone at a customer. `key` says who they are: an e-mail address where known, else a name within an account."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="people", db_index=False)
    key = models.CharField(max_length=400)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    job = models.CharField(max_length=120, blank=True)
    extra = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "people"
        constraints = (
            models.UniqueConstraint(fields=("workspace", "key"), name="one_person_per_key"),
            models.UniqueConstraint(
                fields=("workspace", "external_id"),
                condition=~models.Q(external_id=""),
                name="one_person_per_external_id",
            ),
        )
        indexes = (models.Index(fields=("account", "name"), name="person_by_account"),)

    @property
    def label(self) -> str:
        return self.name or self.email or "Somebody"
