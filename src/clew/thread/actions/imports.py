"""Bringing items in from a file: what every kind shares. Each area adds what its own kind needs.

A row is recognised by its reference, else by its title within the kind; so a second import changes nothing. A reference
such as OP-31 is kept where its number is free. An owner who is no member stays readable with the item.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from clew.interchange.models import AccountOfRows, Outcome, ParsedRow, Result, Setting
from clew.kit.errors import ExpectedError, Invalid
from clew.thread.actions.items import edit_item
from clew.thread.models import KINDS, Item
from clew.workspaces.actions.events import quietly
from clew.workspaces.models import Membership, User

NUMBER = re.compile(r"(\d{1,9})$")


class _Missing(Invalid):
    """The row names an item of its own kind that is not there: it may stand further down in the file."""


class ItemImporter(ABC):
    """One kind of item. Rows are few and go through the same actions as a person's doing."""

    kind: str
    columns: tuple[str, ...] = ("title", "description", "status")

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.workspace, self.by, self.now = setting.workspace, setting.by, setting.now
        members = Membership.objects.filter(workspace=self.workspace).select_related("user")
        self.members = {name.casefold(): row.user for row in members for name in (row.user.email, row.user.label)}

    @abstractmethod
    def create(self, row: ParsedRow, values: dict[str, Any]) -> Item:
        """Make the item; `values` holds the row's non-empty columns of the kind, and `owner`."""

    def edit(self, item: Item, values: dict[str, Any]) -> None:
        edit_item(item=item, by=self.by, now=self.now, **values)

    def tie(self, item: Item, row: ParsedRow) -> bool:
        """Tie the item to what the row names; whether that was news."""
        return False

    def take(self, rows: Sequence[ParsedRow]) -> list[Outcome]:
        """Rows that name one further down wait until that one is in."""
        outcomes: dict[int, Outcome] = {}
        waiting = list(rows)
        with quietly():
            while waiting:
                found = [(row, *self._one(row)) for row in waiting]
                outcomes |= {row.number: outcome for row, outcome, _ in found}
                again = [row for row, _, is_waiting in found if is_waiting]
                waiting = again if len(again) < len(waiting) else []
        return [outcomes[row.number] for row in rows]

    def finish(self, account: AccountOfRows) -> str:
        plural = KINDS[self.kind].plural.lower()
        return f"Imported {plural} from {self.setting.file_name}."

    def find(self, row: ParsedRow) -> Item | None:
        known = Item.objects.filter(workspace=self.workspace, kind=self.kind)
        if (ref := row.values.get("ref")) and (found := known.filter(ref__iexact=self.full_ref(ref)).first()):
            return found
        return known.filter(title=" ".join(row.values["title"].split()), archived_at=None).first()

    def full_ref(self, ref: str) -> str:
        """31 and OP-31 are the same reference."""
        prefix = KINDS[self.kind].prefix
        return ref if not ref[:1].isdecimal() else f"{prefix}{ref}"

    def named(self, kind: str, name: str, field: str) -> Item | None:
        """The item that a cell names by reference or title. Raises Invalid when there is none."""
        if not name:
            return None
        known = Item.objects.filter(workspace=self.workspace, kind=kind, archived_at=None)
        prefix = KINDS[kind].prefix
        found = known.filter(ref__iexact=name if not name[:1].isdecimal() else f"{prefix}{name}").first()
        if found := found or known.filter(title__iexact=name).first():
            return found
        error = _Missing if kind == self.kind else Invalid
        raise error(f"There is no {KINDS[kind].label.lower()} “{name}” here. Import those first.", field=field)

    def wanted(self, row: ParsedRow) -> int:
        """The number in the row's reference, 0 without one."""
        found = NUMBER.search(row.values.get("ref") or "")
        return int(found[1]) if found else 0

    def refusal(self, error: ExpectedError) -> Outcome:
        column = next(iter(self.setting.columns.of(error.field)), error.field) if error.field else ""
        return Outcome(Result.REFUSED, column, error.sentence)

    def _one(self, row: ParsedRow) -> tuple[Outcome, bool]:
        """What became of the row, and whether it names one of its kind that is not there yet."""
        try:
            with transaction.atomic():
                return Outcome(self._write(row)), False
        except ExpectedError as error:
            return self.refusal(error), isinstance(error, _Missing)

    def _write(self, row: ParsedRow) -> Result:
        values = {name: row.values[name] for name in self.columns if row.values.get(name) not in {None, ""}}
        owner = row.values.get("owner") or ""
        member = self.members.get(owner.casefold())
        extra = {**row.extra, **({"owner": owner} if owner and member is None else {})}
        if member is not None:
            values["owner"] = member
        if (item := self.find(row)) is None:
            item = self.create(row, values)
            Item.objects.filter(pk=item.pk).update(extra=extra)
            self.tie(item, row)
            return Result.CREATED
        known = {name: value for name, value in values.items() if not _same(getattr(self.whole(item), name), value)}
        if known:
            self.edit(self.whole(item), known)
        return Result.UPDATED if self.tie(item, row) or known else Result.UNCHANGED

    def whole(self, item: Item) -> Item:
        """The item with its kind's own columns."""
        return item


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, User) or isinstance(new, User):
        return bool(old == new)
    return bool(old == new or (isinstance(old, str) and old.strip() == str(new).strip()))
