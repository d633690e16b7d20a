"""How far a new workspace has come on the way to its first thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from clew.discovery.queries import opportunities as discovery
from clew.insights.queries.counts import has_notes, note_counts
from clew.kit.text import plural
from clew.roadmap.queries import features as roadmap
from clew.strategy.models import Statement, StatementKind
from clew.strategy.queries import objectives as strategy
from clew.strategy.queries.statements import current
from clew.ui.figures.thread import Knot
from clew.workspaces.models import Workspace


def is_new(*, workspace: Workspace) -> bool:
    """Whether the workspace still lacks an objective or a note: the first steps show instead of an empty brief."""
    return not (strategy.has_objectives(workspace=workspace) and has_notes(workspace=workspace))


@dataclass(frozen=True)
class Steps:
    """How far a new workspace has come."""

    mission: Statement | None
    objective: str
    key_results: int
    notes: int
    opportunities: int
    features: int
    knots: list[Knot]

    @property
    def current(self) -> int:
        """The step that comes next: 1 mission, 2 objective, 3 notes, 4 work."""
        return next((number for number, ended in enumerate(self.ended, 1) if not ended), 5)

    @property
    def ended(self) -> tuple[bool, ...]:
        return (self.mission is not None, bool(self.objective), self.notes > 0, self.features > 0)


def steps(*, workspace: Workspace, now: datetime) -> Steps:
    today = timezone.localdate(now)
    mission = current(workspace=workspace, today=today).get(StatementKind.MISSION)
    objectives = strategy.objectives(workspace=workspace)
    notes = note_counts(workspace=workspace, since=now).notes
    opportunities = discovery.total(workspace=workspace, large=Decimal(0)).opportunities
    features = roadmap.total(workspace=workspace).in_play
    first = objectives[0].title if objectives else ""
    key_results = sum(len(objective.key_results) for objective in objectives)
    names = (
        ("Mission", mission.label if mission else "", "#step-1"),
        ("Objective", first, "#step-2"),
        ("Key result", plural(key_results, "key result") if key_results else "", "#step-2"),
        ("Opportunity", f"{opportunities} open" if opportunities else "", _opportunities(workspace)),
        ("Work", plural(features, "feature") if features else "", "#step-4"),
        ("Customers’ words", plural(notes, "note") if notes else "", "#step-3"),
    )
    return Steps(mission, first, key_results, notes, opportunities, features, _first_knots(names))


def _opportunities(workspace: Workspace) -> str:
    return reverse("discovery:opportunities", args=(workspace.slug,))


def _first_knots(names: Sequence[tuple[str, str, str]]) -> list[Knot]:
    """From (kind, name, address): what is there is tied; the first missing knot asks for itself, the rest wait."""
    missing = [kind for kind, name, _ in names if not name]
    knots = []
    for place, (kind, name, href) in enumerate(names):
        is_last = place == len(names) - 1
        follows = not is_last and bool(names[place + 1][1])
        text = name or ("Tie this next" if kind == missing[0] else "None yet")
        knots.append(Knot("why", kind, text, href=href, todo=not name, cut=not is_last and not (name and follows)))
    return knots
