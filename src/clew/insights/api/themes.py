"""Themes over REST."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from clew.api.frame import Number, Text, answers
from clew.insights.actions import themes
from clew.insights.models import Note, Theme, ThemeSplit
from clew.insights.queries.theme_splits import newest_split
from clew.insights.queries.themes import Choice, Weight, ranked
from clew.kit import clock
from clew.kit.errors import Invalid, NotFound
from clew.workspaces.access import scope_of
from clew.workspaces.models import Role

router = Router(tags=["themes"])


class ThemeOut(Schema):
    """`trend` is the change of the last six weeks against the six before: .38 is 38% more."""

    number: int
    name: str
    words: list[str]
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


class Merging(Schema):
    """The themes to merge into this one, by number."""

    others: Annotated[list[Number], Field(min_length=1, max_length=50)]


class Moving(Schema):
    """Notes of this theme, by number, and the theme to move them to."""

    notes: Annotated[list[Number], Field(min_length=1, max_length=themes.MOST)]
    to: Number


class Moved(Schema):
    moved: int


class HalfOut(Schema):
    name: str
    words: list[str]
    notes: int


class SplitOut(Schema):
    """`status`: waiting, running, done or failed. `halves`: the larger first, once it is done."""

    status: str
    message: str
    halves: list[HalfOut]

    @staticmethod
    def resolve_halves(split: ThemeSplit) -> list[dict[str, Any]]:
        return [{**half, "notes": len(half["notes"])} for half in split.halves]


class Splitting(Schema):
    """Names for the half that stays and for the new theme."""

    first: Annotated[Text, Field(min_length=1, max_length=120)]
    second: Annotated[Text, Field(min_length=1, max_length=120)]


@router.post("/{number}/merge", response=answers(ThemeDetail), summary="Merge other themes into this one")
def merge(request: HttpRequest, number: Number, data: Merging) -> Any:
    scope = scope_of(request, Role.EDITOR)
    into = scope.get(Theme, number=number)
    others = [scope.get(Theme, number=other) for other in dict.fromkeys(data.others)]
    themes.merge_themes(into=into, others=others, by=scope.actor, now=clock.now())
    return into


@router.post("/{number}/move", response=answers(Moved), summary="Move notes of this theme to another one")
def move(request: HttpRequest, number: Number, data: Moving) -> Any:
    scope = scope_of(request, Role.EDITOR)
    source, target = scope.get(Theme, number=number), scope.get(Theme, number=data.to)
    notes = [scope.get(Note.objects.defer("search"), number=note) for note in dict.fromkeys(data.notes)]
    return {"moved": themes.move_notes(notes=notes, source=source, target=target, by=scope.actor, now=clock.now())}


@router.post("/{number}/halves", response=answers(SplitOut, 202), summary="Look for the two halves of a theme")
def look_for_halves(request: HttpRequest, number: Number) -> Any:
    """In the background; read them with GET."""
    theme = scope_of(request, Role.EDITOR).get(Theme, number=number)
    return Status(202, themes.ask_for_split(theme=theme, now=clock.now()))


@router.get("/{number}/halves", response=answers(SplitOut), summary="The proposed halves of a theme")
def read_halves(request: HttpRequest, number: Number) -> Any:
    return _proposal(scope_of(request, Role.READER).get(Theme.objects.defer("search", "centroid"), number=number))


@router.post("/{number}/split", response=answers(ThemeDetail, 201), summary="Split a theme as proposed")
def split(request: HttpRequest, number: Number, data: Splitting) -> Any:
    """Answers with the new theme."""
    scope = scope_of(request, Role.EDITOR)
    proposal = _proposal(scope.get(Theme, number=number))
    return Status(201, themes.split_theme(proposal=proposal, by=scope.actor, now=clock.now(), **data.dict()))


def _proposal(theme: Theme) -> ThemeSplit:
    if found := newest_split(theme=theme):
        return found
    raise NotFound("Nobody has looked for the halves of this theme yet. Ask for them first.")
