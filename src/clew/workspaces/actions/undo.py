"""Taking a change back. The undo is itself an event, so it can be taken back in turn."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import router, transaction
from django.db.models import Model
from django.db.models.deletion import Collector

from clew.kit.errors import Conflict, NotFound
from clew.workspaces.actions.events import Actor, Change, Subject, record
from clew.workspaces.models import Event, User, Workspace

MANY, BATCH = 20, 2000
"""From so many alike changes on, they are taken back together, so many rows in a statement."""


def last_undoable(*, workspace: Workspace, user: User) -> Event | None:
    """The member's newest change here that holds what it takes to go back, and has not gone back already.

    An undo is passed over, so that one walks further back; what was done again counts as done.
    """
    own = Event.objects.filter(workspace=workspace, actor=user, undone_by=None).exclude(changes=[])
    newest = own.select_related("undoes").order_by("-at", "-id").iterator(chunk_size=20)
    return next((event for event in newest if not is_undo(event)), None)


@transaction.atomic
def undo(*, event: Event, by: Actor, now: datetime) -> Event:
    """Put every row of `event` back to what it was before.

    Raises Conflict when somebody changed one of them since, and touches nothing then.
    """
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if not event.changes:
        raise NotFound("That change cannot be undone.")
    if Event.objects.filter(undoes=event).exists():
        raise Conflict("That change is undone already.")
    changes = [reverted for alike in _runs(reversed(event.changes)) for reverted in _revert_all(alike)]
    return record(
        workspace=event.workspace,
        by=by,
        now=now,
        verb=event.verb,
        subject=Subject(event.subject_kind, event.subject_id),
        sentence=f"{'Did again' if is_undo(event) else 'Undid'}: {_first(event).sentence}",
        changes=changes,
        undoes=event,
    )


def is_undo(event: Event) -> bool:
    """Whether the event took something back; the undo of an undo did it again."""
    return event.undoes is not None and not is_undo(event.undoes)


def _first(event: Event) -> Event:
    """The change that a chain of undoing and doing again began with."""
    return event if event.undoes is None else _first(event.undoes)


def _runs(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Changes that follow one another and set the same columns of one model back stand together."""
    return (list(alike) for _, alike in groupby(changes, key=_shape))


def _shape(change: Change) -> Any:
    before, after = change["before"], change["after"]
    return (change["model"], *sorted(after)) if before is not None and after is not None else change["id"]


def _revert_all(changes: list[Change]) -> list[Change]:
    """One after the other, or many together: a merge moves thousands of notes."""
    if len(changes) < MANY or len({change["id"] for change in changes}) < len(changes):
        return [_revert(change) for change in changes]
    model = apps.get_model(changes[0]["model"])
    rows = model._default_manager.select_for_update(of=("self",)).in_bulk([change["id"] for change in changes])
    by_id = {str(pk): row for pk, row in rows.items()}
    for change in changes:
        _check_and_set(by_id.get(change["id"]), before=change["before"] or {}, after=change["after"] or {})
    fields = [field.name for field in _stored(model, changes[0]["after"] or {})]
    model._default_manager.bulk_update(by_id.values(), fields, batch_size=BATCH)
    return [Change(model=one["model"], id=one["id"], before=one["after"], after=one["before"]) for one in changes]


def _revert(change: Change) -> Change:
    model = apps.get_model(change["model"])
    before, after = change["before"], change["after"]
    if before is None:
        _remove(model, change["id"])
    elif after is None:
        _restore(model, before)
    else:
        _set_back(model, change["id"], before=before, after=after)
    return Change(model=change["model"], id=change["id"], before=after, after=before)


def _remove(model: type[Model], pk: str) -> None:
    row = _existing(model, pk)
    collector = Collector(using=router.db_for_write(model), origin=row)
    collector.collect([row])
    family = {row._meta.model, *row._meta.all_parents}
    others = [found for found in collector.data if found not in family]
    others += [queryset.model for queryset in collector.fast_deletes if queryset.exists()]
    others = [found for found in others if not getattr(found, "DERIVED", False)]  # roll-ups are counted again
    if others:
        names = ", ".join(sorted({str(found._meta.verbose_name) for found in others}))
        raise Conflict(f"It is in use since ({names}). Archive it instead.")
    row.delete()


def _restore(model: type[Model], values: dict[str, Any]) -> None:
    row = model(**{field.attname: field.to_python(values[field.attname]) for field in _stored(model, values)})
    if model._default_manager.filter(pk=row.pk).exists():
        raise Conflict("It exists again already.")
    row.save(force_insert=True)


def _set_back(model: type[Model], pk: str, *, before: dict[str, Any], after: dict[str, Any]) -> None:
    row = _existing(model, pk)
    _check_and_set(row, before=before, after=after)
    row.save(update_fields=[field.name for field in _stored(model, after)])


def _check_and_set(row: Model | None, *, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Give the row its values of before, where it still has those of after."""
    if row is None:
        raise Conflict("It was removed since.")
    fields = _stored(type(row), after)
    if any(getattr(row, field.attname) != field.to_python(after[field.attname]) for field in fields):
        raise Conflict("It was changed again since. Open its history to see by whom.")
    for field in fields:
        setattr(row, field.attname, field.to_python(before[field.attname]))


def _existing(model: type[Model], pk: str) -> Model:
    row = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise Conflict("It was removed since.")
    return row


def _stored(model: type[Model], values: dict[str, Any]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.attname in values]
