"""Where a backup is loaded: into a database beside the present one, or, where none may be made, into an empty one.

Names: `<database>_restoring` while it is loaded, `<database>_before` for the present one from the exchange until the
restore has succeeded. What a killed restore left under these names goes at the next one.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from clew.config import database
from clew.config.programs import DatabaseFailure
from clew.kit.errors import Conflict

ATTEMPTS = 50
"""To rename a database whose users come back as fast as they are sent away; 0.1 s each."""


@dataclass(frozen=True)
class Place:
    """Where to load: the database `address` itself, or (`is_beside`) one beside it that takes its place."""

    address: str
    is_beside: bool

    @property
    def name(self) -> str:
        return str(conninfo_to_dict(self.address)["dbname"])

    @property
    def restoring(self) -> str:
        return f"{self.name}_restoring"

    @property
    def before(self) -> str:
        return f"{self.name}_before"

    @contextmanager
    def opened(self) -> Iterator[str]:
        """The address to load into. Left in good order, the old database goes; otherwise the new one."""
        if not self.is_beside:
            yield self.address
            return
        self._drop(self.restoring, self.before)
        with self._server() as server:
            server.execute(_named("create database {}", self.restoring))
        try:
            yield self._address_of(self.restoring)
        except BaseException:
            self._drop(self.restoring)
            raise
        self._drop(self.before)

    def _drop(self, *names: str) -> None:
        with self._server() as server:
            for name in names:
                server.execute(_named("drop database if exists {} with (force)", name))

    def take(self) -> None:
        """Exchange: what was loaded is the database from now on."""
        self._rename((self.name, self.before), (self.restoring, self.name))

    def give_back(self) -> None:
        """Undo `take`."""
        self._rename((self.name, self.restoring), (self.before, self.name))

    def _rename(self, *pairs: tuple[str, str]) -> None:
        """Both names change in one transaction; whoever is connected is sent away first."""
        if not self.is_beside:
            return
        with self._server() as server:
            for attempt in range(ATTEMPTS):
                server.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = any(%s)",
                    [[old for old, _ in pairs]],
                )
                try:
                    with server.transaction():
                        for old, new in pairs:
                            server.execute(_named("alter database {} rename to {}", old, new))
                except psycopg.errors.ObjectInUse:
                    if attempt == ATTEMPTS - 1:
                        raise DatabaseFailure(f"Others keep using the database {self.name}. Stop them first.") from None
                    time.sleep(0.1)
                else:
                    return

    def _address_of(self, name: str) -> str:
        parts = {key: str(value) for key, value in conninfo_to_dict(self.address).items() if value is not None}
        return make_conninfo(**{**parts, "dbname": name})

    def _server(self) -> "psycopg.Connection[Any]":
        """A connection to another database of the same server: none can be renamed from within."""
        try:
            return database.connect(self._address_of("postgres"))
        except DatabaseFailure:
            return database.connect(self._address_of("template1"))


def find(address: str, *, replace: bool) -> Place:
    """Where to load a backup for `address`; Conflict when that would cost something that nobody gave leave for."""
    with database.connect(address) as connection:
        tables = _tables(connection)
        _ensure_ours(tables)
        if not replace:
            _ensure_empty(connection, tables)
        if _may_exchange(connection):
            return Place(address, is_beside=True)
    if tables:
        raise Conflict(
            "The role in DATABASE_URL may not make databases, so nothing can be exchanged here. Name an empty database "
            "in DATABASE_URL, or let the role make some: alter role … createdb;"
        )
    return Place(address, is_beside=False)


def _tables(connection: "psycopg.Connection[Any]") -> set[str]:
    rows = connection.execute("select table_name from information_schema.tables where table_schema = 'public'")
    return {row[0] for row in rows}


def _ensure_ours(tables: set[str]) -> None:
    if tables and not {"django_migrations", "workspaces_workspace"} <= tables:
        raise Conflict(
            "The database holds something else than Clew, and is left alone. Name an empty one in DATABASE_URL."
        )


def _ensure_empty(connection: "psycopg.Connection[Any]", tables: set[str]) -> None:
    """Tables without people and workspaces are what a first `clew serve` makes: nothing is lost with them."""
    if not tables:
        return
    row = connection.execute(
        "select (select count(*) from workspaces_user), (select count(*) from workspaces_workspace)"
    )
    people, workspaces = row.fetchone() or (0, 0)
    if people or workspaces:
        raise Conflict(
            f"The database is not empty: it holds {workspaces} workspaces and {people} people. With --replace the backup "
            "takes their place, and they are gone."
        )


def _may_exchange(connection: "psycopg.Connection[Any]") -> bool:
    row = connection.execute(
        "select (rolcreatedb or rolsuper) and pg_has_role(datdba, 'USAGE') from pg_roles, pg_database "
        "where rolname = current_user and datname = current_database()"
    ).fetchone()
    return bool(row and row[0])


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))
