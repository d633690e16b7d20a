"""Segments as people choose them by name: rules, and every value of the imported column that no rule stands for.

A rule's accounts are kept in `SegmentMember`; a value's are found by its index. Of a rule and a value of one name the rule
counts.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, Q, QuerySet

from clew.insights.models import Account, Segment
from clew.insights.queries.segments_rules import Rule, from_json, is_value, where
from clew.kit.errors import Invalid
from clew.kit.rows import one_row, rows
from clew.workspaces.models import Workspace

IN_SEGMENT = """{account} in (
  select m.account_id from insights_segmentmember m join insights_segment sg on sg.id = m.segment_id
  where sg.workspace_id = %(workspace)s and (sg.name = %(segment)s or sg.value = %(segment)s)
  union all
  select x.id from insights_account x where x.workspace_id = %(workspace)s and x.segment = %(segment)s
    and not exists (
      select from insights_segment sg where sg.workspace_id = %(workspace)s
        and (sg.name = %(segment)s or sg.value = %(segment)s)))"""
"""True for the accounts of the segment called `segment`; format it with what holds an account's id. Also asks `workspace`."""

HELD = """
  select m.account_id, sg.name as segment from insights_segmentmember m join insights_segment sg on sg.id = m.segment_id
  where sg.workspace_id = %(workspace)s
  union all
  select x.id, x.segment from insights_account x where x.workspace_id = %(workspace)s and not exists (
    select from insights_segment sg where sg.workspace_id = %(workspace)s and x.segment in (sg.name, nullif(sg.value, '')))"""
"""Every account with every segment it is in; with an empty one where its files name none. Asks `workspace`."""

NO_RULE = """not exists (
    select from insights_segment sg where sg.workspace_id = a.workspace_id and a.segment in (sg.name, nullif(sg.value, '')))"""


def segment_names(*, workspace: Workspace) -> list[str]:
    """Every segment that accounts may be narrowed by, A to Z."""
    sql = f"""
        select name from insights_segment where workspace_id = %(workspace)s
        union
        select a.segment from (
          select distinct workspace_id, segment from insights_account
          where workspace_id = %(workspace)s and segment <> '') a
        where {NO_RULE} order by 1"""
    return [row["name"] for row in rows(sql, {"workspace": workspace.pk}, dict)]


def segment_accounts(*, workspace: Workspace, name: str) -> "QuerySet[Account, UUID]":
    """The ids of the accounts in a segment, as a query for others to use."""
    rules = Segment.objects.filter(Q(name=name) | Q(value=name), workspace=workspace)
    by_rule = Q(memberships__segment__in=rules)
    by_value = Q(segment=name) & ~Exists(rules)
    return Account.objects.filter(by_rule | by_value, workspace=workspace).values_list("pk", flat=True)


@dataclass(frozen=True)
class Size:
    """What a segment holds: its accounts, the people known there, their revenue, their notes without repeats."""

    accounts: int
    people: int
    arr: Decimal
    notes: int


SIZE = """count(*) as accounts, coalesce(sum(c.people), 0)::int as people, coalesce(sum(a.arr), 0) as arr,
          coalesce(sum(c.notes), 0)::int as notes"""


def size_of(*, workspace: Workspace, rule: Rule, today: date) -> Size:
    """What a checked rule would hold, before it is saved."""
    sql, parameters = where(rule, today)
    sql = f"""
        select {SIZE} from insights_account a left join insights_accountcounts c on c.account_id = a.id
        where a.workspace_id = %(workspace)s and {sql}"""
    return one_row(sql, parameters | {"workspace": workspace.pk}, Size)


@dataclass(frozen=True)
class SegmentRow(Size):
    """`id` is None for a value of the imported column, which has no rule of its own."""

    id: UUID | None
    name: str
    description: str
    rule: dict[str, Any] | None

    @property
    def in_words(self) -> str:
        try:
            return (from_json(self.rule) if self.rule else is_value(self.name)).in_words()
        except Invalid:
            return "A rule that this version of Clew cannot read"


def segments_listed(*, workspace: Workspace) -> list[SegmentRow]:
    """Every segment with what it holds, the most revenue first."""
    sql = f"""
        with held as (
          select m.segment_id as id, {SIZE} from insights_segmentmember m
          join insights_account a on a.id = m.account_id left join insights_accountcounts c on c.account_id = a.id
          where m.workspace_id = %(workspace)s group by 1)
        select s.id, s.name, s.description, s.rule, coalesce(h.accounts, 0) as accounts, coalesce(h.people, 0) as people,
          coalesce(h.arr, 0) as arr, coalesce(h.notes, 0) as notes
        from insights_segment s left join held h on h.id = s.id where s.workspace_id = %(workspace)s
        union all
        select null, a.segment, '', null, {SIZE}
        from insights_account a left join insights_accountcounts c on c.account_id = a.id
        where a.workspace_id = %(workspace)s and a.segment <> '' and {NO_RULE} group by a.workspace_id, a.segment
        order by arr desc, name"""
    return rows(sql, {"workspace": workspace.pk}, SegmentRow)


def segments_of_account(*, account: Account) -> list[str]:
    """The segments an account is in, A to Z."""
    sql = f"""
        select s.name from insights_segmentmember m join insights_segment s on s.id = m.segment_id
        where m.account_id = %(account)s
        union
        select a.segment from insights_account a where a.id = %(account)s and a.segment <> '' and {NO_RULE}
        order by 1"""
    return [row["name"] for row in rows(sql, {"account": account.pk}, dict)]


def own_fields(*, workspace: Workspace, limit: int = 100) -> list[str]:
    """The names of the fields that came with imports, the commonest first."""
    sql = """
        select each.name, count(*) as n from insights_account a, jsonb_object_keys(a.extra) each(name)
        where a.workspace_id = %(workspace)s and a.extra <> '{}'::jsonb group by 1 order by 2 desc, 1 limit %(limit)s"""
    return [row["name"] for row in rows(sql, {"workspace": workspace.pk, "limit": limit}, dict)]
