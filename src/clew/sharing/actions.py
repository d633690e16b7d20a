"""What the brief does before it is read, and what a new workspace does first."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from clew.insights.actions.rollups import refresh_rollups
from clew.sharing.queries.marks import Mark, mark
from clew.strategy.actions.objectives import create_key_result, create_objective, find_or_create_period, half_year
from clew.strategy.models import KeyResultKind, Objective
from clew.strategy.queries.objectives import current_period
from clew.thread.actions.loose_ends import refresh_loose_ends
from clew.workspaces.actions.events import Actor
from clew.workspaces.models import Workspace

_LOOKED: dict[UUID, tuple[date, Mark]] = {}
"""The mark of each workspace when this process looked last."""


def look_again(*, workspace: Workspace, now: datetime) -> None:
    """Loose ends as of this moment: the brief must not tell of one that was tied a second ago.

    Where nothing happened since this process looked last, there is nothing to look for.
    """
    reached = (now.date(), mark(workspace=workspace))
    if _LOOKED.get(workspace.pk) != reached:
        refresh_loose_ends(workspace=workspace, now=now)
        _LOOKED[workspace.pk] = reached


def count_again(*, workspace: Workspace, now: datetime) -> None:
    """Every count and loose end as of this moment, for a reader who has no worker running."""
    refresh_rollups(workspace=workspace, now=now)
    refresh_loose_ends(workspace=workspace, now=now)


@transaction.atomic
def start_with(
    *,
    workspace: Workspace,
    title: str,
    key_result: str,
    baseline: Decimal,
    target: Decimal,
    due_on: date,
    by: Actor,
    now: datetime,
) -> Objective:
    """The first objective with its key result, in the current half-year."""
    period = current_period(workspace=workspace, today=now.date())
    if period is None:
        name, starts, ends = half_year(now.date())
        period = find_or_create_period(workspace=workspace, name=name, starts_on=starts, ends_on=ends, by=by, now=now)
    objective = create_objective(workspace=workspace, title=title, period=period, by=by, now=now, owner=by.user)
    measure = KeyResultKind.INCREASE if target > baseline else KeyResultKind.DECREASE
    create_key_result(
        objective=objective,
        title=key_result,
        measure=measure if target != baseline else KeyResultKind.STAY_ABOVE,
        baseline=baseline,
        target=target,
        due_on=due_on,
        by=by,
        now=now,
    )
    return objective
