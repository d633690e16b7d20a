"""Where the weeks go: the person-weeks of the features in play, by the objective that they serve."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from clew.kit.rows import rows
from clew.sharing.queries.marks import Mark
from clew.strategy.queries.objectives import ObjectiveRow
from clew.thread.queries.walk import UPWARD_VALUES
from clew.ui.figures.meters import TINTS, Part
from clew.workspaces.models import Workspace

WEEKS = """
with recursive edges as materialized (
  select source_id, target_id from thread_link where workspace_id = %(workspace)s and relation = any(%(relations)s)
  union all
  select id, parent_id from thread_item where workspace_id = %(workspace)s and parent_id is not null),
up(root, effort, id) as (
  select i.id, f.effort, i.id from roadmap_feature f join thread_item i on i.id = f.item_ptr_id
  where i.workspace_id = %(workspace)s and i.archived_at is null and f.horizon <> 'shipped'
    and i.status not in ('done', 'dropped')
  union
  select u.root, u.effort, e.target_id from up u join edges e on e.source_id = u.id where u.effort is not null),
served as (
  select u.effort, array_agg(i.id) filter (where i.id is not null) as objectives
  from up u left join thread_item i on i.id = u.id and i.kind = 'objective' and i.archived_at is null
  group by u.root, u.effort)
select o.objective, count(*) filter (where s.effort is null) as unsized, count(s.effort) as sized,
  coalesce(sum(s.effort / coalesce(cardinality(s.objectives), 1)), 0) as weeks
from served s left join lateral unnest(s.objectives) o(objective) on true group by o.objective"""


@dataclass(frozen=True)
class _Row:
    objective: UUID | None
    unsized: int
    sized: int
    weeks: Decimal


@dataclass(frozen=True)
class Work:
    """`shares`: percent of all weeks by objective of this period; `parts`: the same as a drawing, with what is left.

    A feature that serves several objectives is shared out evenly. `unsized` features have no effort and are left out.
    """

    weeks: Decimal
    unsized: int
    shares: dict[UUID, int]
    parts: list[Part]


@lru_cache(maxsize=64)
def _weeks(workspace: Workspace, _mark: Mark) -> list[_Row]:
    """Kept until the mark moves: it walks up from every feature."""
    return rows(WEEKS, {"workspace": workspace.id, "relations": UPWARD_VALUES}, _Row)


def share_of_work(*, workspace: Workspace, objectives: Sequence[ObjectiveRow], at: Mark) -> Work:
    """One statement, none where nothing happened since the last time."""
    found = _weeks(workspace, at)
    weeks = {row.objective: row.weeks for row in found}
    total = sum(weeks.values(), Decimal(0))
    unsized = sum(row.unsized for row in found)
    here = [(row, weeks.pop(row.id, Decimal(0))) for row in objectives]
    unaligned = weeks.pop(None, Decimal(0))
    others = sum(weeks.values(), Decimal(0))
    parts = [Part(row.ref, float(part), TINTS[place % len(TINTS)]) for place, (row, part) in enumerate(here)]
    parts += [Part("Other periods", float(others), "quiet"), Part("Unaligned", float(unaligned), "loose")]
    shares = {row.id: round(100 * part / total) for row, part in here} if total else {}
    return Work(total, unsized, shares, parts if total else [])
