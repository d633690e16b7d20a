"""Moving what hangs in the opportunity tree: an opportunity to another outcome, a feature to another opportunity."""

from datetime import datetime

from django.db import transaction

from clew.kit.errors import Invalid
from clew.thread.actions.items import record_on, refuse_archived
from clew.thread.actions.links import tie_items
from clew.thread.models import Item, Link, Relation
from clew.workspaces.actions.events import Actor, removed

WAYS = {"opportunity": Relation.ADVANCES, "feature": Relation.ADDRESSES}
"""By what each kind hangs in the tree."""


@transaction.atomic
def move_item(*, item: Item, source: Item | None, target: Item | None, by: Actor, now: datetime) -> bool:
    """Untie `item` from `source` and tie it to `target`, as one change; None: it hung nowhere, or shall hang nowhere.

    Its other ties stay. False where nothing changed.
    """
    relation = WAYS.get(item.kind)
    if relation is None:
        raise Invalid("Only opportunities and features move in the tree.", field="item")
    if (source and source.pk) == (target and target.pk):
        return False
    refuse_archived(item)
    changes = []
    if target:
        _, change = tie_items(source=item, target=target, relation=relation, by=by, now=now)
        changes.append(change)
    for tie in Link.objects.filter(source=item, target=source, relation=relation) if source else ():
        changes.append(removed(tie))
        tie.delete()
    if not any(changes):
        return False
    record_on(item, by=by, now=now, verb="moved", sentence=_sentence(item, source, target), changes=changes)
    return True


def _sentence(item: Item, source: Item | None, target: Item | None) -> str:
    if target is None:
        return f"Untied {item.called} from {source.called}." if source else f"Left {item.called} where it was."
    return (
        f"Moved {item.called} from {source.called} to {target.called}."
        if source
        else (f"Moved {item.called} to {target.called}.")
    )
