"""The first reading of a file: how many rows there are, which repeat, and which are said anew further down.

It reads to the end before anything is written, so a file that breaks in its last line changes nothing. What it learns
stands in a temporary table: memory does not grow with the file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import uuid4

from django.db import connection
from psycopg import sql

from clew.interchange.actions.parsing import RowParser
from clew.kit.tables import Row, clean_row

BATCH = 5_000
ODD = """
create temp table {odd} on commit drop as
  select number, first, is_superseded from (
    select number, first, key is not null and first < max(first) over (partition by key) as is_superseded from (
      select number, key, min(number) over (partition by hash) as first from {seen}) versions) marked
  where first <> number or is_superseded
"""
"""Rows with the same cells are versions of nothing: the first counts. Of rows with the same key, the version that
appears last counts; the others are superseded. Rows without a key are their own."""


@dataclass(frozen=True)
class Odd:
    """`repeats` is the number of the first row with the same cells, 0 for none."""

    repeats: int = 0
    is_superseded: bool = False


PLAIN = Odd()


class Census:
    """`rows` counts the rows of data. Close it when done: its tables would outlive it inside a longer transaction."""

    def __init__(self, rows: Iterator[Row], parser: RowParser, tick: Callable[[int], None]) -> None:
        self.seen, self.odd = f"import_seen_{uuid4().hex}", f"import_odd_{uuid4().hex}"
        self._run("create temp table {seen} (number int, hash uuid, key text) on commit drop")
        self.rows = self._copy(rows, parser, tick)
        self._run(ODD)
        self._run("drop table {seen}")
        self._run("create index on {odd} (number)")

    def odd_between(self, first: int, last: int) -> dict[int, Odd]:
        """What is odd about the rows of one batch, by number."""
        with connection.cursor() as cursor:
            statement = "select number, first, is_superseded from {odd} where number between %s and %s"
            cursor.execute(self._named(statement), [first, last])
            return {
                number: Odd(first if first != number else 0, superseded)
                for number, first, superseded in cursor.fetchall()
            }

    def close(self) -> None:
        self._run("drop table {odd}")

    def _copy(self, rows: Iterator[Row], parser: RowParser, tick: Callable[[int], None]) -> int:
        count = 0
        entries = (_entry(row, parser) for row in rows)
        while batch := list(islice(entries, BATCH)):
            count = batch[-1][0]
            with (
                connection.cursor() as cursor,
                cursor.copy(self._named("copy {seen} (number, hash, key) from stdin")) as stream,
            ):
                for entry in batch:
                    if entry[1]:
                        stream.write_row(entry)
            tick(count)
        return count

    def _run(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(self._named(statement))

    def _named(self, statement: str) -> sql.Composed:
        names = {"seen": sql.Identifier(self.seen), "odd": sql.Identifier(self.odd)}
        return sql.SQL(statement).format(**names)


def _entry(row: Row, parser: RowParser) -> tuple[int, str, str | None]:
    """Number, hash (half of it will do) and key; without a hash when the row has a fault and repeats nothing."""
    if row.fault:
        return row.number, "", None
    cells = clean_row(row.cells)
    return row.number, parser.hasher(cells)[:32], parser.key(cells) or None
