"""What else customers are known by, and which of them may be the same."""

from django.conf import settings
from django.db import models

from clew.insights.models.customers import Account, Person
from clew.kit.ids import id_field
from clew.workspaces.models import Workspace


class AliasKind(models.TextChoices):
    NAME = "name", "Name"
    ID = "id", "Id"
    DOMAIN = "domain", "Domain"
    FORMER = "former", "Former address"


class AccountAlias(models.Model):
    """Something an account is known by beside its own name, id and domain: what a merged one was called.

    `key` is comparable as `Account.key` is; of a former row it is the id, so that old addresses lead on. `label` is how
    it was written.
    """

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="aliases", db_index=False)
    kind = models.CharField(max_length=8, choices=AliasKind.choices)
    key = models.CharField(max_length=200)
    label = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "account aliases"
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "kind", "key"),
                condition=~models.Q(kind="domain"),
                name="one_account_per_alias",
            ),
            models.UniqueConstraint(fields=("account", "kind", "key"), name="account_alias_once"),
            models.CheckConstraint(condition=models.Q(kind__in=AliasKind.values), name="alias_kind_is_known"),
        )
        indexes = (models.Index(fields=("workspace", "kind", "key"), name="account_alias_by_key"),)


class PersonAlias(models.Model):
    """Something a person is known by beside their own key; `key` is written as `Person.key` is, `f:` before a former id."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="aliases", db_index=False)
    key = models.CharField(max_length=400)
    label = models.CharField(max_length=254)

    class Meta:
        verbose_name_plural = "person aliases"
        constraints = (models.UniqueConstraint(fields=("workspace", "key"), name="one_person_per_alias"),)
        indexes = (models.Index(fields=("person",), name="alias_by_person"),)


class Likeness(models.Model):
    """Two accounts, or two people, that may be one. `first` is the one to keep: of `score` 0 to 1, and why in words.

    Found again by a job; what a person set aside stays so (`dismissed_at`).
    """

    class Kind(models.TextChoices):
        ACCOUNT = "account", "Accounts"
        PERSON = "person", "People"

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    first = models.UUIDField()
    second = models.UUIDField()
    reason = models.CharField(max_length=300)
    score = models.FloatField(default=0)
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name_plural = "likenesses"
        constraints = (
            models.UniqueConstraint(fields=("workspace", "first", "second"), name="two_are_alike_once"),
            models.CheckConstraint(condition=~models.Q(first=models.F("second")), name="alike_are_two"),
        )
