"""What strategy offers everywhere: its page, the mission at the beginning of every thread, new objectives."""

from datetime import date
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from clew.strategy.models import StatementKind
from clew.strategy.queries.statements import mission_knot
from clew.thread.queries import roots
from clew.ui import navigation, palette, subjects
from clew.workspaces.models import Workspace


def mission(workspace: Workspace, today: date) -> roots.Root | None:
    knot = mission_knot(workspace, today)
    if knot is None:
        return None
    name, since = knot
    return roots.Root(name, since, reverse("strategy:strategy", args=(workspace.slug,)))


def new_objective(scope: Any, words: str) -> str:
    address = reverse("strategy:new_objective", args=(scope.workspace.slug,))
    return f"{address}?title={quote(words)}" if words else address


def page_of(workspace: Workspace, kind: str) -> str:
    """A wording's page shows all wordings; a period's is the strategy."""
    if kind in StatementKind.values:
        return reverse("strategy:statement", args=(workspace.slug, kind))
    return reverse("strategy:strategy", args=(workspace.slug,))


roots.provide(mission)
subjects.add(subjects.Source({*StatementKind.values, "period"}, subjects.fixed(page_of)))
navigation.add(navigation.Entry("Direction", 20, "Strategy", "target", "strategy:strategy", "S", on_phone=True))
palette.add_action(
    palette.Action("New objective", "plus", 3, new_objective, words="aim goal okr", titled="New objective called “{}”")
)
