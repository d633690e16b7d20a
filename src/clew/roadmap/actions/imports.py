"""Bringing features in from a file."""

from typing import Any

from clew.interchange.models import ParsedRow
from clew.roadmap.actions.features import SERVES, create_feature, edit_feature
from clew.roadmap.models import Feature
from clew.thread.actions.imports import ItemImporter
from clew.thread.actions.links import link
from clew.thread.models import Item, Link, Relation


class FeatureImporter(ItemImporter):
    kind = "feature"
    columns = ("title", "description", "status", "horizon", "team", "effort")

    def create(self, row: ParsedRow, values: dict[str, Any]) -> Item:
        return create_feature(workspace=self.workspace, wanted=self.wanted(row), by=self.by, now=self.now, **values)

    def edit(self, item: Item, values: dict[str, Any]) -> None:
        edit_feature(feature=Feature.objects.get(pk=item.pk), by=self.by, now=self.now, **values)

    def whole(self, item: Item) -> Item:
        return Feature.objects.get(pk=item.pk)

    def tie(self, item: Item, row: ParsedRow) -> bool:
        """To the opportunity, key result and objective that the row names, and to the features that come first."""
        named = [(kind, row.values.get(kind) or "") for kind in SERVES]
        news = [self._tie(item, self.named(kind, name, kind), SERVES[kind]) for kind, name in named if name]
        for name in (row.values.get("requires") or "").replace(";", ",").split(","):
            required = self.named("feature", name.strip(), "requires") if name.strip() else None
            news.append(self._tie(item, required, Relation.REQUIRES))
        return any(news)

    def _tie(self, item: Item, target: Item | None, relation: str) -> bool:
        if target is None or Link.objects.filter(source=item, target=target, relation=relation).exists():
            return False
        link(source=item, target=target, relation=relation, by=self.by, now=self.now)
        return True
