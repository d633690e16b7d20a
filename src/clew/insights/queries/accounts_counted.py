"""Everything that lists show of accounts, counted in one statement: what `AccountCounts` keeps.

An item that rests on one theme, and that nothing speaks against, is asked for by all who speak in that theme: such items
(`plain`) are summed by theme, and only the others are paired with accounts one by one. Both ways count what
`accounts.items_of` lists.
"""

from clew.insights.queries.accounts_health import MOOD_DAYS, POINTS, READING
from clew.insights.queries.reach import WEEKS

COLUMNS = (
    "notes", "repeats", "people", "themes", "first_said", "last_said", "weekly", "negative", "neutral", "positive",
    "asked", "got", "points", "reading",
)  # fmt: skip

_WEEKLY = ", ".join(f"count(*) filter (where not again and week = {week})" for week in range(WEEKS))

OPEN = "status not in ('done', 'served', 'dropped')"
DONE = "status in ('done', 'served')"

COUNTED = f"""
with asked_for as materialized (
  select a.id, a.renews_on from insights_account a
  where a.workspace_id = %(workspace)s and (%(accounts)s::uuid[] is null or a.id = any(%(accounts)s))),
notes as materialized (
  select n.id, n.account_id, n.duplicate_of_id is not null as again, n.is_dated, n.said_at, n.mood,
    case when n.is_dated and n.said_at >= %(monday)s::date and n.said_at < %(monday)s::date + 7 * {WEEKS}
      then (n.said_at::date - %(monday)s::date) / 7 end as week,
    n.is_dated and n.said_at >= %(today)s::date - {MOOD_DAYS} and n.duplicate_of_id is null as is_recent
  from insights_note n join asked_for a on a.id = n.account_id where n.workspace_id = %(workspace)s),
said as (
  select account_id as id, count(*) filter (where not again) as notes, count(*) filter (where again) as repeats,
    min(said_at) filter (where is_dated) as first_said, max(said_at) filter (where is_dated) as last_said,
    count(*) filter (where is_recent and mood = -1) as negative,
    count(*) filter (where is_recent and mood = 0) as neutral,
    count(*) filter (where is_recent and mood = 1) as positive, array[{_WEEKLY}]::int[] as weekly
  from notes group by 1),
people as (
  select p.account_id as id, count(*) as people from insights_person p join asked_for a on a.id = p.account_id
  group by 1),
placed as materialized (
  select n.account_id, n.id, p.theme_id from notes n join insights_themenote p on p.note_id = n.id
  join insights_theme t on t.id = p.theme_id where t.archived_at is null),
spoke as materialized (select distinct account_id, theme_id from placed),
themed as (select account_id as id, count(*) as themes from spoke group by 1),
living as materialized (
  select e.note_id, e.quote_id, e.theme_id, e.item_id, e.stance, i.status from insights_evidence e
  join thread_item i on i.id = e.item_id
  where e.workspace_id = %(workspace)s and i.archived_at is null and i.kind in ('opportunity', 'feature')),
plain as materialized (
  select item_id, (array_agg(theme_id) filter (where theme_id is not null))[1] as theme_id, min(status) as status
  from living group by 1 having count(theme_id) = 1 and count(*) filter (where stance = 'against') = 0),
by_theme as (
  select theme_id, count(*) filter (where {OPEN}) as asked, count(*) filter (where {DONE}) as got
  from plain group by 1),
direct as materialized (
  select n.account_id, n.id, e.item_id, e.stance, e.status from living e join notes n on n.id = e.note_id
  union all
  select n.account_id, n.id, e.item_id, e.stance, e.status from living e join insights_quote q on q.id = e.quote_id
  join notes n on n.id = q.note_id),
apart as (
  select p.account_id, p.id, e.item_id, e.stance, e.status from living e join placed p on p.theme_id = e.theme_id
  where e.item_id not in (select item_id from plain)),
tied as materialized (select * from direct union all select * from apart),
wanted as (
  select distinct f.account_id, f.item_id, f.status from tied f
  left join plain i on i.item_id = f.item_id
  left join spoke s on s.account_id = f.account_id and s.theme_id = i.theme_id
  where f.stance = 'for' and s.account_id is null
    and not exists (select from tied o where o.id = f.id and o.item_id = f.item_id and o.stance = 'against')),
results as (
  select id, sum(asked)::int as asked, sum(got)::int as got from (
    select account_id as id, asked, got from spoke join by_theme using (theme_id)
    union all
    select account_id, ({OPEN})::int, ({DONE})::int from wanted) each group by 1),
together as (
  select a.id as account_id, a.renews_on, coalesce(s.notes, 0) as notes, coalesce(s.repeats, 0) as repeats,
    coalesce(p.people, 0) as people, coalesce(t.themes, 0) as themes, s.first_said, s.last_said,
    coalesce(s.weekly, array_fill(0, array[{WEEKS}])) as weekly, coalesce(s.negative, 0) as negative,
    coalesce(s.neutral, 0) as neutral, coalesce(s.positive, 0) as positive, coalesce(r.asked, 0) as asked,
    coalesce(r.got, 0) as got
  from asked_for a left join said s using (id) left join people p using (id) left join themed t using (id)
  left join results r using (id)),
judged as (select *, {POINTS} as points from together)
select account_id, {", ".join(COLUMNS[:-1])}, {READING} as reading from judged
"""

REFRESH = f"""
insert into insights_accountcounts as kept (workspace_id, account_id, {", ".join(COLUMNS)})
select %(workspace)s, counted.* from ({COUNTED}) counted
on conflict (account_id) do update set {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
where ({", ".join(f"kept.{name}" for name in COLUMNS)})
  is distinct from ({", ".join(f"excluded.{name}" for name in COLUMNS)})
"""
"""Writes only the rows that changed."""
