"""The event log, read."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from clew.workspaces.models import Event, Workspace


def history(
    *, workspace: Workspace, subject_id: UUID | None = None, actor_id: UUID | None = None, words: str = ""
) -> "QuerySet[Event]":
    """Events with their actors, for paging by `("at", "id")`; of one subject, by one member, with `words` when given."""
    events = Event.objects.filter(workspace=workspace).select_related("actor", "token", "undone_by")
    if subject_id:
        events = events.filter(subject_id=subject_id)
    if actor_id:
        events = events.filter(actor_id=actor_id)
    return events.filter(sentence__icontains=words) if words else events


def changed_since(*, workspace: Workspace, since: datetime, limit: int, kinds: Collection[str]) -> list[Event]:
    """What happened to subjects of these kinds since `since`, newest first, without what was undone."""
    undone = Event.objects.filter(undoes=OuterRef("pk"))
    events = Event.objects.filter(~Exists(undone), workspace=workspace, at__gte=since, subject_kind__in=kinds)
    events = events.filter(undoes=None).exclude(sentence="").select_related("actor").defer("changes")
    return list(events.order_by("-at", "-id")[:limit])


def latest_at(*, workspace: Workspace) -> datetime | None:
    """When anything last changed here."""
    return Event.objects.filter(workspace=workspace).order_by("-at", "-id").values_list("at", flat=True).first()
