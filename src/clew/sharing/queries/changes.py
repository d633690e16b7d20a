"""What people changed lately in what they decide: the brief's answer to “what is new?”."""

from dataclasses import dataclass
from datetime import datetime

from clew.strategy.models import StatementKind
from clew.thread.models import KINDS
from clew.ui import subjects
from clew.workspaces.models import Workspace
from clew.workspaces.queries.history import changed_since


@dataclass(frozen=True)
class Changed:
    """`href` is the page of what changed, empty where it has none."""

    sentence: str
    href: str
    at: datetime
    who: str


def changed(*, workspace: Workspace, since: datetime, limit: int) -> list[Changed]:
    """The newest changes of items, mission, vision and periods; what customers said and settings stay in the history."""
    kinds = [*KINDS, *StatementKind.values, "period"]
    events = changed_since(workspace=workspace, since=since, limit=limit, kinds=kinds)
    pages = subjects.pages(workspace, [(event.subject_kind, event.subject_id) for event in events])
    return [
        Changed(
            sentence=event.sentence,
            href=pages.get((event.subject_kind, event.subject_id), ""),
            at=event.at,
            who=event.actor.label if event.actor else "Clew",
        )
        for event in events
    ]
