"""The searches that people keep."""

from dataclasses import dataclass
from uuid import UUID

from clew.kit.rows import rows
from clew.workspaces.models import User, Workspace


@dataclass(frozen=True)
class Kept:
    id: UUID
    name: str
    query: str
    is_shared: bool
    is_mine: bool
    owner: str
    is_here: bool

    @property
    def pk(self) -> UUID:
        return self.id


def kept(*, workspace: Workspace, user: User, query: str, limit: int = 50) -> list[Kept]:
    """One's own and those that others share, by name; `is_here` marks those that ask for `query`."""
    sql = """
        select s.id, s.name, s.query, s.is_shared, s.owner_id = %(user)s as is_mine,
          coalesce(nullif(u.name, ''), u.email) as owner, s.query = %(query)s as is_here
        from insights_savedsearch s join workspaces_user u on u.id = s.owner_id
        where s.workspace_id = %(workspace)s and (s.owner_id = %(user)s or s.is_shared)
        order by not (s.owner_id = %(user)s), lower(s.name), s.id limit %(limit)s"""
    return rows(sql, {"workspace": workspace.id, "user": user.pk, "query": query, "limit": limit}, Kept)
