"""Features as a list."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from clew.kit.rows import one_row, rows
from clew.workspaces.models import Workspace

LIMIT = 200

IN_PLAY = "f.horizon <> 'shipped' and i.status not in ('done', 'dropped')"
UNALIGNED = f"""{IN_PLAY} and not exists (
  select from thread_link l join thread_item t on t.id = l.target_id
  where l.source_id = i.id and l.relation in ('addresses', 'advances') and t.archived_at is null)"""
"""In play, and serving nothing that is still there: what the loose end says, too."""


@dataclass(frozen=True)
class Filter:
    horizon: str = ""
    owner: UUID | None = None
    words: str = ""
    loose: bool = False


@dataclass(frozen=True)
class FeatureRow:
    id: UUID
    number: int
    ref: str
    title: str
    status: str
    horizon: str
    team: str
    effort: Decimal | None
    owner: str | None
    notes: int
    accounts: int
    arr: Decimal


def listing(*, workspace: Workspace, chosen: Filter | None = None, limit: int = LIMIT) -> list[FeatureRow]:
    """The first `limit` living features: what is being built first, then by the revenue behind them."""
    chosen = chosen or Filter()
    sql = f"""
        select i.id, i.number, i.ref, i.title, i.status, f.horizon, f.team, f.effort,
          coalesce(nullif(u.name, ''), split_part(u.email, '@', 1)) as owner,
          coalesce(r.notes, 0) as notes, coalesce(r.accounts, 0) as accounts, coalesce(r.arr, 0) as arr
        from roadmap_feature f join thread_item i on i.id = f.item_ptr_id
        left join insights_reach r on r.item_id = i.id left join workspaces_user u on u.id = i.owner_id
        where i.workspace_id = %(workspace)s and i.archived_at is null
          and (%(horizon)s = '' or f.horizon = %(horizon)s) and (%(words)s = '' or i.title ilike %(like)s)
          and (%(owner)s::uuid is null or i.owner_id = %(owner)s) and (not %(loose)s or ({UNALIGNED}))
        order by array_position(array['now', 'next', 'later', 'shipped'], f.horizon::text), coalesce(r.arr, 0) desc,
          i.number limit %(limit)s"""
    parameters = {
        "workspace": workspace.id,
        "horizon": chosen.horizon,
        "owner": chosen.owner,
        "words": chosen.words,
        "like": "%" + chosen.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",
        "loose": chosen.loose,
        "limit": limit,
    }
    return rows(sql, parameters, FeatureRow)


@dataclass(frozen=True)
class Total:
    """Features that are neither shipped nor dropped, and how many of them serve nothing."""

    in_play: int
    unaligned: int


def total(*, workspace: Workspace) -> Total:
    sql = f"""
        select count(*) as in_play, count(*) filter (where {UNALIGNED}) as unaligned
        from roadmap_feature f join thread_item i on i.id = f.item_ptr_id
        where i.workspace_id = %(workspace)s and i.archived_at is null and {IN_PLAY}"""
    return one_row(sql, {"workspace": workspace.id}, Total)
