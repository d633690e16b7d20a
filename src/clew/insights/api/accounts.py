"""Accounts over REST."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from clew.api.frame import Text, answers
from clew.api.paging import Cursor, Paged
from clew.insights.actions import customers
from clew.insights.models import Account
from clew.insights.queries.accounts_likely import likely
from clew.insights.queries.customers import every, segments
from clew.insights.queries.segments import segments_listed
from clew.kit import clock
from clew.kit.paging import page
from clew.workspaces.access import scope_of
from clew.workspaces.models import Role

Money = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 11, decimal_places=2)]
HealthWord = Literal["", "good", "risk", "bad"]

router = Router(tags=["accounts"])


class AccountOut(Schema):
    id: UUID
    name: str
    domain: str
    segment: str
    plan: str
    arr: Decimal | None
    renews_on: date | None
    owner: str | None
    health: str
    health_reason: str
    external_id: str
    extra: dict[str, Any]

    @staticmethod
    def resolve_owner(account: Account) -> str | None:
        """The address of the member whose account it is."""
        return account.owner.email if account.owner else None


class AccountIn(Schema):
    name: Annotated[Text, Field(min_length=1, max_length=200)]
    domain: Annotated[Text, Field(max_length=200)] = ""
    segment: Annotated[Text, Field(max_length=80)] = ""
    plan: Annotated[Text, Field(max_length=80)] = ""
    arr: Money | None = None
    renews_on: date | None = None
    health: HealthWord = ""
    health_reason: Annotated[Text, Field(max_length=300)] = ""


class AccountEdit(Schema):
    name: Annotated[Text | None, Field(min_length=1, max_length=200)] = None
    domain: Annotated[Text | None, Field(max_length=200)] = None
    segment: Annotated[Text | None, Field(max_length=80)] = None
    plan: Annotated[Text | None, Field(max_length=80)] = None
    arr: Money | None = None
    renews_on: date | None = None
    health: HealthWord | None = None
    health_reason: Annotated[Text | None, Field(max_length=300)] = None


class AccountsAsked(Cursor):
    """`segment`: a segment's name, a rule's or a value's of the imported column."""

    segment: Annotated[Text, Field(max_length=80)] = ""


class SegmentOut(Schema):
    """`rule` in words; a value of the imported column has none of its own."""

    name: str
    description: str
    rule: str
    accounts: int
    people: int
    arr: Decimal
    notes: int

    @staticmethod
    def resolve_rule(row: Any) -> str:
        return str(row.in_words)


class LikelyOut(Schema):
    """Two accounts or people that may be one; `first` said more."""

    kind: str
    reason: str
    first: UUID
    first_name: str
    second: UUID
    second_name: str


@router.get("", response=answers(Paged[AccountOut]), summary="Accounts, by name")
def list_accounts(request: HttpRequest, chosen: Query[AccountsAsked]) -> Any:
    scope = scope_of(request, Role.READER)
    found = every(workspace=scope.workspace, segment=chosen.segment)
    result = page(found, by=("key", "id"), size=chosen.page_size, after=chosen.after, newest_first=False)
    return {"results": result.rows, "next": result.after or None}


@router.post("", response=answers(AccountOut, 201), summary="Add an account")
def create_account(request: HttpRequest, data: AccountIn) -> Any:
    scope = scope_of(request, Role.EDITOR)
    values = data.dict()
    return Status(201, customers.create_account(workspace=scope.workspace, by=scope.actor, now=clock.now(), **values))


@router.get("/segments", response=answers(list[str]), summary="The segments in use")
def list_segments(request: HttpRequest) -> Any:
    return segments(workspace=scope_of(request, Role.READER).workspace)


@router.get(
    "/segments/held", response=answers(list[SegmentOut]), summary="What each segment holds, the most revenue first"
)
def list_held(request: HttpRequest) -> Any:
    return segments_listed(workspace=scope_of(request, Role.READER).workspace)


@router.get("/alike", response=answers(list[LikelyOut]), summary="Accounts and people that may be one")
def list_alike(request: HttpRequest) -> Any:
    return likely(workspace=scope_of(request, Role.READER).workspace)


@router.get("/{uuid:pk}", response=answers(AccountOut), summary="One account")
def read_account(request: HttpRequest, pk: UUID) -> Any:
    return scope_of(request, Role.READER).get(Account.objects.defer("search").select_related("owner"), pk=pk)


@router.patch("/{uuid:pk}", response=answers(AccountOut), summary="Change an account")
def edit_account(request: HttpRequest, pk: UUID, data: AccountEdit) -> Any:
    scope = scope_of(request, Role.EDITOR)
    account = scope.get(Account, pk=pk)
    values = {name: value for name, value in data.dict(exclude_unset=True).items() if value is not None}
    return customers.edit_account(account=account, by=scope.actor, now=clock.now(), **values)
