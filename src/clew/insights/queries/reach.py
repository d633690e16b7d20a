"""How far an item's evidence reaches: notes, voices, accounts and revenue, its own and that of everything below it.

Work is heard through the need it addresses: the evidence of a feature's opportunities stands behind the feature, too.
A note counts once however many ways it is tied, and a repeat counts as the note it repeats. A voice is a person where
known, else a note (see `Note.voice`). What speaks against an item does not count for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from clew.kit.clock import weeks_back
from clew.kit.rows import rows
from clew.thread.queries.walk import UPWARD_VALUES

WEEKS = 12

JUDGED = """
with recursive down(root, id) as (
  select x, x from unnest(%(items)s::uuid[]) x
  union
  select d.root, x.id from down d cross join lateral (
    select l.source_id as id from thread_link l where l.target_id = d.id and l.relation = any(%(relations)s)
    union all
    select i.id from thread_item i where i.parent_id = d.id) x),
family(root, id) as (
  select root, id from down
  union
  select l.source_id, l.target_id from thread_link l where l.source_id = any(%(items)s) and l.relation = 'addresses'),
alive as materialized (
  select f.root, f.id, i.kind from family f join thread_item i using (id) where i.archived_at is null),
ties as materialized (
  select a.root, e.note_id, e.quote_id, e.theme_id, e.stance from alive a join insights_evidence e on e.item_id = a.id),
noted as (
  select root, note_id, stance from ties where note_id is not null
  union all
  select t.root, q.note_id, t.stance from ties t join insights_quote q on q.id = t.quote_id
  union all
  select t.root, p.note_id, t.stance from ties t
  join insights_theme th on th.id = t.theme_id and th.archived_at is null
  join insights_themenote p on p.theme_id = th.id),
judged as materialized (
  select root, note_id, bool_or(stance = 'against') as against from noted group by root, note_id),
notes as materialized (
  select j.root, coalesce(n.duplicate_of_id, n.id) as original, n.voice, n.account_id, n.channel_id, n.said_at, n.is_dated
  from judged j join insights_note n on n.id = j.note_id where not j.against)
"""

COUNT = f"""{JUDGED}
select r.root as item_id,
  coalesce(c.notes, 0) as notes, coalesce(c.voices, 0) as voices, coalesce(c.channels, 0) as channels,
  coalesce(a.accounts, 0) as accounts,
  coalesce(a.arr, 0) as arr, coalesce(a.top, '{{}}') as top,
  coalesce(g.against, 0) as against, coalesce(t.themes, 0) as themes, coalesce(w.work, 0) as work,
  coalesce(k.weekly, '{{}}'::jsonb) as per_week
from unnest(%(items)s::uuid[]) r(root)
left join (
  select root, count(distinct original) notes, count(distinct voice) voices, count(distinct channel_id) channels
  from notes group by 1) c using (root)
left join (
  select root, count(*) accounts, sum(arr) arr, (array_agg(arr order by arr desc nulls last))[1:9] top
  from (select distinct n.root, x.id, coalesce(x.arr, 0) as arr
        from notes n join insights_account x on x.id = n.account_id) each group by 1) a using (root)
left join (select root, count(*) against from judged where judged.against group by 1) g using (root)
left join (select root, count(distinct theme_id) themes from ties where theme_id is not null group by 1) t using (root)
left join (select root, count(*) work from alive where kind = 'feature' and id <> root group by 1) w using (root)
left join (
  select root, jsonb_object_agg(week, n) weekly from (
    select root, (said_at::date - %(monday)s::date) / 7 as week, count(distinct original) n
    from notes where is_dated and said_at >= %(monday)s::date and said_at < %(monday)s::date + 7 * %(weeks)s
    group by 1, 2) each group by 1) k using (root)
"""


@dataclass(frozen=True)
class ReachRow:
    """`top` holds the revenue of the largest accounts, at most nine; `weekly` twelve counts, this week's last."""

    item_id: UUID
    notes: int = 0
    voices: int = 0
    channels: int = 0
    accounts: int = 0
    arr: Decimal = Decimal(0)
    top: Sequence[Decimal] = ()
    against: int = 0
    themes: int = 0
    work: int = 0
    per_week: dict[str, int] = field(default_factory=dict)

    @property
    def weekly(self) -> list[int]:
        return [self.per_week.get(str(week), 0) for week in range(WEEKS)]


def count_reach(*, item_ids: Sequence[UUID], today: date) -> list[ReachRow]:
    """The reach of each item, counted now, in one statement."""
    monday = weeks_back(today, WEEKS)[0]
    parameters = {"items": list(item_ids), "relations": UPWARD_VALUES, "monday": monday, "weeks": WEEKS}
    return rows(COUNT, parameters, ReachRow)


def reach_of(*, item_id: UUID, today: date) -> ReachRow:
    """The kept count where it holds every event and this week; else counted now."""
    kept = _kept(item_id, weeks_back(today, WEEKS)[-1])
    if kept:
        return kept[0]
    (row,) = count_reach(item_ids=[item_id], today=today)
    return row


def _kept(item_id: UUID, monday: date) -> list[ReachRow]:
    sql = """
        select r.item_id, r.notes, r.voices, r.channels, r.accounts, r.arr, r.top, r.against, r.themes, r.work,
          (select coalesce(jsonb_object_agg(week - 1, n) filter (where n > 0), '{}')
           from unnest(r.weekly) with ordinality w(n, week)) as per_week
        from insights_reach r join insights_rollup u on u.workspace_id = r.workspace_id
        join thread_item i on i.id = r.item_id and i.archived_at is null
        where r.item_id = %(item)s and r.counted_at >= %(monday)s and not exists (
          select from workspaces_event e where e.workspace_id = r.workspace_id and e.id >= u.counted_to)"""
    since = datetime.combine(monday, time.min, timezone.get_current_timezone())
    return rows(sql, {"item": item_id, "monday": since}, ReachRow)
