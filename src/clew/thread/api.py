"""Ties between items over REST."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from clew.api.frame import Text, answers
from clew.kit import clock
from clew.thread.actions.links import link, unlink
from clew.thread.models import Item, Link, Relation
from clew.workspaces.access import scope_of
from clew.workspaces.models import Role

router = Router(tags=["links"])
ROUTERS = [("/links", router)]

Ref = Annotated[Text, Field(min_length=1, max_length=24)]


class LinkIn(Schema):
    """Read it from the source: OP-31 advances O1."""

    source: Ref
    relation: Relation
    target: Ref


class LinkOut(Schema):
    id: UUID
    source: str
    relation: str
    target: str
    weight: float
    origin: str

    @staticmethod
    def resolve_source(tie: Link) -> str:
        return tie.source.ref

    @staticmethod
    def resolve_target(tie: Link) -> str:
        return tie.target.ref


@router.post("", response=answers(LinkOut, 201), summary="Tie one item to another")
def create_link(request: HttpRequest, data: LinkIn) -> Any:
    scope = scope_of(request, Role.EDITOR)
    source, target = (scope.get(Item, ref__iexact=ref) for ref in (data.source, data.target))
    return Status(201, link(source=source, target=target, relation=data.relation, by=scope.actor, now=clock.now()))


@router.delete("/{uuid:pk}", response=answers(None, 204), summary="Cut a tie")
def delete_link(request: HttpRequest, pk: UUID) -> Any:
    scope = scope_of(request, Role.EDITOR)
    unlink(
        tie=scope.get(Link.objects.select_related("source", "target", "workspace"), pk=pk),
        by=scope.actor,
        now=clock.now(),
    )
    return Status(204, None)
