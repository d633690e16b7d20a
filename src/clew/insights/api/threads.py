"""The thread of any item over REST: why it exists, and who asked for it."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from clew.api.frame import Text, answers
from clew.insights.queries import voices
from clew.insights.queries.reach import reach_of
from clew.kit import clock
from clew.thread.models import Item
from clew.thread.queries.loose_ends import of_subject
from clew.thread.queries.roots import root_of
from clew.thread.queries.walk import Bead, above, below
from clew.workspaces.access import scope_of
from clew.workspaces.models import Role

router = Router(tags=["threads"])


class BeadOut(Schema):
    ref: str
    kind: str
    title: str
    status: str


class ReachOut(Schema):
    notes: int
    voices: int
    accounts: int
    arr: Decimal
    against: int


class QuoteOut(Schema):
    """`words` are read from the note at this moment; `is_broken` says that the note changed since."""

    note: int
    words: str
    speaker: str
    stance: str
    is_broken: bool
    evidence_id: UUID | None


class LooseOut(Schema):
    rule: str
    label: str
    sentence: str


class ThreadOut(Schema):
    """`why` leads from the mission down to the item, `work` is everything that serves it."""

    item: BeadOut
    mission: str | None
    why: list[BeadOut]
    work: list[BeadOut]
    reach: ReachOut
    quotes: list[QuoteOut]
    loose_ends: list[LooseOut]


@router.get("/{ref}", response=answers(ThreadOut), summary="An item’s thread, up to the mission and down to the words")
def read_thread(request: HttpRequest, ref: Annotated[Text, Field(min_length=1, max_length=24)]) -> Any:
    scope = scope_of(request, Role.READER)
    item = scope.get(Item.objects.defer("search"), ref__iexact=ref)
    today = timezone.localdate(clock.now())
    root = root_of(workspace=scope.workspace, today=today)
    loose = of_subject(workspace=scope.workspace, subject_id=item.pk, kind=item.kind)
    return {
        "item": _bead(item),
        "mission": root.name if root else None,
        "why": [_bead(bead) for bead in above(item_id=item.pk)],
        "work": [_bead(bead) for bead in below(item_id=item.pk)],
        "reach": reach_of(item_id=item.pk, today=today),
        "quotes": [_quote(voice) for voice in voices.direct(item_id=item.pk)],
        "loose_ends": [{"rule": rule.key, "label": rule.label, "sentence": found.sentence} for rule, found in loose],
    }


def _bead(bead: Bead | Item) -> dict[str, str]:
    return {"ref": bead.ref, "kind": bead.kind, "title": bead.title, "status": bead.status}


def _quote(voice: voices.Voice) -> dict[str, Any]:
    columns = ("words", "speaker", "stance", "is_broken", "evidence_id")
    return {"note": voice.number, **{name: getattr(voice, name) for name in columns}}
