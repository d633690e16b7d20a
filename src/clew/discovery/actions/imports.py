"""Bringing opportunities in from a file."""

from typing import Any

from clew.discovery.actions.opportunities import create_opportunity, edit_opportunity
from clew.discovery.models import Opportunity
from clew.interchange.models import ParsedRow
from clew.thread.actions.imports import ItemImporter
from clew.thread.actions.links import link
from clew.thread.models import Item, Link, Relation


class OpportunityImporter(ItemImporter):
    kind = "opportunity"
    columns = ("title", "description", "status", "need", "urgency", "risk", "effort", "confidence")

    def create(self, row: ParsedRow, values: dict[str, Any]) -> Item:
        status = values.pop("status", "open")
        item = create_opportunity(workspace=self.workspace, wanted=self.wanted(row), by=self.by, now=self.now, **values)
        if status != item.status:
            self.edit(item, {"status": status})
        return item

    def edit(self, item: Item, values: dict[str, Any]) -> None:
        edit_opportunity(opportunity=Opportunity.objects.get(pk=item.pk), by=self.by, now=self.now, **values)

    def whole(self, item: Item) -> Item:
        return Opportunity.objects.get(pk=item.pk)

    def tie(self, item: Item, row: ParsedRow) -> bool:
        """To the key result where one is named, else to the objective."""
        key_result = self.named("key_result", row.values.get("key_result") or "", "key_result")
        target = key_result or self.named("objective", row.values.get("objective") or "", "objective")
        if target is None or Link.objects.filter(source=item, target=target, relation=Relation.ADVANCES).exists():
            return False
        link(source=item, target=target, relation=Relation.ADVANCES, by=self.by, now=self.now)
        return True
