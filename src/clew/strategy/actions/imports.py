"""Bringing objectives, key results and readings in from a file."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from clew.interchange.models import AccountOfRows, Outcome, ParsedRow, Result, Setting
from clew.kit.errors import ExpectedError, Invalid
from clew.strategy.actions import objectives as actions
from clew.strategy.models import KeyResult, KeyResultKind, Objective, Period, Reading
from clew.strategy.queries.objectives import current_period
from clew.thread.actions.imports import ItemImporter
from clew.thread.models import Item


class ObjectiveImporter(ItemImporter):
    kind = "objective"

    def create(self, row: ParsedRow, values: dict[str, Any]) -> Item:
        status = values.pop("status", "open")
        item = actions.create_objective(
            workspace=self.workspace,
            period=self._period(row),
            wanted=self.wanted(row),
            by=self.by,
            now=self.now,
            **values,
        )
        if status != item.status:
            self.edit(item, {"status": status})
        return item

    def whole(self, item: Item) -> Item:
        return Objective.objects.get(pk=item.pk)

    def _period(self, row: ParsedRow) -> Period:
        """The period that the row names, with its days where it is new; else the current one."""
        name, starts, ends = (row.values.get(key) for key in ("period", "starts_on", "ends_on"))
        today = timezone.localdate(self.now)
        if name:
            known = Period.objects.filter(workspace=self.workspace, name=name).first()
            if known is None and not (starts and ends):
                raise Invalid(f"The period “{name}” is new: give the days it starts and ends.", field="period")
            return known or self._open(name, starts, ends)
        return current_period(workspace=self.workspace, today=today) or self._open(*actions.half_year(today))

    def _open(self, name: str, starts: Any, ends: Any) -> Period:
        return actions.find_or_create_period(
            workspace=self.workspace, name=name, starts_on=starts, ends_on=ends, by=self.by, now=self.now
        )


class KeyResultImporter(ItemImporter):
    kind = "key_result"
    columns = ("title", "description", "status", "measure", "unit", "baseline", "target", "due_on")

    def create(self, row: ParsedRow, values: dict[str, Any]) -> Item:
        parent = self.named("objective", row.values["objective"], "objective")
        if not isinstance(parent, Item):
            raise Invalid("Name the objective that it shows.", field="objective")
        values.setdefault("measure", _measure(values))
        status, description = values.pop("status", "open"), values.pop("description", "")
        objective = Objective.objects.get(pk=parent.pk)
        item = actions.create_key_result(objective=objective, by=self.by, now=self.now, **values)
        rest = {"status": status, "description": description}
        if changed := {name: value for name, value in rest.items() if getattr(item, name) != value}:
            self.edit(item, changed)
        return item

    def edit(self, item: Item, values: dict[str, Any]) -> None:
        key_result = KeyResult.objects.get(pk=item.pk)
        actions.edit_key_result(key_result=key_result, by=self.by, now=self.now, **values)

    def whole(self, item: Item) -> Item:
        return KeyResult.objects.get(pk=item.pk)


class ReadingImporter(ItemImporter):
    """Values over time. One a day: another value of the same day corrects it."""

    kind = "key_result"

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        kept = Reading.objects.filter(workspace=self.workspace).order_by("created_at")
        self.values = {(pk, day): value for pk, day, value in kept.values_list("key_result_id", "taken_on", "value")}
        self.found: dict[str, Item | None] = {}

    def create(self, row: ParsedRow, values: dict[str, Any]) -> Item:
        raise NotImplementedError("a reading is no item")

    def take(self, rows: Sequence[ParsedRow]) -> list[Outcome]:
        new: list[Reading] = []
        outcomes = []
        for row in rows:
            try:
                outcomes.append(Outcome(self._read(row, new)))
            except ExpectedError as error:
                outcomes.append(self.refusal(error))
        Reading.objects.bulk_create(new, batch_size=1000)
        return outcomes

    def finish(self, account: AccountOfRows) -> str:
        return f"Imported readings from {self.setting.file_name}."

    def _read(self, row: ParsedRow, new: list[Reading]) -> Result:
        name, day, value = (row.values[key] for key in ("key_result", "taken_on", "value"))
        if name not in self.found:
            self.found[name] = self.named("key_result", name, "key_result")
        item = self.found[name]
        if item is None:
            raise Invalid("Name the key result.", field="key_result")
        actions.check_reading(value=value, taken_on=day, now=self.now)
        old = self.values.get((item.pk, day))
        if old == value:
            return Result.UNCHANGED
        self.values[item.pk, day] = value
        new.append(
            Reading(
                workspace=self.workspace,
                key_result_id=item.pk,
                taken_on=day,
                value=value,
                comment=(row.values.get("comment") or "")[:300],
                created_by=self.by.user,
                created_at=self.now,
            )
        )
        return Result.CREATED if old is None else Result.UPDATED


def _measure(values: dict[str, Any]) -> str:
    """Where the file does not say: up to a higher target, down to a lower one."""
    return KeyResultKind.INCREASE if values["target"] > values["baseline"] else KeyResultKind.DECREASE
