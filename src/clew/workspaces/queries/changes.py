"""Events in words: what went from what to what, and who may take it back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Field, ForeignKey, JSONField, Model
from django.utils import timezone

from clew.kit import text
from clew.workspaces.models import Event, Role, User

UNTOLD = {"updated_at", "search", "id", "key"}
"""Columns that only machines read."""
LONG = 90
Named = dict[tuple[type[Model], str], str]


@dataclass(frozen=True)
class Edit:
    """One column in words; an empty text stands for nothing."""

    name: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        return max(len(self.before), len(self.after)) > LONG or "\n" in self.before + self.after


@dataclass(frozen=True)
class Told:
    """An event with what it changed; `can_undo` for the person who looks."""

    event: Event
    edits: tuple[Edit, ...]
    is_undone: bool
    can_undo: bool


def told(*, events: Sequence[Event], user: User, role: Role) -> list[Told]:
    """The events as a person reads them. Asks once for each kind of row that they name, however many events."""
    named = _names(events)
    return [_told(event, named, user, role) for event in events]


def may_undo(*, event: Event, user: User, role: Role) -> bool:
    """Whether the person may take the event back: it takes the role that doing it took.

    A model may ask for more or less than an editor (`UNDO_NEEDS`), or for the one who did it (`UNDONE_BY_ACTOR`).
    """
    models = [model for model, _ in _changes(event)]
    need = max((getattr(model, "UNDO_NEEDS", Role.EDITOR) for model in models), default=Role.EDITOR)
    is_own = event.actor_id == user.pk
    return role >= need and (is_own or (role >= Role.EDITOR and not _is_actors_own(models)))


def _is_actors_own(models: Iterable[type[Model]]) -> bool:
    return any(getattr(model, "UNDONE_BY_ACTOR", False) for model in models)


def _told(event: Event, named: Named, user: User, role: Role) -> Told:
    is_undone = hasattr(event, "undone_by")
    can_undo = bool(event.changes) and not is_undone and may_undo(event=event, user=user, role=role)
    return Told(event, tuple(_edits(event, named)), is_undone, can_undo)


def _edits(event: Event, named: Named) -> Iterator[Edit]:
    for model, change in _changes(event):
        for field, before, after in _columns(model, change):
            name = str(field.verbose_name)
            words = [_in_words(model, field, value, named) for value in (before, after)]
            if words[0] != words[1]:
                yield Edit(name[:1].upper() + name[1:], *words)


def _changes(event: Event) -> Iterator[tuple[type[Model], dict[str, Any]]]:
    """The event's changes with their models; a model that is gone since is left out."""
    for change in event.changes:
        try:
            yield apps.get_model(change["model"]), change
        except LookupError:
            continue


def _columns(model: type[Model], change: dict[str, Any]) -> Iterator[tuple["Field[Any, Any]", Any, Any]]:
    """Of a row that was there before and after: field, old value, new value."""
    before, after = change["before"], change["after"]
    if before is None or after is None:
        return
    for field in model._meta.concrete_fields:
        if field.attname in after and field.attname not in UNTOLD and not isinstance(field, JSONField):
            yield field, before.get(field.attname), after[field.attname]


def _in_words(model: type[Model], field: "Field[Any, Any]", value: Any, named: Named) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(field, ForeignKey):
        return named.get((field.related_model, str(value)), "something that is gone")
    if own := getattr(model, "in_words", None):
        value = own(field.name, value)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, BooleanField):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return _plain(field, value)


def _plain(field: "Field[Any, Any]", value: Any) -> str:
    try:
        value = field.to_python(value)
    except ValidationError:
        return str(value)
    if isinstance(value, datetime):
        return text.day(timezone.localtime(value).date())
    if isinstance(value, date):
        return text.day(value)
    if isinstance(value, int | float | Decimal):
        return text.number(value)
    return str(value)


def _names(events: Iterable[Event]) -> Named:
    """What the rows are called that the changes point at."""
    wanted: dict[type[Model], set[str]] = {}
    for event in events:
        for model, change in _changes(event):
            for field, *values in _columns(model, change):
                if isinstance(field, ForeignKey):
                    wanted.setdefault(field.related_model, set()).update(str(value) for value in values if value)
    return {
        (model, str(pk)): _called(row)
        for model, ids in wanted.items()
        for pk, row in model._default_manager.in_bulk(list(ids)).items()
    }


def _called(row: Model) -> str:
    """What a person calls it: by its label, its title or its name."""
    return str(next((getattr(row, name) for name in ("label", "title", "name") if getattr(row, name, "")), row))
