"""Writing the event log. Every action ends in one `record`, within its transaction."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model

from clew.jobs.queue import enqueue
from clew.workspaces.models import ApiToken, Event, User, Workspace


@dataclass(frozen=True)
class Actor:
    """Who does it: a member, perhaps through a token; neither for Clew itself."""

    user: User | None = None
    token: ApiToken | None = None


CLEW = Actor()
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Record without waking jobs: for many changes at once, whose caller records one loud event at the end."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


class Change(TypedDict):
    """See `Event.changes`."""

    model: str
    id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True)
class Subject:
    """What the event is about. The kind is the word in `product.md`, lower case, singular."""

    kind: str
    id: UUID | None = None


def record(
    *,
    workspace: Workspace,
    by: Actor,
    now: datetime,
    verb: str,
    subject: Subject,
    sentence: str,
    changes: Iterable[Change | None] = (),
    undoes: Event | None = None,
) -> Event:
    """Append the event and wake the jobs that listen to its verb."""
    event = Event.objects.create(
        workspace=workspace,
        at=now,
        actor=by.user,
        token=by.token,
        verb=verb,
        subject_kind=subject.kind,
        subject_id=subject.id,
        sentence=sentence,
        changes=[change for change in changes if change],
        undoes=undoes,
    )
    for job in () if _quiet.get() else listeners(verb):
        enqueue(job, once=f"{job}:{workspace.id}", workspace_id=str(workspace.id))
    return event


def listeners(verb: str) -> list[str]:
    """The jobs that the areas' `apps.py` tie to this verb: `listens = {"note.imported": ("insights.group",)}`.

    A key that ends in a dot stands for all verbs that begin so, an empty one for all verbs.
    """
    return [
        job
        for config in apps.get_app_configs()
        for pattern, jobs in getattr(config, "listens", {}).items()
        if verb == pattern or (pattern[-1:] in {".", ""} and verb.startswith(pattern))
        for job in jobs
    ]


def created(row: Model) -> Change:
    return Change(model=row._meta.label, id=str(row.pk), before=None, after=_snapshot(row, _columns(row)))


def removed(row: Model) -> Change:
    return Change(model=row._meta.label, id=str(row.pk), before=_snapshot(row, _columns(row)), after=None)


def edit(row: Model, **values: Any) -> Change | None:
    """Set `values` on the row and save what differs; None when nothing does."""
    fields = [field for field in _columns(row) if field.name in values]
    before = _snapshot(row, fields)
    for name, value in values.items():
        setattr(row, name, value)
    after = _snapshot(row, fields)
    changed = [field for field in fields if before[field.attname] != after[field.attname]]
    if not changed:
        return None
    row.save(update_fields=[field.name for field in changed])
    names = [field.attname for field in changed]
    return Change(
        model=row._meta.label,
        id=str(row.pk),
        before={name: before[name] for name in names},
        after={name: after[name] for name in names},
    )


def _columns(row: Model) -> list["Field[Any, Any]"]:
    return [field for field in row._meta.concrete_fields if not field.generated]


def _snapshot(row: Model, fields: Iterable["Field[Any, Any]"]) -> dict[str, Any]:
    return plain({field.attname: field.value_from_object(row) for field in fields})


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as a change holds them."""
    found: dict[str, Any] = json.loads(json.dumps(values, cls=_Exact))
    return found


class _Exact(DjangoJSONEncoder):
    """Times to the microsecond: Django's own cuts them, and what was cut no longer equals its row when it is undone."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)
