"""The first reading of a file: how many rows there are, which repeat, and which are said anew further down.

It reads to the end before anything is written, so a file that breaks in its last line changes nothing. What it learns
stands in temporary tables, and of it what is odd stays with the run: memory does not grow with the file, and an import
that goes on after a break need not count again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID, uuid4

from django.db import connection
from psycopg import sql

from clew.interchange.actions.parsing import RowParser
from clew.interchange.models import ImportRun, OddRow
from clew.kit.tables import Row, clean_row

BATCH = 5_000
ODD = """
insert into interchange_oddrow (run_id, number, first, is_superseded)
  select %s, number, first, is_superseded from (
    select number, first, key is not null and first < max(first) over (partition by key) as is_superseded from (
      select number, key, min(number) over (partition by hash) as first from {seen}) versions) marked
  where first <> number or is_superseded
"""
"""Rows with the same cells are versions of nothing: the first counts. Of rows with the same key, the version that
appears last counts; the others are superseded. Rows without a key are their own."""
BETWEEN = "select number, first, is_superseded from interchange_oddrow where run_id = %s and number between %s and %s"


@dataclass(frozen=True)
class Odd:
    """`repeats` is the number of the first row with the same cells, 0 for none."""

    repeats: int = 0
    is_superseded: bool = False


PLAIN = Odd()


def count_rows(run: ImportRun, rows: Iterator[Row], parser: RowParser, tick: Callable[[int], None]) -> int:
    """How many rows there are; what is odd about them is kept with the run."""
    forget_odd(run)
    seen = sql.Identifier(f"import_seen_{uuid4().hex}")
    _run(sql.SQL("create temp table {seen} (number int, hash uuid, key text) on commit drop").format(seen=seen))
    found = _copy(seen, rows, parser, tick)
    _run(sql.SQL(ODD).format(seen=seen), run.pk)
    _run(sql.SQL("drop table {seen}").format(seen=seen))  # it would outlive this inside a longer transaction
    return found


def odd_between(run: ImportRun, first: int, last: int) -> dict[int, Odd]:
    """What is odd about the rows of one batch, by number."""
    with connection.cursor() as cursor:
        cursor.execute(BETWEEN, [run.pk, first, last])
        return {
            number: Odd(first if first != number else 0, superseded)
            for number, first, superseded in cursor.fetchall()
        }  # fmt: skip


def forget_odd(run: ImportRun) -> None:
    OddRow.objects.filter(run=run).delete()


def _copy(seen: sql.Identifier, rows: Iterator[Row], parser: RowParser, tick: Callable[[int], None]) -> int:
    count = 0
    entries = (_entry(row, parser) for row in rows)
    while batch := list(islice(entries, BATCH)):
        count = batch[-1][0]
        statement = sql.SQL("copy {seen} (number, hash, key) from stdin").format(seen=seen)
        with connection.cursor() as cursor, cursor.copy(statement) as stream:
            for entry in batch:
                if entry[1]:
                    stream.write_row(entry)
        tick(count)
    return count


def _run(statement: sql.Composed, *values: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def _entry(row: Row, parser: RowParser) -> tuple[int, str, str | None]:
    """Number, hash (half of it will do) and key; without a hash when the row has a fault and repeats nothing."""
    if row.fault:
        return row.number, "", None
    cells = clean_row(row.cells)
    return row.number, parser.hasher(cells)[:32], parser.key(cells) or None
