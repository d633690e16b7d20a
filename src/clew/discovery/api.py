"""Opportunities over REST."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from clew.api.frame import Number, Text, answers
from clew.discovery.actions import opportunities as actions
from clew.discovery.models import Opportunity
from clew.discovery.queries.opportunities import Filter, Sort, listing
from clew.discovery.queries.scores import score_of, settings_of
from clew.insights.models import Theme
from clew.insights.queries.reach import reach_of
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.thread.actions.items import archive_item
from clew.thread.models import Item
from clew.workspaces.access import scope_of
from clew.workspaces.models import Role

router = Router(tags=["opportunities"])
ROUTERS = [("/opportunities", router)]

OneToTen = Annotated[int, Field(ge=1, le=10)]
Effort = Annotated[Decimal, Field(gt=0, lt=100_000, decimal_places=2)]
Percent = Annotated[int, Field(ge=0, le=100)]


class OpportunityOut(Schema):
    id: UUID
    ref: str
    number: int
    title: str
    status: str
    owner: str | None
    score: Decimal | None
    notes: int
    voices: int
    accounts: int
    arr: Decimal
    against: int


class ScoreLine(Schema):
    name: str
    how: str
    value: float


class OpportunityDetail(Schema):
    """The score as it is at this moment, with its arithmetic; `missing` names the inputs that nobody typed yet."""

    id: UUID
    ref: str
    number: int
    title: str
    description: str
    status: str
    need: int | None
    urgency: int | None
    risk: int | None
    effort: Decimal | None
    confidence: int | None
    notes: int
    voices: int
    accounts: int
    arr: Decimal
    against: int
    formula: str
    score: float | None
    missing: list[str]
    lines: list[ScoreLine]


class Judged(Schema):
    need: OneToTen | None = None
    urgency: OneToTen | None = None
    risk: OneToTen | None = None
    effort: Effort | None = None
    confidence: Percent | None = None


class OpportunityIn(Judged):
    """`theme` (by number) makes it of that theme; `advances` holds references such as O1 and KR1.2."""

    title: Annotated[Text, Field(max_length=300)] = ""
    description: Annotated[Text, Field(max_length=20_000)] = ""
    theme: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    advances: Annotated[list[Annotated[Text, Field(max_length=24)]], Field(max_length=20)] = []


class OpportunityEdit(Judged):
    title: Annotated[Text | None, Field(min_length=1, max_length=300)] = None
    description: Annotated[Text | None, Field(max_length=20_000)] = None
    status: Annotated[Text | None, Field(max_length=24)] = None


class OpportunityFilter(Schema):
    sort: Sort = Sort.SCORE
    status: Annotated[Text, Field(max_length=24)] = ""
    q: Annotated[Text, Field(max_length=100)] = ""


@router.get("", response=answers(list[OpportunityOut]), summary="Opportunities, the best score first (at most 200)")
def list_opportunities(request: HttpRequest, chosen: Query[OpportunityFilter]) -> Any:
    scope = scope_of(request, Role.READER)
    return listing(workspace=scope.workspace, sort=chosen.sort, chosen=Filter(status=chosen.status, words=chosen.q))


@router.post("", response=answers(OpportunityDetail, 201), summary="Make an opportunity, by hand or of a theme")
def create_opportunity(request: HttpRequest, data: OpportunityIn) -> Any:
    scope, now = scope_of(request, Role.EDITOR), clock.now()
    advances = [scope.get(Item, ref__iexact=ref) for ref in data.advances]
    judged = Judged(**data.dict()).dict(exclude_none=True)
    if data.theme is not None:
        theme = scope.get(Theme.objects.defer("search", "centroid"), number=data.theme, archived_at=None)
        made = actions.create_from_theme(
            theme=theme, title=data.title, owner=scope.user, advances=advances, by=scope.actor, now=now, **judged
        )
    else:
        made = actions.create_opportunity(
            workspace=scope.workspace,
            title=data.title,
            description=data.description,
            advances=advances,
            by=scope.actor,
            now=now,
            **judged,
        )
    return Status(201, _detail(made))


@router.get("/{number}", response=answers(OpportunityDetail), summary="One opportunity with its score's arithmetic")
def read_opportunity(request: HttpRequest, number: Number) -> Any:
    scope = scope_of(request, Role.READER)
    return _detail(scope.get(Opportunity.objects.select_related("workspace").defer("search"), number=number))


@router.patch("/{number}", response=answers(OpportunityDetail), summary="Change an opportunity")
def edit_opportunity(request: HttpRequest, number: Number, data: OpportunityEdit) -> Any:
    scope = scope_of(request, Role.EDITOR)
    item = scope.get(Opportunity.objects.select_related("workspace"), number=number)
    values = data.dict(exclude_unset=True)
    if None in {values.get(name, "") for name in ("title", "description", "status")}:
        raise Invalid("A title, a description and a status are texts.", field="title")
    return _detail(actions.edit_opportunity(opportunity=item, by=scope.actor, now=clock.now(), **values))


@router.delete("/{number}", response=answers(None, 204), summary="Archive an opportunity")
def archive_opportunity(request: HttpRequest, number: Number) -> Any:
    scope = scope_of(request, Role.EDITOR)
    archive_item(item=scope.get(Opportunity, number=number), by=scope.actor, now=clock.now())
    return Status(204, None)


def _detail(item: Opportunity) -> dict[str, Any]:
    reach = reach_of(item_id=item.pk, today=timezone.localdate(clock.now()))
    found = score_of(item, reach, settings_of(item.workspace))
    columns = (
        "id",
        "ref",
        "number",
        "title",
        "description",
        "status",
        "need",
        "urgency",
        "risk",
        "effort",
        "confidence",
    )
    counts = ("notes", "voices", "accounts", "arr", "against")
    return {
        **{name: getattr(item, name) for name in columns},
        **{name: getattr(reach, name) for name in counts},
        "formula": found.formula,
        "score": found.value,
        "missing": list(found.missing),
        "lines": [vars(line) for line in found.lines],
    }
