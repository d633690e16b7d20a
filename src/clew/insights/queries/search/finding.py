"""Finding notes by words and by meaning at once: one statement for the page, the facets and the sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from clew.calc.search import Weights, weights_for
from clew.insights.models import Note
from clew.insights.queries.search import facets as spread
from clew.insights.queries.search.facets import Facet
from clew.insights.queries.search.near import FEW, nearest, signed
from clew.insights.queries.search.places import Match, Search, Sort, conditions
from clew.insights.queries.search.words import COLUMNS, needed, words_of
from clew.kit.paging import decode_as, encode
from clew.kit.rows import one_row, rows
from clew.workspaces.models import Workspace

SIZE = 25
COUNTED = 5_000
"""Without words, sums and facets look at no more notes than these, the newest."""
ACCOUNT = "left join insights_account a on a.id = n.account_id"
NAMES = COLUMNS.replace("n.", "")


@dataclass(frozen=True)
class Point:
    """A place in meaning: whose embedder, and the vector as pgvector writes it."""

    embedder: str
    vector: str


@dataclass(frozen=True)
class Hit:
    """`share` of the query's words, by how rare they are, stand in the note; `cosine` where it was found by meaning."""

    id: UUID
    score: Decimal
    share: float
    by_words: bool
    cosine: float | None
    said_at: datetime


@dataclass(frozen=True)
class Totals:
    """How many were found; of those, how many hold every word, and how many hold enough words to be found by them."""

    found: int
    whole: int
    by_words: int
    accounts: int = 0
    arr: Decimal = Decimal(0)

    @property
    def by_meaning(self) -> int:
        return self.found - self.by_words


@dataclass(frozen=True)
class Found:
    """`stems` is PostgreSQL's query for any of the words, for marking; `after` the cursor of the next page."""

    hits: Sequence[Hit]
    after: str
    totals: Totals
    facets: Sequence[Facet]
    stems: str
    is_capped: bool


def find(
    *,
    workspace: Workspace,
    search: Search,
    now: datetime,
    point: Point | None = None,
    after: str = "",
    size: int = SIZE,
    counts: bool = True,
) -> Found:
    """One page of what `search` finds; meaning counts where a `point` is given. Without `counts` no facets and sums."""
    passing = conditions(search, now)
    more, phrases = needed(search.asked, workspace=workspace)
    where = " and ".join(part for part in (passing.sql, more) if part)
    join = ACCOUNT if "a." in passing.sql else ""
    parameters: dict[str, Any] = {**passing.parameters, **phrases, "workspace": workspace.id, "now": now}
    asked = search.asked
    words = words_of(workspace=workspace, asked=asked, where=where, join=join) if asked.words else None
    point = point if search.ranks else None
    expressions = []
    if words:
        expressions.append(words.sql)
        parameters |= words.parameters
    if point:
        exact, limit = _reach(workspace, search, where, parameters)
        expressions.append(nearest(where=where, join=join, exact=exact))
        parameters |= {"embedder": point.embedder, "vector": point.vector, "signed": limit}
    source = _Source(search, where, join, by_words=words is not None, by_meaning=point is not None)
    expressions += [_found(source), _page(source, after, parameters)]
    parameters["limit"] = size + 1
    return _answer(_run(expressions, parameters, counts=counts), search, size, words.stems if words else "")


@dataclass(frozen=True)
class _Source:
    """What a statement is made of: the search, its conditions over `n` (and `a`, when joined), and what finds notes."""

    search: Search
    where: str
    join: str
    by_words: bool
    by_meaning: bool

    @property
    def lists(self) -> bool:
        """Whether there is nothing to look for, so that every note that passes is listed."""
        return not self.search.asked.words and not self.search.like and self.search.match is not Match.MEANING


def point_of(*, note: Note) -> Point | None:
    """Where a note is; None while it has no vector."""
    sql = "select embedder, vector::text as vector from insights_notevector where note_id = %s"
    found = rows(sql, [note.pk], Point)
    return found[0] if found else None


def _reach(workspace: Workspace, search: Search, where: str, parameters: dict[str, Any]) -> tuple[bool, int]:
    """Whether to compare all vectors that pass the filters, and otherwise how many signs to look at."""
    if not search.is_filtered and not search.asked.needed:
        return False, signed(1, 1)
    sql = f"""
        select (select count(*) from (select from insights_note n {ACCOUNT} where {where} limit {FEW + 1}) x) as passing,
          (select coalesce(max(notes), 0) from insights_wordstatistics where workspace_id = %(workspace)s) as notes"""
    found = one_row(sql, parameters, dict)
    return found["passing"] <= FEW, signed(found["passing"], found["notes"])


