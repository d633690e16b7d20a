"""The words of a search as SQL: which notes hold them, and how well (BM25 with the rarity of words in this workspace)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clew.calc.search import COVERAGE, K1, Asked, B, Stem, least_share, weigh
from clew.kit.rows import rows
from clew.workspaces.models import Workspace

CANDIDATES = 2_000
"""Rarest words first, until so many notes hold one; commoner words then rank those notes, and find no more."""
MOST = 32
"""Different stems of a query; of a longer one, the rarest."""

STEMS = """
    with lang as (
      select 'en' as code union
      select unnest(languages) from insights_wordstatistics where workspace_id = %(workspace)s),
    asked as (
      select lexeme as stem, min(positions[1]) as place
      from (select distinct clew_stemmer(code) as stemmer from lang) s,
        unnest(to_tsvector(stemmer, clew_plain(%(words)s)))
      group by lexeme)
    select q.stem, q.place, coalesce(d.notes, 0) as df, coalesce(s.notes, 0) as notes, coalesce(s.length, 20) as length
    from asked q
    left join insights_wordcount d on d.workspace_id = %(workspace)s and d.word = q.stem
    left join insights_wordstatistics s on s.workspace_id = %(workspace)s"""
"""The stems asked for, in every language of the workspace; `place` tells which word of the query each is of."""

COLUMNS = "n.id, n.said_at, n.is_dated, n.channel_id, n.account_id, n.rating, n.mood, n.kind, n.language"
"""What the facets want of a note: read while it is at hand."""


@dataclass(frozen=True)
class _Row(Stem):
    notes: int
    length: float


@dataclass(frozen=True)
class Words:
    """`sql` is the expression `words` (ids with score and share), `stems` PostgreSQL's query for any of the words."""

    sql: str
    parameters: dict[str, Any]
    stems: str


def words_of(*, workspace: Workspace, asked: Asked, where: str, join: str) -> Words | None:
    """The notes that hold the words of `asked` and pass `where`; None where it has no word but stop words.

    `ts_rank` of one word without normalisation is the sum of 1 / j² up to the word's occurrences, over π²/6: solved for
    the occurrences it is exact, and ten times quicker than to unpack the search column.
    """
    found = rows(STEMS, {"workspace": workspace.id, "words": asked.words}, _Row)
    if not found:
        return None
    weighed = weigh(found, notes=found[0].notes, most=MOST, candidates=CANDIDATES)
    parameters: dict[str, Any] = {"length": max(found[0].length, 1.0), "whole": weighed.whole}
    parameters["any_of"] = " | ".join(_quoted(one.stem) for one in weighed.finding)
    parts, shares, ranks = [], [], []
    for number, (stem, idf) in enumerate(weighed.stems):
        parameters |= {f"stem_{number}": _quoted(stem), f"idf_{number}": idf}
        ranks.append(f"ts_rank('{{1,1,1,1}}', n.search, %(stem_{number})s::tsquery) as r{number}")
        parts.append(_part(number))
        shares.append(f"case when r.r{number} > 0 then %(idf_{number})s::float8 else 0 end")
    sql = f"""
  words as materialized (
    select *, score * (1 + {COVERAGE} * share) as ranked from (
      select {COLUMNS}, {" + ".join(parts)} as score,
        case when %(whole)s::float8 > 0 then least(({" + ".join(shares)}) / %(whole)s::float8, 1) else 1 end as share
      from insights_note n {join} cross join lateral (select {", ".join(ranks)} offset 0) r
      where n.search @@ %(any_of)s::tsquery and {where}) scored
    where share >= {least_share(asked.count)})"""
    return Words(sql, parameters, " | ".join(_quoted(stem) for stem, _ in weighed.stems))


def _part(number: int) -> str:
    """What one word adds to a note's score."""
    occurs = f"round(1 / (1.6449341 * (1 - least(r.r{number}, 0.9999))) - 0.5)"
    held = f"{K1} * ({1 - B} + {B} * length(n.search) / %(length)s::float8)"
    return f"case when r.r{number} > 0 then %(idf_{number})s::float8 * {K1 + 1} * {occurs} / ({occurs} + {held}) else 0 end"


def _quoted(stem: str) -> str:
    """A stem as a word of a tsquery."""
    escaped = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


PHRASES = """
    with known as (
      select clew_stemmer('') as stemmer union
      select clew_stemmer(unnest(languages)) from insights_wordstatistics where workspace_id = %(workspace)s),
    stemmed as (
      select p.phrase, q.query, c.stemmer in (select stemmer from known) as is_known
      from unnest(%(phrases)s::text[]) p(phrase),
        (select oid::regconfig as stemmer from pg_ts_config where cfgnamespace = 'pg_catalog'::regnamespace) c,
        phraseto_tsquery(c.stemmer, clew_plain(p.phrase)) q(query))
    select phrase, coalesce(string_agg(distinct '(' || query::text || ')', ' | ') filter (where numnode(query) > 0), '') as query,
      bool_or(is_known and numnode(query) = 0) as is_empty
    from stemmed group by phrase"""
"""Every phrase as any language stems it; `is_empty` where it is but stop words in a language of the workspace."""


def needed(asked: Asked, *, workspace: Workspace) -> tuple[str, dict[str, Any]]:
    """Conditions over `n` for phrases that must stand in a note and for what must not; empty when there are none.

    A phrase of nothing but stop words asks for nothing. What any language makes of a phrase is asked first: the index
    knows it, and only the notes it names are compared as their own language stems (100,000 notes: up to seconds otherwise).
    """
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    broad = _broad(workspace, [*(phrase for group in asked.needed for phrase in group), *asked.without])
    for number, group in enumerate(asked.needed):
        names = [f"phrase_{number}_{place}" for place in range(len(group))]
        parameters |= dict(zip(names, group, strict=True))
        if not any(broad[phrase].is_empty for phrase in group):
            parameters[f"any_{number}"] = " | ".join(broad[phrase].query for phrase in group)
            parts.append(f"n.search @@ %(any_{number})s::tsquery")
        parts.append(_holds(names))
    for number, phrase in enumerate(asked.without):
        name = f"without_{number}"
        parameters |= {name: phrase, f"any_{name}": broad[phrase].query}
        parts.append(f"not (n.search @@ %(any_{name})s::tsquery and {_holds([name], empty='false')})")
    return " and ".join(parts), parameters


@dataclass(frozen=True)
class _Phrase:
    phrase: str
    query: str
    is_empty: bool


def _broad(workspace: Workspace, phrases: Sequence[str]) -> dict[str, _Phrase]:
    """What any language makes of each phrase."""
    if not phrases:
        return {}
    found = rows(PHRASES, {"workspace": workspace.id, "phrases": list(set(phrases))}, _Phrase)
    return {one.phrase: one for one in found}


def _holds(names: Sequence[str], *, empty: str = "true") -> str:
    """Whether a note holds one of the phrases, stemmed as its own language wants it."""
    queries = [f"phraseto_tsquery(clew_stemmer(n.language), clew_plain(%({name})s))" for name in names]
    joined = " || ".join(queries)
    return f"(case when numnode({joined}) = 0 then {empty} else n.search @@ ({joined}) end)"
