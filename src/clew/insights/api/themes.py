"""Themes over REST."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from clew.api.frame import Number, Text, answers
from clew.insights.actions import themes
from clew.insights.models import Theme
from clew.insights.queries.themes import Choice, Weight, ranked
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.workspaces.access import scope_of
from clew.workspaces.models import Role

router = Router(tags=["themes"])


class ThemeOut(Schema):
    """`trend` is the change of the last six weeks against the six before: .38 is 38% more."""

    number: int
    name: str
    notes: int
    voices: int
    accounts: int
    arr: Decimal
    weekly: list[int]
    trend: float | None
    is_rising: bool
    serves: list[str]


class ThemeDetail(Schema):
    number: int
    ref: str
    name: str
    definition: str
    words: list[str]
    origin: str
    muted: bool

    @staticmethod
    def resolve_muted(theme: Theme) -> bool:
        return theme.muted_at is not None


class ThemeIn(Schema):
    name: Annotated[Text, Field(min_length=1, max_length=120)]
    definition: Annotated[Text, Field(max_length=1000)] = ""


class ThemeFilter(Schema):
    days: Annotated[int, Field(description="30, 90, 365, or 0 for all time")] = 90
    segment: Annotated[Text, Field(max_length=80)] = ""
    weight: Weight = Weight.REVENUE


@router.get("", response=answers(list[ThemeOut]), summary="Themes, the heaviest first")
def list_themes(request: HttpRequest, chosen: Query[ThemeFilter]) -> Any:
    scope = scope_of(request, Role.READER)
    if chosen.days not in {0, 30, 90, 365}:
        raise Invalid("Days are 30, 90, 365, or 0 for all time.", field="days")
    choice = Choice(days=chosen.days, segment=chosen.segment, weight=chosen.weight)
    rows = ranked(workspace=scope.workspace, choice=choice, today=timezone.localdate(clock.now()))
    return [{**vars(row), "serves": [bead.ref for bead in row.serves]} for row in rows]


@router.post("", response=answers(ThemeDetail, 201), summary="Make a theme by hand")
def create_theme(request: HttpRequest, data: ThemeIn) -> Any:
    scope = scope_of(request, Role.EDITOR)
    return Status(201, themes.create_theme(workspace=scope.workspace, by=scope.actor, now=clock.now(), **data.dict()))


@router.get("/{number}", response=answers(ThemeDetail), summary="One theme")
def read_theme(request: HttpRequest, number: Number) -> Any:
    return scope_of(request, Role.READER).get(Theme.objects.defer("search", "centroid"), number=number)


@router.patch("/{number}", response=answers(ThemeDetail), summary="Rename a theme or define it")
def edit_theme(request: HttpRequest, number: Number, data: ThemeIn) -> Any:
    scope = scope_of(request, Role.EDITOR)
    theme = scope.get(Theme, number=number)
    return themes.edit_theme(theme=theme, by=scope.actor, now=clock.now(), **data.dict())
