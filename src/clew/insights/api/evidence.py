"""Evidence over REST."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from clew.api.frame import Text, answers
from clew.insights.actions import evidence
from clew.insights.actions.evidence import Passage, Tie
from clew.insights.models import Note, Stance, Theme
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.thread.models import Item
from clew.workspaces.access import scope_of
from clew.workspaces.models import Role

router = Router(tags=["evidence"])


class EvidenceIn(Schema):
    """One of `note` (with `start` and `end` for a passage, in code points) and `theme`, both by number."""

    item: Annotated[Text, Field(min_length=1, max_length=24, description="The item's reference, such as OP-31")]
    note: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    theme: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    start: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None
    end: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    stance: Stance = Stance.FOR
    importance: Annotated[int, Field(ge=0, le=3)] = 1


class EvidenceOut(Schema):
    id: UUID
    item: str
    stance: str
    importance: int

    @staticmethod
    def resolve_item(row: Any) -> str:
        return str(row.item.ref)


@router.post("", response=answers(EvidenceOut, 201), summary="Tie customers' words to an item")
def create_evidence(request: HttpRequest, data: EvidenceIn) -> Any:
    scope = scope_of(request, Role.EDITOR)
    item = scope.get(Item, ref__iexact=data.item)
    if (data.note is None) == (data.theme is None):
        raise Invalid("Name a note or a theme, one of them.", field="note")
    if (data.start is None) != (data.end is None):
        raise Invalid("A passage has a start and an end.", field="start")
    source: Note | Theme | Passage
    if data.theme is not None:
        source = scope.get(Theme, number=data.theme)
    else:
        source = scope.get(Note, number=data.note)
        if data.start is not None and data.end is not None:
            source = Passage(source, data.start, data.end)
    tie = Tie(stance=data.stance, importance=data.importance)
    return Status(201, evidence.link_evidence(item=item, source=source, by=scope.actor, now=clock.now(), tie=tie))
