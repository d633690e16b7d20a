"""`clew backup`: the database as one moment saw it, and the files that were uploaded, in one file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

import clew
from clew.cli.backups import archive, tools
from clew.cli.backups.archive import Manifest
from clew.config import database, environment
from clew.kit.errors import Conflict, Invalid

DUMP = "database.dump"
FILES = "files"
SECRET = "secret.key"  # noqa: S105 - a file's name


@dataclass(frozen=True)
class Made:
    manifest: Manifest
    size: int
    """Of the file, in bytes."""


def backup(path: Path, *, with_secret: bool, now: datetime) -> Made:
    """Write a backup to `path`, which appears when it is whole; what was there before stays until then."""
    path = path.expanduser().absolute()
    if path.is_dir() or not path.parent.is_dir():
        raise Invalid(f"{path} cannot be written: name a file in a folder that exists.")
    try:
        with database.ready(), tempfile.TemporaryDirectory(prefix=".clew-backup-", dir=path.parent) as scratch:
            dumped = Path(scratch) / DUMP
            manifest = _dump(dumped, now=now)
            manifest = archive.write(path, _sources(dumped, with_secret=with_secret), manifest)
    except OSError as error:
        raise Invalid(f"{path} cannot be written: {error.strerror}.") from error
    return Made(manifest, path.stat().st_size)


def _dump(to: Path, *, now: datetime) -> Manifest:
    with _snapshot() as (connection, snapshot):
        manifest = Manifest(
            clew=clew.__version__,
            made_at=now.isoformat(timespec="seconds"),
            postgresql=str(connection.info.parameter_status("server_version")),
            migrations=applied_migrations(connection),
            rows=count_rows(connection),
            members={},
        )
        version = connection.info.server_version // 10000
        tools.dump(database.url(), snapshot=snapshot, to=to, server=version)
    return manifest


@contextmanager
def _snapshot() -> Iterator[tuple["psycopg.Connection[Any]", str]]:
    """One moment of the database, which the counting and the dump both see."""
    with database.connect() as connection:
        connection.execute("begin isolation level repeatable read, read only")
        row = connection.execute("select pg_export_snapshot()").fetchone()
        yield connection, row[0] if row else ""


def applied_migrations(connection: "psycopg.Connection[Any]") -> list[list[str]]:
    try:
        rows = connection.execute("select app, name from django_migrations order by app, name").fetchall()
    except psycopg.errors.UndefinedTable:
        raise Conflict("The database is empty: there is nothing to back up yet.") from None
    return [list(row) for row in rows]


def count_rows(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    """How many rows each table has, in name order."""
    tables = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' "
        "order by 1"
    ).fetchall()
    counts = {}
    for (table,) in tables:
        row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
        counts[table] = row[0] if row else 0
    return counts


def _sources(dumped: Path, *, with_secret: bool) -> Iterator[tuple[str, Path]]:
    """Files come after the dump: whatever the database names by then is there."""
    data = environment.data_folder()
    yield DUMP, dumped
    for path in sorted((data / FILES).rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{FILES}/{path.relative_to(data / FILES).as_posix()}", path
    if with_secret and (data / SECRET).exists():
        yield SECRET, data / SECRET
