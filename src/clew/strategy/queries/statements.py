"""Mission and vision, as they are and as they were."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from clew.kit.rows import one_row
from clew.strategy.models import Statement, StatementKind
from clew.workspaces.models import Workspace


def current(*, workspace: Workspace, today: date) -> dict[str, Statement]:
    """The wording that counts today, by kind; a kind never stated is missing."""
    found = Statement.objects.filter(workspace=workspace, since__lte=today)
    newest = found.order_by("kind", "-since", "-created_at").distinct("kind").select_related("created_by")
    return {statement.kind: statement for statement in newest}


def wordings(*, workspace: Workspace, kind: str) -> "QuerySet[Statement]":
    """Every wording, the newest first."""
    found = Statement.objects.filter(workspace=workspace, kind=kind).select_related("created_by")
    return found.order_by("-since", "-created_at")


def last_changed(*, workspace: Workspace) -> date | None:
    """The day that a wording, an objective or a key result last changed. Readings change none of them."""
    sql = """
        select max(at) as at from (
          select max(created_at) as at from strategy_statement where workspace_id = %(workspace)s
          union all
          select max(updated_at) from thread_item
          where workspace_id = %(workspace)s and kind in ('objective', 'key_result')) each"""
    at: datetime | None = one_row(sql, {"workspace": workspace.id}, dict)["at"]
    return timezone.localdate(at) if at else None


def mission_knot(workspace: Workspace, today: date) -> tuple[str, date] | None:
    """What the thread shows at its very beginning: the mission's short form, and since when it holds."""
    statement = current(workspace=workspace, today=today).get(StatementKind.MISSION)
    if statement is None:
        return None
    first = wordings(workspace=workspace, kind=StatementKind.MISSION).last()
    return statement.label, (first or statement).since
