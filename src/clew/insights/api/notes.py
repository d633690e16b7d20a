"""Notes over REST."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from clew.api.frame import Number, Text, answers
from clew.api.paging import Cursor, Paged
from clew.insights.actions import customers, notes, senses
from clew.insights.actions.channels import find_or_create_channel
from clew.insights.models import Note
from clew.insights.queries.choices import account_by_name
from clew.insights.queries.notes import whole
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.kit.paging import page
from clew.workspaces.access import Scope, scope_of
from clew.workspaces.models import Role

router = Router(tags=["notes"])


class AccountBrief(Schema):
    id: UUID
    name: str


class NoteOut(Schema):
    """`kind` is problem, request, praise, question, other, or blank where nobody can tell; `mood` -1, 0 or 1. `…_by`
    says whose word it is: source, machine or person; `sensed` what the machine found, in percent, whatever counts.
    """

    ref: str
    number: int
    text: str
    title: str
    said_at: datetime
    is_dated: bool
    channel: str
    account: AccountBrief | None
    person: str | None
    rating: Decimal | None
    kind: str
    kind_by: str
    mood: int | None
    mood_by: str
    language: str
    language_by: str
    sensed: dict[str, Any] | None
    url: str
    source_id: str
    extra: dict[str, Any]
    repeats: str | None
    archived: bool

    @staticmethod
    def resolve_channel(note: Note) -> str:
        return note.channel.name

    @staticmethod
    def resolve_kind_by(note: Note) -> str:
        return _said_by(note.kind, note.kind_origin)

    @staticmethod
    def resolve_mood_by(note: Note) -> str:
        return _said_by(note.mood, note.mood_origin)

    @staticmethod
    def resolve_language_by(note: Note) -> str:
        return _said_by(note.language, note.language_origin)

    @staticmethod
    def resolve_person(note: Note) -> str | None:
        return note.person.label if note.person else None

    @staticmethod
    def resolve_repeats(note: Note) -> str | None:
        return note.duplicate_of.ref if note.duplicate_of else None

    @staticmethod
    def resolve_archived(note: Note) -> bool:
        return note.archived_at is not None


class NoteIn(Schema):
    """`account` is a name; one that does not exist yet is refused. `said_at` is now where left out."""

    text: Annotated[Text, Field(min_length=1, max_length=100_000)]
    channel: Annotated[Text, Field(min_length=1, max_length=80)]
    account: Annotated[Text, Field(max_length=200)] = ""
    person: Annotated[Text, Field(max_length=200)] = ""
    email: Annotated[Text, Field(max_length=254)] = ""
    said_at: datetime | None = None
    title: Annotated[Text, Field(max_length=300)] = ""
    url: Annotated[Text, Field(max_length=2000)] = ""


class NoteEdit(Schema):
    text: Annotated[Text, Field(min_length=1, max_length=100_000)]


class NoteCall(Schema):
    """What a person says the note is; what is left out stays. A blank kind and a mood of null: nobody can tell."""

    kind: Literal["problem", "request", "praise", "question", "other", ""] | None = None
    mood: Literal[-1, 0, 1] | None = None


class NoteFilter(Cursor):
    channel: Annotated[Text, Field(max_length=80)] = ""
    account: UUID | None = None
    theme: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    since: date | None = None
    kind: Literal["problem", "request", "praise", "question", "other", ""] = ""
    mood: Literal["-1", "0", "1", ""] = ""
    language: Annotated[Text, Field(max_length=8)] = ""


@router.get("", response=answers(Paged[NoteOut]), summary="Notes, the newest first")
def list_notes(request: HttpRequest, chosen: Query[NoteFilter]) -> Any:
    scope = scope_of(request, Role.READER)
    found = whole(workspace_id=scope.workspace.pk)
    if chosen.channel:
        found = found.filter(channel__name__iexact=chosen.channel)
    if chosen.account:
        found = found.filter(account_id=chosen.account)
    if chosen.theme:
        found = found.filter(places__theme__number=chosen.theme, places__theme__workspace=scope.workspace)
    if chosen.since:
        found = found.filter(said_at__date__gte=chosen.since, is_dated=True)
    for name in ("kind", "mood", "language"):
        if value := getattr(chosen, name):
            found = found.filter(**{name: value})
    result = page(found, by=("said_at", "id"), size=chosen.page_size, after=chosen.after)
    return {"results": result.rows, "next": result.after or None}


@router.post("", response=answers(NoteOut, 201), summary="Write a note down")
def create_note(request: HttpRequest, data: NoteIn) -> Any:
    scope, now = scope_of(request, Role.EDITOR), clock.now()
    account = account_by_name(workspace=scope.workspace, name=data.account) if data.account.strip() else None
    if data.account.strip() and account is None:
        raise Invalid(f"There is no account “{data.account}”. Create it first.", field="account")
    channel = find_or_create_channel(workspace=scope.workspace, name=data.channel, by=scope.actor, now=now)
    person = customers.find_or_create_person(
        workspace=scope.workspace, account=account, name=data.person, email=data.email, now=now
    )
    note = notes.create_note(
        workspace=scope.workspace,
        channel=channel,
        text=data.text,
        account=account,
        person=person,
        said_at=_aware(data.said_at),
        title=data.title,
        url=data.url,
        by=scope.actor,
        now=now,
    )
    return Status(201, note)


@router.get("/{number}", response=answers(NoteOut), summary="One note")
def read_note(request: HttpRequest, number: Number) -> Any:
    return _one(scope_of(request, Role.READER), number)


@router.patch("/{number}", response=answers(NoteOut), summary="Correct the words of a note")
def edit_note(request: HttpRequest, number: Number, data: NoteEdit) -> Any:
    scope = scope_of(request, Role.EDITOR)
    return notes.edit_note(note=_one(scope, number), text=data.text, by=scope.actor, now=clock.now())


@router.post("/{number}/archive", response=answers(NoteOut), summary="Take a note out of the inbox")
def archive_note(request: HttpRequest, number: Number) -> Any:
    scope = scope_of(request, Role.EDITOR)
    note = _one(scope, number)
    notes.archive_note(note=note, by=scope.actor, now=clock.now())
    return note


@router.post("/{number}/call", response=answers(NoteOut), summary="Say what a note is")
def call_note(request: HttpRequest, number: Number, data: NoteCall) -> Any:
    scope, now = scope_of(request, Role.EDITOR), clock.now()
    note = _one(scope, number)
    if "kind" in data.model_fields_set:
        senses.call_kind(note=note, kind=data.kind or "", by=scope.actor, now=now)
    if "mood" in data.model_fields_set:
        senses.call_mood(note=note, mood=data.mood, by=scope.actor, now=now)
    return note


def _said_by(value: object, origin: str) -> str:
    """Nobody's where nothing is said and no person said so."""
    return origin or ("source" if value not in {None, ""} else "")


def _one(scope: Scope, number: int) -> Note:
    return scope.get(whole(workspace_id=scope.workspace.pk), number=number)


def _aware(moment: datetime | None) -> datetime | None:
    """A time without a zone is the workspace's own."""
    if moment is None or timezone.is_aware(moment):
        return moment
    return timezone.make_aware(moment)
