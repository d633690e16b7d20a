"""Work that serves nothing."""

from collections.abc import Sequence
from uuid import UUID

from clew.kit.rows import rows
from clew.thread.queries.loose_ends import Found, Rule, add, tying
from clew.workspaces.models import Workspace

WITHOUT_WHY = """
  select i.id as subject_id, i.number, i.ref, i.title,
    case when f.effort is null then 'No opportunity and no objective is named for it.'
      else 'It takes ' || trim_scale(f.effort) || ' person-weeks, and no objective moves when it ships.' end as sentence
  from roadmap_feature f join thread_item i on i.id = f.item_ptr_id
  where i.workspace_id = %(workspace)s and i.archived_at is null and f.horizon <> 'shipped'
    and i.status not in ('done', 'dropped') and (%(only)s::uuid[] is null or i.id = any(%(only)s))
    and not exists (
      select from thread_link l join thread_item t on t.id = l.target_id
      where l.source_id = i.id and l.relation in ('addresses', 'advances') and t.archived_at is null)"""


def without_why(workspace: Workspace, only: Sequence[UUID] | None) -> list[Found]:
    return rows(WITHOUT_WHY, {"workspace": workspace.id, "only": list(only) if only is not None else None}, Found)


add(
    Rule(
        key="feature.no_why",
        subject_kind="feature",
        label="No objective",
        headline="“{title}” serves no objective",
        act="Link an opportunity",
        act_href=tying("out:addresses:opportunity"),
        find=without_why,
    )
)
