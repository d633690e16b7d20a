"""Which accounts the rules of segments fit, kept ready. Derived: no event."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from clew.insights.models import Segment
from clew.insights.queries.segments_rules import from_json, where
from clew.kit.errors import Invalid
from clew.kit.rows import execute
from clew.workspaces.models import Workspace

REFRESH = """
with fitting as materialized (
  select a.id from insights_account a left join insights_accountcounts c on c.account_id = a.id
  where a.workspace_id = %(workspace)s and (%(accounts)s::uuid[] is null or a.id = any(%(accounts)s)) and {rule}),
gone as (
  delete from insights_segmentmember m where m.segment_id = %(segment)s
    and (%(accounts)s::uuid[] is null or m.account_id = any(%(accounts)s))
    and not exists (select from fitting f where f.id = m.account_id))
insert into insights_segmentmember (workspace_id, segment_id, account_id)
select %(workspace)s, %(segment)s, f.id from fitting f
where not exists (select from insights_segmentmember m where m.segment_id = %(segment)s and m.account_id = f.id)
on conflict do nothing"""


def refresh_segments(*, workspace: Workspace, now: datetime, account_ids: Sequence[UUID] | None = None) -> None:
    """Find the accounts of every segment anew; with `account_ids`, whether these belong."""
    for segment in Segment.objects.filter(workspace=workspace):
        refresh_segment(segment=segment, today=timezone.localdate(now), account_ids=account_ids)


def refresh_segment(*, segment: Segment, today: date, account_ids: Sequence[UUID] | None = None) -> None:
    """A rule that a later version of Clew wrote and this one cannot read leaves its accounts as they are."""
    try:
        rule = from_json(segment.rule)
    except Invalid:
        return
    sql, parameters = where(rule, today)
    parameters |= {
        "workspace": segment.workspace_id,
        "segment": segment.pk,
        "accounts": list(account_ids) if account_ids is not None else None,
    }
    execute(REFRESH.format(rule=sql), parameters)
