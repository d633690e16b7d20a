"""What happened to what a member follows, and where they were named."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clew.kit.rows import one_row, rows
from clew.workspaces.models import Membership

NEWS = """
  from workspaces_event e join thread_item i on i.id = e.subject_id left join workspaces_user u on u.id = e.actor_id
  where e.workspace_id = %(workspace)s and e.actor_id is distinct from %(user)s and e.sentence <> ''
    and (exists (select from thread_follow f where f.item_id = i.id and f.user_id = %(user)s and f.since <= e.at)
      or exists (select from thread_comment c join thread_mention m on m.comment_id = c.id
                 where c.item_id = i.id and m.user_id = %(user)s and c.created_at = e.at and e.verb like '%%.commented'))
"""


@dataclass(frozen=True)
class Update:
    at: datetime
    sentence: str
    actor: str
    item_id: UUID
    kind: str
    number: int
    ref: str
    title: str
    named: bool
    by_member: bool
    is_talk: bool


def updates(*, membership: Membership, limit: int = 100) -> list[Update]:
    """The newest first."""
    sql = f"""
        select e.at, e.sentence, i.id as item_id, i.kind, i.number, i.ref, i.title,
          coalesce(nullif(u.name, ''), split_part(u.email, '@', 1), 'Clew') as actor,
          exists (select from thread_comment c join thread_mention m on m.comment_id = c.id
                  where c.item_id = i.id and m.user_id = %(user)s and c.created_at = e.at and e.verb like '%%.commented') as named,
          e.actor_id is not null as by_member, e.verb like '%%.comment%%' as is_talk
        {NEWS}
        order by e.at desc, e.id desc limit %(limit)s"""
    return rows(sql, {**_who(membership), "limit": limit}, Update)


def unseen(*, membership: Membership, limit: int = 100) -> int:
    """How many of them are new since the member last looked; counting stops at `limit`, since every page asks."""
    since = membership.updates_seen_at or membership.joined_at
    sql = f"select count(*) as n from (select e.id {NEWS} and e.at > %(since)s limit %(limit)s) new"
    number: int = one_row(sql, {**_who(membership), "since": since, "limit": limit}, dict)["n"]
    return number


def _who(membership: Membership) -> dict[str, object]:
    return {"workspace": membership.workspace_id, "user": membership.user_id}
