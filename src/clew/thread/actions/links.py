"""Tying items together."""

from datetime import datetime

from django.db import transaction

from clew.kit.errors import Conflict, Invalid
from clew.thread.actions.items import record_on, refuse_archived
from clew.thread.models import KINDS, UPWARD, Item, Link, Origin, Relation
from clew.thread.queries.walk import leads_to
from clew.workspaces.actions.events import Actor, Change, created, removed


@transaction.atomic
def link(
    *,
    source: Item,
    target: Item,
    relation: str,
    by: Actor,
    now: datetime,
    weight: float = 1.0,
    origin: str = Origin.PERSON,
    confidence: float | None = None,
) -> Link:
    """Tie `source` to `target`. The same tie twice is one tie."""
    tie, change = tie_items(
        source=source,
        target=target,
        relation=relation,
        by=by,
        now=now,
        weight=weight,
        origin=origin,
        confidence=confidence,
    )
    if change:
        sentence = f"Tied {source.called} to {target.called}."
        record_on(source, by=by, now=now, verb="linked", sentence=sentence, changes=[change])
    return tie


def tie_items(
    *,
    source: Item,
    target: Item,
    relation: str,
    by: Actor,
    now: datetime,
    weight: float = 1.0,
    origin: str = Origin.PERSON,
    confidence: float | None = None,
) -> tuple[Link, Change | None]:
    """The link and its change, for an action that records more than this. Within the caller's transaction."""
    _check(source, target, relation)
    tie, made = Link.objects.get_or_create(
        source=source,
        target=target,
        relation=relation,
        defaults={
            "workspace": source.workspace,
            "weight": weight,
            "origin": origin,
            "confidence": confidence,
            "created_by": by.user,
            "created_at": now,
        },
    )
    return tie, created(tie) if made else None


@transaction.atomic
def unlink(*, tie: Link, by: Actor, now: datetime) -> None:
    change = removed(tie)
    source, target = tie.source, tie.target
    tie.delete()
    sentence = f"Untied {source.called} from {target.called}."
    record_on(source, by=by, now=now, verb="unlinked", sentence=sentence, changes=[change])


def _check(source: Item, target: Item, relation: str) -> None:
    if source.workspace_id != target.workspace_id:
        raise Invalid("Nothing crosses workspaces.", field="target")
    if source.pk == target.pk:
        raise Invalid(f"{source.called} cannot be tied to itself.", field="target")
    refuse_archived(source, target)
    kind = KINDS[source.kind]
    if not kind.allows(relation, target.kind):
        ways = ", ".join(f"{name} {KINDS[key].label.lower()}" for name, key in kind.links if key in KINDS)
        raise Invalid(f"{kind.label} can: {ways or 'be tied to nothing'}.", field="relation")
    if Relation(relation) in UPWARD and leads_to(start=target, goal=source):
        raise Conflict(f"{target.called} already rests on {source.called}: the thread would run in a circle.")
