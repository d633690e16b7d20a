"""A second connection, for what must be seen, or must commit, while a long import's transaction is open."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def outside() -> Iterator[BaseDatabaseWrapper]:
    """A connection that commits at once. Inside somebody's transaction it is the usual one: theirs decides then."""
    if connection.in_atomic_block:
        yield connection
        return
    second = connection.copy()
    try:
        yield second
    finally:
        second.close()


def run_on(where: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with where.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []
