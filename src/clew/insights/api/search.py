"""Search over REST."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from clew.api.frame import Text, answers
from clew.api.paging import Cursor
from clew.insights.models import Note
from clew.insights.queries.search import Match, Search, Sort, find, point_of
from clew.insights.queries.search.meaning import point_for
from clew.insights.queries.search.showing import Result, results
from clew.kit import clock
from clew.workspaces.access import Scope, scope_of
from clew.workspaces.models import Role

router = Router(tags=["search"])


class HitOut(Schema):
    """`found_by`: words of the query stand in the note, or it only means the same. `passage` is the part to read."""

    ref: str
    number: int
    score: float
    found_by: Literal["words", "meaning"]
    cosine: float | None
    passage: str
    matches: list[str]
    said_at: datetime
    is_dated: bool
    channel: str
    account: str | None
    person: str | None
    theme: str | None


class ValueOut(Schema):
    key: str
    label: str
    count: int


class FacetOut(Schema):
    """What the search can be narrowed to: the parameter `name` takes a value's `key`."""

    name: str
    label: str
    values: list[ValueOut]


class SearchOut(Schema):
    """`meaning` is false when words alone were compared. `whole`: notes that hold every word of the query."""

    found: int
    whole: int
    by_words: int
    accounts: int
    arr: Decimal
    meaning: bool
    facets: list[FacetOut]
    results: list[HitOut]
    next: str | None = None


class SearchQuery(Cursor):
    """Words, "phrases", -exclusions and OR in `q`; or `like`, a note's number, for notes that resemble it."""

    q: Annotated[Text, Field(max_length=300)] = ""
    like: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    match: Literal["", "words", "meaning"] = ""
    channel: UUID | None = None
    account: UUID | None = None
    segment: Annotated[Text, Field(max_length=80)] = ""
    arr: Literal["", "none", "10", "50", "100", "more"] = ""
    rating: Annotated[str, Field(pattern=r"^(\d{1,4}|none)?$")] = ""
    mood: Literal["", "-1", "0", "1", "none"] = ""
    kind: Annotated[Text, Field(max_length=10)] = ""
    language: Annotated[Text, Field(max_length=8)] = ""
    theme: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    days: Literal[7, 30, 90, 365] | None = None
    since: date | None = None
    until: Annotated[date | None, Field(lt=date(9000, 1, 1))] = None
    sort: Literal["relevance", "newest"] = "relevance"


@router.get("", response=answers(SearchOut), summary="Notes by words and by meaning, with what they spread over")
def search_notes(request: HttpRequest, asked: Query[SearchQuery]) -> Any:
    scope = scope_of(request, Role.READER)
    return answered(scope, asked, after=asked.after, size=asked.page_size)


def answered(scope: Scope, asked: SearchQuery, *, after: str, size: int) -> dict[str, Any]:
    """The answer to one call: facets and sums are counted on every page."""
    values = asked.dict(exclude={"after", "page_size", "q", "match", "sort"})
    search = Search(text=asked.q.strip(), match=Match(asked.match), sort=Sort(asked.sort), **values)
    if search.like is not None:
        point = point_of(note=scope.get(Note.objects.defer("search"), number=search.like))
    else:
        point = point_for(workspace=scope.workspace, text=search.asked.words)
    found = find(workspace=scope.workspace, search=search, now=clock.now(), point=point, after=after, size=size)
    text = search.text if point and search.like is None else ""
    shown = results(workspace=scope.workspace, hits=found.hits, stems=found.stems, text=text)
    totals = found.totals
    return {
        "found": totals.found,
        "whole": totals.whole if search.asked.words else 0,
        "by_words": totals.by_words if search.asked.words else 0,
        "accounts": totals.accounts,
        "arr": totals.arr,
        "meaning": point is not None,
        "facets": found.facets,
        "results": [hit_out(row) for row in shown],
        "next": found.after or None,
    }


def hit_out(row: Result) -> dict[str, Any]:
    names = ("ref", "number", "passage", "said_at", "is_dated", "channel", "account", "person", "theme")
    return {name: getattr(row, name) for name in names} | {
        "score": float(row.hit.score),
        "found_by": "words" if row.hit.by_words else "meaning",
        "cosine": None if row.hit.cosine is None else round(row.hit.cosine, 4),
        "matches": [piece.words for piece in row.pieces if piece.exact],
    }
