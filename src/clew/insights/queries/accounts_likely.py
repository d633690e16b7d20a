"""Accounts and people that may be one, with both as they stand now."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from clew.insights.models import Likeness
from clew.kit.rows import rows
from clew.workspaces.models import Workspace

SHOWN = 100


@dataclass(frozen=True)
class Likely:
    """`first` is proposed to stay: it said more. `told` is what tells each: a domain, an address, an id."""

    id: UUID
    kind: str
    reason: str
    first: UUID
    first_name: str
    first_told: str
    first_notes: int
    first_arr: Decimal | None
    second: UUID
    second_name: str
    second_told: str
    second_notes: int
    second_arr: Decimal | None


def count_likely(*, workspace: Workspace) -> int:
    return Likeness.objects.filter(workspace=workspace, dismissed_at=None).count()


def _one(column: str) -> str:
    """The account or person that a likeness names in `column`."""
    return f"""
          select a.id, a.name, concat_ws(', ', nullif(a.domain, ''), nullif(a.external_id, '')) as told, a.arr,
            coalesce(c.notes, 0)::bigint as notes
          from insights_account a left join insights_accountcounts c on c.account_id = a.id
          where l.kind = 'account' and a.id = l.{column} and a.workspace_id = l.workspace_id
          union all
          select p.id, coalesce(nullif(p.name, ''), p.email),
            concat_ws(', ', nullif(p.email, ''), nullif(p.external_id, '')), null,
            (select count(*) from insights_note n where n.person_id = p.id)
          from insights_person p where l.kind = 'person' and p.id = l.{column} and p.workspace_id = l.workspace_id"""


def likely(*, workspace: Workspace, limit: int = SHOWN) -> list[Likely]:
    """The surest first; a pair of which one is gone is left out."""
    sql = f"""
        select l.id, l.kind, l.reason, f.id as first, f.name as first_name, f.told as first_told, f.notes as first_notes,
          f.arr as first_arr, s.id as second, s.name as second_name, s.told as second_told, s.notes as second_notes,
          s.arr as second_arr
        from insights_likeness l cross join lateral ({_one("first")}) f cross join lateral ({_one("second")}) s
        where l.workspace_id = %(workspace)s and l.dismissed_at is null
        order by l.score desc, f.notes + s.notes desc, l.id limit %(limit)s"""
    return rows(sql, {"workspace": workspace.pk, "limit": limit}, Likely)
