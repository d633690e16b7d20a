"""Opportunities that serve nothing, and opportunities that rest on too little."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from clew.kit.rows import rows
from clew.thread.queries.loose_ends import Found, Rule, add, tying
from clew.workspaces.models import Workspace

LIVING = """
  select i.id as subject_id, i.number, i.ref, i.title, %(sentence)s as sentence from thread_item i
  where i.workspace_id = %(workspace)s and i.kind = 'opportunity' and i.archived_at is null
    and i.status not in ('dropped', 'served') and (%(only)s::uuid[] is null or i.id = any(%(only)s))
"""

WITHOUT_OBJECTIVE = f"""{LIVING} and not exists (
  select from thread_link l join thread_item t on t.id = l.target_id
  where l.source_id = i.id and l.relation = 'advances' and t.archived_at is null)"""

WITHOUT_EVIDENCE = f"""{LIVING} and not exists (
  select from insights_evidence e left join insights_theme th on th.id = e.theme_id
  where e.item_id = i.id and e.stance = 'for' and th.archived_at is null)"""

ONE_VOICE = f"""
with living as materialized ({LIVING}),
tied as materialized (
  select e.item_id, e.note_id, e.quote_id, e.theme_id from living i join insights_evidence e on e.item_id = i.subject_id
  where e.stance = 'for'),
themes as materialized (
  select t.theme_id, one.voice, other.voice as other
  from (select distinct tied.theme_id from tied join insights_theme th on th.id = tied.theme_id and th.archived_at is null) t
  cross join lateral (
    select n.voice from insights_themenote p join insights_note n on n.id = p.note_id
    where p.theme_id = t.theme_id limit 1) one
  left join lateral (
    select n.voice from insights_themenote p join insights_note n on n.id = p.note_id
    where p.theme_id = t.theme_id and n.voice <> one.voice limit 1) other on true),
heard as (
  select t.item_id, n.voice from tied t join insights_note n on n.id = t.note_id
  union all
  select t.item_id, n.voice from tied t join insights_quote q on q.id = t.quote_id join insights_note n on n.id = q.note_id
  union all
  select t.item_id, v.voice from tied t join themes on themes.theme_id = t.theme_id
  cross join lateral (values (themes.voice), (coalesce(themes.other, themes.voice))) v (voice))
select * from living where subject_id = any(array(
  select item_id from heard group by item_id having min(voice::text) = max(voice::text)))"""
"""Of a theme two different voices are enough to know, so its thousands of notes are not read."""


def without_objective(workspace: Workspace, only: Sequence[UUID] | None) -> list[Found]:
    sentence = "No objective and no key result is named, so nobody can say why it matters now."
    return rows(WITHOUT_OBJECTIVE, _parameters(workspace, only, sentence), Found)


def without_evidence(workspace: Workspace, only: Sequence[UUID] | None) -> list[Found]:
    sentence = "No note, quote or theme stands behind it."
    return rows(WITHOUT_EVIDENCE, _parameters(workspace, only, sentence), Found)


def one_voice(workspace: Workspace, only: Sequence[UUID] | None) -> list[Found]:
    sentence = "Only one customer has said it so far."
    return rows(ONE_VOICE, _parameters(workspace, only, sentence), Found)


def _parameters(workspace: Workspace, only: Sequence[UUID] | None, sentence: str) -> dict[str, object]:
    return {"workspace": workspace.id, "only": list(only) if only is not None else None, "sentence": sentence}


def evidence_page(slug: str, pk: UUID, number: int) -> str:
    return reverse("insights:item_evidence", args=(slug, pk))


add(
    Rule(
        key="opportunity.no_objective",
        subject_kind="opportunity",
        label="No objective",
        headline="“{title}” serves no objective",
        act="Link an objective",
        act_href=tying("out:advances:objective"),
        find=without_objective,
    ),
    Rule(
        key="opportunity.no_evidence",
        subject_kind="opportunity",
        label="No evidence",
        headline="No note says “{title}”",
        act="Link a note or a theme",
        act_href=evidence_page,
        find=without_evidence,
    ),
    Rule(
        key="opportunity.one_voice",
        subject_kind="opportunity",
        label="One voice",
        headline="“{title}” rests on one voice",
        act="Find a second voice",
        act_href=evidence_page,
        find=one_voice,
    ),
)
