"""Mission, objectives, key results and readings over REST."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from clew.api.frame import Number, Text, answers
from clew.kit import clock
from clew.kit.errors import NotFound
from clew.strategy.actions import objectives as actions
from clew.strategy.models import KeyResult, KeyResultKind, Objective
from clew.strategy.queries import objectives as queries
from clew.strategy.queries.statements import current
from clew.thread.actions.items import archive_item, edit_item
from clew.workspaces.access import Scope, scope_of
from clew.workspaces.models import Role

router = Router(tags=["objectives"])
strategy_router = Router(tags=["strategy"])
ROUTERS = [("/objectives", router), ("/strategy", strategy_router)]

LARGEST = Decimal(10) ** 12
Value = Annotated[Decimal, Field(ge=-LARGEST, le=LARGEST, decimal_places=4)]


class StatementOut(Schema):
    mission: str | None
    vision: str | None


class KeyResultOut(Schema):
    """`progress` is the share of the way from baseline to target; null while nothing was read."""

    ref: str
    title: str
    measure: str
    unit: str
    baseline: Decimal
    target: Decimal
    due_on: date
    current: Decimal | None
    read_on: date | None
    progress: float | None
    is_met: bool


class ObjectiveOut(Schema):
    ref: str
    number: int
    title: str
    description: str
    status: str
    period: str
    owner: str | None
    notes: int
    accounts: int
    arr: Decimal
    key_results: list[KeyResultOut]


class ObjectiveIn(Schema):
    title: Annotated[Text, Field(min_length=1, max_length=300)]
    description: Annotated[Text, Field(max_length=20_000)] = ""


class KeyResultIn(Schema):
    title: Annotated[Text, Field(min_length=1, max_length=300)]
    measure: KeyResultKind
    baseline: Value
    target: Value
    due_on: date
    unit: Annotated[Text, Field(max_length=24)] = ""


class ReadingIn(Schema):
    value: Value
    taken_on: date | None = None
    comment: Annotated[Text, Field(max_length=300)] = ""


@strategy_router.get("", response=answers(StatementOut), summary="Mission and vision")
def read_strategy(request: HttpRequest) -> Any:
    scope = scope_of(request, Role.READER)
    found = current(workspace=scope.workspace, today=timezone.localdate(clock.now()))
    return {kind: found[kind].text if kind in found else None for kind in ("mission", "vision")}


@router.get("", response=answers(list[ObjectiveOut]), summary="Every living objective with its key results")
def list_objectives(request: HttpRequest) -> Any:
    return queries.objectives(workspace=scope_of(request, Role.READER).workspace)


@router.post("", response=answers(ObjectiveOut, 201), summary="Make an objective, in the current period")
def create_objective(request: HttpRequest, data: ObjectiveIn) -> Any:
    scope, now = scope_of(request, Role.EDITOR), clock.now()
    today = timezone.localdate(now)
    period = queries.current_period(workspace=scope.workspace, today=today)
    if period is None:
        name, starts, ends = actions.half_year(today)
        period = actions.find_or_create_period(
            workspace=scope.workspace, name=name, starts_on=starts, ends_on=ends, by=scope.actor, now=now
        )
    made = actions.create_objective(
        workspace=scope.workspace, period=period, by=scope.actor, now=now, owner=scope.user, **data.dict()
    )
    return Status(201, _row(scope, made))


@router.get("/{number}", response=answers(ObjectiveOut), summary="One objective")
def read_objective(request: HttpRequest, number: Number) -> Any:
    scope = scope_of(request, Role.READER)
    return _row(scope, scope.get(Objective, number=number))


@router.patch("/{number}", response=answers(ObjectiveOut), summary="Change an objective")
def edit_objective(request: HttpRequest, number: Number, data: ObjectiveIn) -> Any:
    scope = scope_of(request, Role.EDITOR)
    item = scope.get(Objective, number=number, archived_at=None)
    values = data.dict(exclude_unset=True)
    return _row(scope, edit_item(item=item, by=scope.actor, now=clock.now(), **values))


@router.delete("/{number}", response=answers(None, 204), summary="Archive an objective")
def archive_objective(request: HttpRequest, number: Number) -> Any:
    scope = scope_of(request, Role.EDITOR)
    archive_item(item=scope.get(Objective, number=number), by=scope.actor, now=clock.now())
    return Status(204, None)


@router.post("/{number}/key-results", response=answers(KeyResultOut, 201), summary="Give an objective a key result")
def create_key_result(request: HttpRequest, number: Number, data: KeyResultIn) -> Any:
    scope = scope_of(request, Role.EDITOR)
    parent = scope.get(Objective, number=number)
    made = actions.create_key_result(objective=parent, by=scope.actor, now=clock.now(), **data.dict())
    return Status(201, queries.key_results(only=[made.pk])[0])


@router.post("/key-results/{ref}/readings", response=answers(KeyResultOut, 201), summary="Read a key result")
def create_reading(request: HttpRequest, ref: Annotated[Text, Field(max_length=24)], data: ReadingIn) -> Any:
    scope, now = scope_of(request, Role.EDITOR), clock.now()
    key_result = scope.get(KeyResult, ref__iexact=ref, archived_at=None)
    actions.add_reading(
        key_result=key_result,
        value=data.value,
        taken_on=data.taken_on or timezone.localdate(now),
        comment=data.comment,
        by=scope.actor,
        now=now,
    )
    return Status(201, queries.key_results(only=[key_result.pk])[0])


def _row(scope: Scope, item: Objective) -> Any:
    found = queries.objectives(workspace=scope.workspace, only=[item.pk])
    if not found:
        raise NotFound(f"{item.called} is archived.")
    return found[0]
