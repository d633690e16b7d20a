from django.conf import settings
from django.db import models

from clew.kit.ids import id_field
from clew.thread.models.items import Item
from clew.workspaces.models import Workspace


class Relation(models.TextChoices):
    """What a link says; read it from the source: "OP-31 advances O1"."""

    ADVANCES = "advances", "advances"
    ADDRESSES = "addresses", "addresses"
    TESTS = "tests", "tests"
    REQUIRES = "requires", "requires"
    EXCLUDES = "excludes", "excludes"
    SUPPORTS = "supports", "supports"
    DUPLICATES = "duplicates", "duplicates"


UPWARD = (Relation.ADVANCES, Relation.ADDRESSES, Relation.TESTS)
"""The relations that lead from work towards the mission; a parent does, too."""


class Origin(models.TextChoices):
    """Who tied it. What a machine tied is a suggestion until somebody accepts it."""

    PERSON = "person", "a person"
    IMPORT = "import", "an import"
    MACHINE = "machine", "Clew"


class Link(models.Model):
    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    source = models.ForeignKey(Item, models.CASCADE, related_name="links_up", db_index=False)
    target = models.ForeignKey(Item, models.CASCADE, related_name="links_down", db_index=False)
    relation = models.CharField(max_length=16, choices=Relation.choices)
    weight = models.FloatField(default=1.0)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.PERSON)
    confidence = models.FloatField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "relation", "target"), name="link_is_unique"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="link_joins_two_items"),
            models.CheckConstraint(condition=models.Q(relation__in=Relation.values), name="link_relation_is_known"),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="link_weight_is_not_negative"),
        )
        indexes = (
            models.Index(fields=("target", "relation", "source"), name="link_by_target"),
            models.Index(fields=("workspace",), name="link_by_workspace"),
        )