def _found(source: _Source) -> str:
    """The expression `found`: every note that the search finds, with its score and what facets want of it."""
    if not source.by_words and not source.by_meaning:
        return f"""
  found as materialized (
    {_listed(source)} and {"true" if source.lists else "false"}
    order by n.said_at desc, n.id desc limit {COUNTED + 1})"""
    if not source.by_meaning:
        only = "false" if source.search.match is Match.MEANING else "true"
        return f"""
  found as materialized (
    select {NAMES}, round((ranked / (select max(ranked) from words))::numeric, 6) as score, share, true as by_words,
      null::float8 as cosine
    from words where {only})"""
    return _fused(source)


def _fused(source: _Source) -> str:
    """As `calc.search.fuse`."""
    weights = weights_for(source.search.asked.count) if source.by_words else Weights(0, 1)
    only = {Match.ALL: "true", Match.WORDS: "by_words", Match.MEANING: "not by_words"}[source.search.match]
    likeness = f"""
  liked as materialized (
    select *, {weights.meaning} * case when high > low then (cosine - low) / (high - low) else 1 end as likeness
    from meaning cross join (select min(cosine) as low, max(cosine) as high from meaning) x)"""
    alone = f"select {NAMES}, round(likeness::numeric, 6) as score, 0::float8 as share, false as by_words, cosine from liked"
    if not source.by_words:
        return f"{likeness},\n  found as materialized (select * from ({alone}) each where {only})"
    both = f"""
      select {", ".join(f"w.{name}" for name in NAMES.split(", "))}, round((
          {weights.words} * w.ranked / x.best + coalesce(l.likeness, 0))::numeric, 6) as score,
        w.share, true as by_words, l.cosine
      from words w left join liked l on l.id = w.id cross join (select max(ranked) as best from words) x"""
    return f"""{likeness},
  found as materialized (
    select * from ({both} union all {alone} where id not in (select id from words)) each where {only})"""


def _listed(source: _Source) -> str:
    return f"""select {COLUMNS}, 0::numeric as score, 1::float8 as share, true as by_words, null::float8 as cosine
    from insights_note n {source.join} where {source.where}"""


def _page(source: _Source, after: str, parameters: dict[str, Any]) -> str:
    """The expression `page`: the rows of this page, one more to know whether there is another."""
    by_score = source.search.ranks and source.search.sort is Sort.RELEVANCE
    key, order = ("score", "score desc, id desc") if by_score else ("said_at", "said_at desc, id desc")
    beyond = "true"
    if after:
        first, last = decode_as(after, Decimal if by_score else datetime.fromisoformat, UUID)
        parameters |= {"after_key": first, "after_id": last}
        beyond = f"({key}, id) < (%(after_key)s, %(after_id)s::uuid)"
    rows_of = f"({_listed(source)}) every" if source.lists else "found"  # a list goes on beyond what is counted
    return f"""
  page as materialized (
    select id, score, share, by_words, cosine, said_at from {rows_of} where {beyond} order by {order} limit %(limit)s)"""


def _run(expressions: list[str], parameters: dict[str, Any], *, counts: bool) -> dict[str, Any]:
    if counts:
        expressions = [*expressions, spread.SPREAD]
    sql = f"""
        with {", ".join(expressions)}
        select (select coalesce(json_agg(p), '[]') from page p) as page,
          {f"(select coalesce(json_agg(f), '[]') from ({spread.FACETS}) f)" if counts else "'[]'::json"} as facets,
          {f"(select row_to_json(t) from ({spread.TOTALS}) t)" if counts else "null::json"} as totals,
          {f"(select row_to_json(b) from ({spread.BEHIND}) b)" if counts else "null::json"} as behind"""
    result: dict[str, Any] = one_row(sql, parameters, dict)
    return result


def _answer(row: dict[str, Any], search: Search, size: int, stems: str) -> Found:
    hits = [
        Hit(
            UUID(one["id"]), Decimal(str(one["score"])), one["share"], one["by_words"], one["cosine"],
            datetime.fromisoformat(one["said_at"]),
        )
        for one in row["page"]
    ]  # fmt: skip
    more, hits = len(hits) > size, hits[:size]
    by_score = search.ranks and search.sort is Sort.RELEVANCE
    after = encode(hits[-1].score if by_score else hits[-1].said_at, hits[-1].id) if more else ""
    totals = Totals(**(row["totals"] or {"found": 0, "whole": 0, "by_words": 0}), **_money(row["behind"]))
    capped = not search.ranks and totals.found > COUNTED
    return Found(hits, after, totals, spread.read(row["facets"]), stems, capped)


def _money(behind: dict[str, Any] | None) -> dict[str, Any]:
    return {"accounts": behind["accounts"], "arr": Decimal(str(behind["arr"]))} if behind else {}
