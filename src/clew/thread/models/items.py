"""The nodes of the graph: one row per thing that people decide about."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import GeneratedField
from django.urls import reverse

from clew.kit.ids import id_field
from clew.thread.models.kinds import KINDS, Kind, declare
from clew.workspaces.models import Workspace


class Counter(models.Model):
    """The last number given out, per workspace and kind. Numbers are never used again."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=24)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "kind"), name="one_counter_per_kind"),)


class Item(models.Model):
    """The columns that all kinds share. Each kind's own table extends this one."""

    KIND: ClassVar[Kind | None] = None

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=24)
    number = models.PositiveIntegerField()
    ref = models.CharField(max_length=24)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=24, default="open")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children", db_index=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    search = GeneratedField(
        expression=SearchVector("ref", "title", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "kind", "number"), name="item_number_is_unique"),
            models.UniqueConstraint(fields=("workspace", "ref"), name="item_ref_is_unique"),
            models.CheckConstraint(condition=~models.Q(title=""), name="item_has_a_title"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="item_is_not_its_own_parent"),
        )
        indexes = (
            models.Index(fields=("parent", "id"), name="item_by_parent", condition=models.Q(parent__isnull=False)),
            models.Index(fields=("workspace", "kind", "status", "-number"), name="item_by_status"),
            models.Index(fields=("workspace", "owner"), name="item_by_owner"),
            GinIndex(fields=("search",), name="item_search"),
        )

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.KIND is not None:
            declare(cls.KIND)

    @classmethod
    def in_words(cls, column: str, value: Any) -> Any:
        """A column's value as its history shows it."""
        return cls.KIND.status_label(value) if cls.KIND and column == "status" else value

    @property
    def kind_info(self) -> Kind:
        return KINDS[self.kind]

    @property
    def called(self) -> str:
        return self.kind_info.called(self.ref)

    @property
    def status_label(self) -> str:
        return self.kind_info.status_label(self.status)

    def page(self, slug: str) -> str:
        """The address of its page in the workspace `slug`."""
        return reverse(self.kind_info.page, args=(slug, self.number))
