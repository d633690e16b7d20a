"""Opportunities as a list."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from clew.discovery.models import Opportunity
from clew.kit.rows import one_row, rows
from clew.workspaces.models import Workspace

LIMIT = 200


class Sort(StrEnum):
    SCORE = "score"
    REVENUE = "arr"
    NOTES = "notes"
    NEWEST = "newest"


ORDER = {
    Sort.SCORE: "o.score desc nulls last, coalesce(r.arr, 0) desc, i.number",
    Sort.REVENUE: "coalesce(r.arr, 0) desc, i.number",
    Sort.NOTES: "coalesce(r.notes, 0) desc, i.number",
    Sort.NEWEST: "i.number desc",
}


@dataclass(frozen=True)
class Filter:
    status: str = ""
    objective: UUID | None = None
    owner: UUID | None = None
    words: str = ""
    loose: bool = False
    """Only those with a loose end."""


@dataclass(frozen=True)
class OpportunityRow:
    id: UUID
    number: int
    ref: str
    title: str
    status: str
    owner: str | None
    score: Decimal | None
    effort: Decimal | None
    need: int | None
    urgency: int | None
    risk: int | None
    notes: int
    voices: int
    accounts: int
    arr: Decimal
    against: int
    work: int
    weekly: list[int]


def listing(
    *, workspace: Workspace, sort: Sort = Sort.SCORE, chosen: Filter | None = None, limit: int = LIMIT
) -> list[OpportunityRow]:
    """The first `limit` living opportunities in that order; dropped ones only when asked for."""
    chosen = chosen or Filter()
    sql = f"""
        select i.id, i.number, i.ref, i.title, i.status, o.score, o.effort, o.need, o.urgency, o.risk,
          coalesce(nullif(u.name, ''), split_part(u.email, '@', 1)) as owner,
          coalesce(r.notes, 0) as notes, coalesce(r.voices, 0) as voices, coalesce(r.accounts, 0) as accounts,
          coalesce(r.arr, 0) as arr, coalesce(r.against, 0) as against, coalesce(r.work, 0) as work,
          coalesce(r.weekly, '{{}}') as weekly
        from discovery_opportunity o join thread_item i on i.id = o.item_ptr_id
        left join insights_reach r on r.item_id = i.id left join workspaces_user u on u.id = i.owner_id
        where i.workspace_id = %(workspace)s and i.archived_at is null
          and case when %(status)s = '' then i.status <> 'dropped' else i.status = %(status)s end
          and (%(owner)s::uuid is null or i.owner_id = %(owner)s)
          and (%(words)s = '' or i.title ilike %(like)s)
          and (not %(loose)s or i.id in (select subject_id from thread_looseend e where e.workspace_id = %(workspace)s))
          and (%(objective)s::uuid is null or exists (
            select from thread_link l where l.source_id = i.id and l.relation = 'advances' and (l.target_id = %(objective)s
              or l.target_id in (select k.id from thread_item k where k.parent_id = %(objective)s))))
        order by {ORDER[sort]} limit %(limit)s"""
    parameters = {
        "workspace": workspace.id,
        "status": chosen.status,
        "owner": chosen.owner,
        "objective": chosen.objective,
        "words": chosen.words,
        "loose": chosen.loose,
        "like": "%" + chosen.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",
        "limit": limit,
    }
    return rows(sql, parameters, OpportunityRow)


@dataclass(frozen=True)
class Rank:
    """The place of an opportunity by its kept score among the `of` living ones that have one; none without a score."""

    place: int | None
    of: int


def rank(*, opportunity: Opportunity) -> Rank:
    sql = """
        select case when %(score)s::numeric is not null then count(*) filter (where o.score > %(score)s) + 1 end as place,
          count(*) as of
        from discovery_opportunity o join thread_item i on i.id = o.item_ptr_id
        where i.workspace_id = %(workspace)s and i.archived_at is null and i.status <> 'dropped' and o.score is not null"""
    return one_row(sql, {"workspace": opportunity.workspace_id, "score": opportunity.score}, Rank)


@dataclass(frozen=True)
class Total:
    opportunities: int
    large: int


def total(*, workspace: Workspace, large: Decimal) -> Total:
    """How many living opportunities there are, and how many have more revenue behind them than `large`."""
    sql = """
        select count(*) as opportunities, count(*) filter (where r.arr > %(large)s) as large
        from thread_item i left join insights_reach r on r.item_id = i.id
        where i.workspace_id = %(workspace)s and i.kind = 'opportunity' and i.archived_at is null
          and i.status not in ('dropped', 'served')"""
    (row,) = rows(sql, {"workspace": workspace.id, "large": large}, Total)
    return row
