"""Whether the database's tables fit this version of the code, asked without Django where possible.

What Django found once is remembered as a mark over the names in the code and the rows in the database; where the mark
agrees nothing is to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

import clew
from clew.cli.marks import mark_of, read_mark, write_mark
from clew.config import database
from clew.config.programs import DatabaseFailure
from clew.kit.errors import ExpectedError

PACKAGE = Path(clew.__file__).parent
MARK = "migrated"
ONE_AT_A_TIME = int.from_bytes(b"clew")
"""The number of the advisory lock under which migrations are applied."""


class MigrationsPending(ExpectedError):
    status = 409
    code = "migrations_pending"


def is_migrated(connection: "psycopg.Connection[Any]") -> bool:
    """Whether Django is known to have nothing to migrate. False also means: ask Django."""
    try:
        return read_mark(MARK) == _mark(connection)
    except psycopg.errors.UndefinedTable:
        return False


def ensure_migrated(*, allowed: bool) -> int:
    """Apply what is pending, one process at a time; returns how many. Needs Django set up.

    Raises MigrationsPending when something is to do and it is not `allowed`.
    """
    with database.connect() as connection:
        if is_migrated(connection):
            return 0
        connection.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])  # ends with the connection
        count = pending()
        if count and not allowed:
            raise MigrationsPending(f"The database lacks {count} migrations. Make a backup, then run `clew migrate`.")
        if count:
            _apply()
        write_mark(MARK, _mark(connection))
    return count


def pending() -> int:
    """How many migrations Django would apply. Needs Django set up."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _apply() -> None:
    from django.core.management import call_command

    with _in_words():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _in_words() -> Iterator[None]:
    from clew.kit.schema import NoVector

    try:
        yield
    except NoVector as error:
        raise DatabaseFailure(str(error)) from error


def _mark(connection: "psycopg.Connection[Any]") -> str:
    names = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.glob("*/migrations/*.py"))
    rows = connection.execute("select app, name from django_migrations order by 1, 2").fetchall()
    return mark_of(names, rows, *map(version, ("django", "django-allauth", "procrastinate")))
