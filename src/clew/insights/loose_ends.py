"""Themes that grow while nobody picked them up."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from clew.kit.rows import rows
from clew.thread.queries.loose_ends import Found, Rule, add
from clew.workspaces.models import Workspace

RISING_UNLINKED = """
  select t.id as subject_id, t.number, 'T-' || t.number as ref, t.name as title,
    case when r.trend is null then 'It came up in the last six weeks and was not there before'
      else 'Notes grew by ' || round(100 * r.trend) || '%% in six weeks' end || ', and no opportunity looks at it.' as sentence
  from insights_theme t join insights_themereach r on r.theme_id = t.id and r.days = 0
  where t.workspace_id = %(workspace)s and t.archived_at is null and t.muted_at is null and r.is_rising
    and (%(only)s::uuid[] is null or t.id = any(%(only)s))
    and not exists (
      select from insights_evidence e join thread_item i on i.id = e.item_id
      where e.theme_id = t.id and i.archived_at is null)"""


def rising_unlinked(workspace: Workspace, only: Sequence[UUID] | None) -> list[Found]:
    return rows(RISING_UNLINKED, {"workspace": workspace.id, "only": list(only) if only is not None else None}, Found)


add(
    Rule(
        key="theme.rising_unlinked",
        subject_kind="theme",
        label="Nothing linked",
        headline="“{title}” is growing and leads nowhere",
        act="Make an opportunity",
        act_href=lambda slug, _, number: f"{reverse('discovery:new_opportunity', args=(slug,))}?theme={number}",
        find=rising_unlinked,
    )
)
