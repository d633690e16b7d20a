"""How much was said, by how many."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from clew.insights.models import Note
from clew.kit.rows import one_row, rows
from clew.workspaces.models import Workspace


@dataclass(frozen=True)
class NoteCounts:
    """Notes without repeats, ever and since then."""

    notes: int
    recent: int
    repeats: int


def note_counts(*, workspace: Workspace, since: datetime) -> NoteCounts:
    sql = """
        select count(*) filter (where duplicate_of_id is null) as notes,
          count(*) filter (where duplicate_of_id is null and is_dated and said_at >= %(since)s) as recent,
          count(*) filter (where duplicate_of_id is not null) as repeats
        from insights_note where workspace_id = %(workspace)s"""
    return one_row(sql, {"workspace": workspace.id, "since": since}, NoteCounts)


def has_notes(*, workspace: Workspace) -> bool:
    return Note.objects.filter(workspace=workspace).exists()


@dataclass(frozen=True)
class _Revenue:
    arr: Decimal


def top_revenues(*, workspace: Workspace, limit: int = 9) -> list[Decimal]:
    """The revenue of the largest accounts that said anything."""
    sql = """
        select a.arr from insights_account a where a.workspace_id = %(workspace)s and a.arr is not null
          and exists (select from insights_note n where n.workspace_id = a.workspace_id and n.account_id = a.id)
        order by a.arr desc limit %(limit)s"""
    return [row.arr for row in rows(sql, {"workspace": workspace.id, "limit": limit}, _Revenue)]
