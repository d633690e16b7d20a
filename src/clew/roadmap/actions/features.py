"""Features: made, tied to what they serve, moved between now, next and later."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from clew.kit.errors import Invalid
from clew.roadmap.models import Feature, Horizon
from clew.thread.actions.items import create_item, edit_item, record_on
from clew.thread.actions.links import tie_items
from clew.thread.models import Item, Relation
from clew.workspaces.actions.events import Actor
from clew.workspaces.models import User, Workspace

SERVES = {"opportunity": Relation.ADDRESSES, "key_result": Relation.ADVANCES, "objective": Relation.ADVANCES}
"""How a feature is tied to each kind that it can serve."""


@transaction.atomic
def create_feature(
    *,
    workspace: Workspace,
    title: str,
    by: Actor,
    now: datetime,
    description: str = "",
    owner: User | None = None,
    horizon: str = Horizon.LATER,
    team: str = "",
    effort: Decimal | None = None,
    status: str = "open",
    serves: Sequence[Item] = (),
    wanted: int = 0,
) -> Feature:
    """A feature, tied to the opportunities, key results or objectives it serves. Without any it is a loose end."""
    _check(horizon=horizon, effort=effort)
    feature, changes = create_item(
        Feature,
        workspace=workspace,
        title=title,
        by=by,
        now=now,
        owner=owner,
        description=description.strip(),
        horizon=horizon,
        team=team.strip()[:60],
        effort=effort,
        status=status,
        wanted=wanted,
    )
    for target in serves:
        _, change = tie_items(source=feature, target=target, relation=SERVES[target.kind], by=by, now=now)
        changes += [change] if change else []
    sentence = f"Made {feature.called}: {feature.title}."
    record_on(feature, by=by, now=now, verb="created", sentence=sentence, changes=changes)
    return feature


@transaction.atomic
def edit_feature(*, feature: Feature, by: Actor, now: datetime, **values: Any) -> Feature:
    _check(horizon=values.get("horizon", feature.horizon), effort=values.get("effort", feature.effort))
    return edit_item(item=feature, by=by, now=now, **values)


def _check(*, horizon: str, effort: Decimal | None) -> None:
    if horizon not in Horizon.values:
        raise Invalid(f"Choose one of {', '.join(Horizon.values)}.", field="horizon")
    if effort is not None and not 0 < effort < 100_000:
        raise Invalid("Effort is a number of person-weeks above 0.", field="effort")
