"""Walking the thread: up towards the mission, down towards the work. One statement each; cycles end by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from clew.kit.rows import rows
from clew.thread.models import KINDS, UPWARD, Item, Kind, Step

UPWARD_VALUES = [str(relation) for relation in UPWARD]

UP = """
with recursive up(id) as (
  select %(item)s::uuid
  union
  select x.id from up u cross join lateral (
    select l.target_id as id from thread_link l where l.source_id = u.id and l.relation = any(%(relations)s)
    union all
    select i.parent_id from thread_item i where i.id = u.id and i.parent_id is not null) x)
"""

DOWN = """
with recursive down(id) as (
  select %(item)s::uuid
  union
  select x.id from down d cross join lateral (
    select l.source_id as id from thread_link l where l.target_id = d.id and l.relation = any(%(relations)s)
    union all
    select i.id from thread_item i where i.parent_id = d.id) x)
"""

COLUMNS = "i.id, i.kind, i.number, i.ref, i.title, i.status"


@dataclass(frozen=True)
class Bead:
    """An item as a thread shows it."""

    id: UUID
    kind: str
    number: int
    ref: str
    title: str
    status: str

    @property
    def kind_info(self) -> Kind:
        return KINDS[self.kind]

    @property
    def step(self) -> Step:
        return self.kind_info.step

    @property
    def called(self) -> str:
        return self.kind_info.called(self.ref)

    def page(self, slug: str) -> str:
        return Item(kind=self.kind, number=self.number).page(slug)


def above(*, item_id: UUID) -> list[Bead]:
    """Everything the item serves, nearest the mission first; the item itself is left out."""
    sql = (
        f"{UP} select {COLUMNS} from up join thread_item i using (id) where i.archived_at is null and i.id <> %(item)s"
    )
    found = rows(sql, {"item": item_id, "relations": UPWARD_VALUES}, Bead)
    return sorted(found, key=lambda bead: (bead.step, bead.number))


def above_all(*, item_ids: Sequence[UUID]) -> dict[UUID, list[Bead]]:
    """`above`, for every row of a list at once."""
    sql = f"""
        with recursive up(root, id) as (
          select x, x from unnest(%(items)s::uuid[]) x
          union
          select u.root, x.id from up u cross join lateral (
            select l.target_id as id from thread_link l where l.source_id = u.id and l.relation = any(%(relations)s)
            union all
            select i.parent_id from thread_item i where i.id = u.id and i.parent_id is not null) x)
        select u.root, {COLUMNS} from up u join thread_item i on i.id = u.id
        where i.archived_at is null and u.root <> u.id"""
    found: dict[UUID, list[Bead]] = {item: [] for item in item_ids}
    for row in rows(sql, {"items": list(item_ids), "relations": UPWARD_VALUES}, dict):
        root = row.pop("root")
        found[root].append(Bead(**row))
    return {root: sorted(beads, key=lambda bead: (bead.step, bead.number)) for root, beads in found.items()}


def below(*, item_id: UUID, limit: int = 500) -> list[Bead]:
    """Everything that serves the item, nearest the mission first; at most `limit`."""
    sql = f"""{DOWN} select {COLUMNS} from down join thread_item i using (id)
        where i.archived_at is null and i.id <> %(item)s order by i.kind, i.number limit %(limit)s"""
    found = rows(sql, {"item": item_id, "relations": UPWARD_VALUES, "limit": limit}, Bead)
    return sorted(found, key=lambda bead: (bead.step, bead.number))


def leads_to(*, start: Item, goal: Item) -> bool:
    """Whether walking up from `start` passes `goal`."""
    sql = f"{UP} select 1 as found from up where id = %(goal)s"
    return bool(rows(sql, {"item": start.pk, "relations": UPWARD_VALUES, "goal": goal.pk}, dict))
