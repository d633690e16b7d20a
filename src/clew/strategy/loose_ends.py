"""Objectives that nothing shows, and objectives that nothing serves."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from clew.kit.rows import rows
from clew.thread.queries.loose_ends import Found, Rule, add, tying
from clew.workspaces.models import Workspace

OPEN_OBJECTIVES = """
  select i.id as subject_id, i.number, i.ref, i.title, %(sentence)s as sentence from thread_item i
  where i.workspace_id = %(workspace)s and i.kind = 'objective' and i.status = 'open' and i.archived_at is null
    and (%(only)s::uuid[] is null or i.id = any(%(only)s))
"""

WITHOUT_KEY_RESULT = f"""{OPEN_OBJECTIVES} and not exists (
  select from thread_item k where k.parent_id = i.id and k.kind = 'key_result' and k.archived_at is null)"""

WITHOUT_WORK = f"""{OPEN_OBJECTIVES} and not exists (
  select from thread_link l join thread_item s on s.id = l.source_id
  where s.archived_at is null and s.status <> 'dropped' and l.relation in ('advances', 'addresses')
    and (l.target_id = i.id or l.target_id in (
      select k.id from thread_item k where k.parent_id = i.id and k.archived_at is null)))"""


def without_key_result(workspace: Workspace, only: Sequence[UUID] | None) -> list[Found]:
    sentence = "Without a number, nobody can tell whether it is met."
    return rows(WITHOUT_KEY_RESULT, _parameters(workspace, only, sentence), Found)


def without_work(workspace: Workspace, only: Sequence[UUID] | None) -> list[Found]:
    sentence = "No opportunity and no feature serves it, so it moves only by luck."
    return rows(WITHOUT_WORK, _parameters(workspace, only, sentence), Found)


def _parameters(workspace: Workspace, only: Sequence[UUID] | None, sentence: str) -> dict[str, object]:
    return {"workspace": workspace.id, "only": list(only) if only is not None else None, "sentence": sentence}


add(
    Rule(
        key="objective.no_key_result",
        subject_kind="objective",
        label="No key result",
        headline="“{title}” has no key result",
        act="Add a key result",
        act_href=lambda slug, _, number: reverse("strategy:new_key_result", args=(slug, number)),
        find=without_key_result,
    ),
    Rule(
        key="objective.no_work",
        subject_kind="objective",
        label="No work linked",
        headline="Nothing serves “{title}”",
        act="Link an opportunity",
        act_href=tying("in:advances:opportunity"),
        find=without_work,
    ),
)
