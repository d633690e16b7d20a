"""Tying customers' words to what we decide."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from clew.insights.actions.notes import find_or_create_quote, mark_triaged
from clew.insights.models import Evidence, Note, Quote, Stance, Theme
from clew.kit.errors import Invalid
from clew.thread.actions.items import record_on, refuse_archived
from clew.thread.models import Item, Origin
from clew.workspaces.actions.events import Actor, Change, created, edit, removed


@dataclass(frozen=True)
class Passage:
    """A range of a note that is to become a quote."""

    note: Note
    start: int
    end: int


@dataclass(frozen=True)
class Tie:
    """How a source speaks to an item."""

    stance: str = Stance.FOR
    importance: int = 1
    origin: str = Origin.PERSON
    confidence: float | None = None


@transaction.atomic
def link_evidence(
    *, item: Item, source: Note | Theme | Passage, by: Actor, now: datetime, tie: Tie | None = None
) -> Evidence:
    """Make a note, a theme or a passage evidence for (or against) an item. The same source twice is one."""
    evidence, changes = tie_evidence(item=item, source=source, by=by, now=now, tie=tie or Tie())
    if changes:
        word = "as evidence against" if evidence.stance == Stance.AGAINST else "to"
        record_on(
            item,
            by=by,
            now=now,
            verb="evidence_linked",
            sentence=f"Tied {_name(source)} {word} {item.called}.",
            changes=changes,
        )
    return evidence


def tie_evidence(
    *, item: Item, source: Note | Theme | Passage, by: Actor, now: datetime, tie: Tie
) -> tuple[Evidence, list[Change]]:
    """The evidence and its changes, for an action that records more than this. Within the caller's transaction."""
    note = source.note if isinstance(source, Passage) else source
    if item.workspace_id != note.workspace_id:
        raise Invalid("Nothing crosses workspaces.", field="item")
    refuse_archived(item)
    if tie.stance not in Stance.values or not 0 <= tie.importance <= 3:
        raise Invalid("A stance is for or against; an importance is 0 to 3.", field="stance")
    changes: list[Change] = []
    key: dict[str, Quote | Note | Theme]
    if isinstance(source, Passage):
        quote, made = find_or_create_quote(note=source.note, start=source.start, end=source.end, by=by, now=now)
        changes += [created(quote)] if made else []
        key = {"quote": quote}
    else:
        key = {"theme": source} if isinstance(source, Theme) else {"note": source}
    values = {"stance": tie.stance, "importance": tie.importance}
    evidence, made = Evidence.objects.get_or_create(
        item=item,
        **key,
        defaults={
            **values,
            "workspace": item.workspace,
            "origin": tie.origin,
            "confidence": tie.confidence,
            "created_by": by.user,
            "created_at": now,
        },
    )
    change = created(evidence) if made else edit(evidence, **values)
    changes += [change] if change else []
    if isinstance(note, Note) and (triaged := mark_triaged(note=note, now=now)):
        changes.append(triaged)
    return evidence, changes


@transaction.atomic
def edit_evidence(*, evidence: Evidence, stance: str, importance: int, by: Actor, now: datetime) -> Evidence:
    if stance not in Stance.values or not 0 <= importance <= 3:
        raise Invalid("A stance is for or against; an importance is 0 to 3.", field="stance")
    if change := edit(evidence, stance=stance, importance=importance):
        item = evidence.item
        sentence = f"Changed how {_name_of(evidence)} speaks to {item.called}."
        record_on(item, by=by, now=now, verb="evidence_edited", sentence=sentence, changes=[change])
    return evidence


@transaction.atomic
def unlink_evidence(*, evidence: Evidence, by: Actor, now: datetime) -> None:
    item, name, change = evidence.item, _name_of(evidence), removed(evidence)
    evidence.delete()
    sentence = f"Untied {name} from {item.called}."
    record_on(item, by=by, now=now, verb="evidence_unlinked", sentence=sentence, changes=[change])


def _name(source: Note | Theme | Passage) -> str:
    if isinstance(source, Theme):
        return f"the theme “{source.name}”"
    return f"a quote from {source.note.ref}" if isinstance(source, Passage) else source.ref


def _name_of(evidence: Evidence) -> str:
    if evidence.theme:
        return _name(evidence.theme)
    if evidence.quote:
        return f"a quote from {evidence.quote.note.ref}"
    return evidence.note.ref if evidence.note else "evidence"
