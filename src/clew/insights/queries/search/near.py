"""Nearness in meaning as SQL: exact among the notes that pass the filters, or among the thousand whose signs are nearest."""

from clew.insights.queries.search.words import COLUMNS

MEANT = 100
"""How many notes are found by meaning, at most."""
SIGNED = 1_000
"""Notes whose vectors are compared exactly: .966 of the true hundred are among them (100,000 notes)."""
MOST_SIGNED = 20_000
FEW = 5_000
"""With no more notes than this behind the filters, all their vectors are compared."""
LEAST_COSINE = 0.25
"""What is no nearer than this is not meant: two unrelated notes have about 0.1."""

NEAREST = """
  near as materialized (
    select note_id from insights_notevector where workspace_id = %(workspace)s and embedder = %(embedder)s
    order by signs <~> binary_quantize(%(vector)s::halfvec(512))::bit(512) limit %(signed)s),
  meaning as materialized (
    select {columns}, 1 - (v.vector <=> %(vector)s::halfvec(512)) as cosine
    from near join insights_notevector v on v.note_id = near.note_id join insights_note n on n.id = near.note_id {join}
    where {where} and v.vector <=> %(vector)s::halfvec(512) < {farthest}
    order by v.vector <=> %(vector)s::halfvec(512), n.id limit {limit})"""

EXACT = """
  meaning as materialized (
    select {columns}, 1 - (v.vector <=> %(vector)s::halfvec(512)) as cosine
    from insights_note n join insights_notevector v on v.note_id = n.id and v.embedder = %(embedder)s {join}
    where {where} and v.vector <=> %(vector)s::halfvec(512) < {farthest}
    order by v.vector <=> %(vector)s::halfvec(512), n.id limit {limit})"""


def nearest(*, where: str, join: str, exact: bool) -> str:
    """The expression `meaning`: ids and cosines of the nearest notes that pass `where`."""
    return (EXACT if exact else NEAREST).format(
        columns=COLUMNS, where=where, join=join, farthest=1 - LEAST_COSINE, limit=MEANT
    )


def signed(passing: int, of: int) -> int:
    """How many signs to look at so that about `SIGNED` pass the filters, when `passing` of `of` notes do."""
    return min(MOST_SIGNED, SIGNED * max(1, of // max(1, passing)))
