"""The opportunity tree: outcomes, the opportunities that serve one of them, the features that address those."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from clew.kit.rows import rows
from clew.thread.queries.walk import COLUMNS, Bead
from clew.workspaces.models import Workspace

LIMIT = 40
"""Opportunities that one outcome shows; the list has them all."""

TARGETS = 300
"""What a page to move something offers."""

LIVING = """i.workspace_id = %(workspace)s and i.kind = 'opportunity' and i.archived_at is null
  and i.status not in ('dropped', 'served')"""
SERVES_NOTHING = """not exists (
  select from thread_link l join thread_item t on t.id = l.target_id
  where l.source_id = i.id and l.relation = 'advances' and t.archived_at is null)"""


@dataclass(frozen=True)
class Leaf(Bead):
    """Work that addresses the opportunity `need`."""

    need: UUID


@dataclass
class Branch:
    id: UUID
    number: int
    ref: str
    title: str
    score: Decimal | None
    notes: int
    arr: Decimal
    features: list[Leaf] = field(default_factory=list)


def count_opportunities(*, workspace: Workspace) -> dict[UUID | None, int]:
    """How many living opportunities advance each objective or key result directly; None: how many advance nothing."""
    sql = f"""
        select l.target_id as outcome, count(distinct i.id) as n
        from thread_item i join thread_link l on l.source_id = i.id and l.relation = 'advances' where {LIVING} group by 1
        union all
        select null, count(*) from thread_item i where {LIVING} and {SERVES_NOTHING}"""
    return {row["outcome"]: row["n"] for row in rows(sql, {"workspace": workspace.id}, dict)}


def branches(*, workspace: Workspace, outcome: UUID | None) -> list[Branch]:
    """The living opportunities that advance `outcome` directly (None: that advance nothing), the best score first, with
    the features that address each. Two statements.
    """
    ties = "exists (select from thread_link l where l.source_id = i.id and l.relation = 'advances' and l.target_id = %(outcome)s)"
    sql = f"""
        select i.id, i.number, i.ref, i.title, o.score, coalesce(r.notes, 0) as notes, coalesce(r.arr, 0) as arr
        from discovery_opportunity o join thread_item i on i.id = o.item_ptr_id
        left join insights_reach r on r.item_id = i.id
        where {LIVING} and {ties if outcome else SERVES_NOTHING}
        order by o.score desc nulls last, coalesce(r.arr, 0) desc, i.number limit %(limit)s"""
    found = rows(sql, {"workspace": workspace.id, "outcome": outcome, "limit": LIMIT}, Branch)
    by_id = {branch.id: branch for branch in found}
    for leaf in _features(list(by_id)):
        by_id[leaf.need].features.append(leaf)
    return found


def move_targets(*, workspace: Workspace, kind: str) -> list[Bead]:
    """What an item of this kind can hang under: the aims for an opportunity, the opportunities for a feature."""
    kinds = ["objective", "key_result"] if kind == "opportunity" else ["opportunity"]
    sql = f"""
        select {COLUMNS} from thread_item i
        where i.workspace_id = %(workspace)s and i.kind = any(%(kinds)s) and i.archived_at is null
          and i.status not in ('dropped', 'served', 'closed')
        order by i.kind desc, i.number limit %(limit)s"""
    return rows(sql, {"workspace": workspace.id, "kinds": kinds, "limit": TARGETS}, Bead)


def _features(needs: Sequence[UUID]) -> list[Leaf]:
    sql = f"""
        select l.target_id as need, {COLUMNS} from thread_link l join thread_item i on i.id = l.source_id
        where l.target_id = any(%(needs)s) and l.relation = 'addresses' and i.archived_at is null
        order by i.number"""
    return rows(sql, {"needs": list(needs)}, Leaf)
