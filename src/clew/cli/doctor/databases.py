"""D001 to D004, D013, D016 and D017: the database and its queue."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from clew.cli import migrations
from clew.cli.application import django_ready
from clew.cli.doctor.findings import Finding, Setup, broken, warning
from clew.config import database
from clew.config.programs import DatabaseFailure
from clew.jobs import health

STUCK_AFTER = timedelta(minutes=5)
CLOCKS_MAY_DIFFER = timedelta(seconds=60)

Connection = psycopg.Connection[Any]


def look(setup: Setup) -> Iterator[Finding]:
    """All that takes a connection. An embedded database that was never made is none to look at."""
    if not database.is_embedded():
        yield from _connected()
    elif database.embedded(setup.data).exists():
        try:
            with database.embedded(setup.data).running():
                yield from _connected()
        except DatabaseFailure as error:
            mend = f"Read {database.embedded(setup.data).log}; then try `clew stop` and `clew serve`."
            yield broken("D001", f"The embedded database does not start: {error}", mend)


def _connected() -> Iterator[Finding]:
    try:
        connection = psycopg.connect(database.url(), autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        mend = "Check DATABASE_URL, whether the server runs, and whether it lets this machine in."
        yield broken("D001", f"The database cannot be reached: {database.in_words(error)}.", mend)
        return
    with connection:
        yield from _version(connection)
        yield from _vector(connection)
        yield from _clock(connection)
        yield from _tables(connection)


def _version(connection: Connection) -> Iterator[Finding]:
    version = connection.info.server_version // 10000
    if version < database.OLDEST_VERSION:
        sentence = f"The database is PostgreSQL {version}; Clew needs {database.OLDEST_VERSION} or newer."
        yield broken("D002", sentence, "Name a newer server in DATABASE_URL.")


def _vector(connection: Connection) -> Iterator[Finding]:
    if connection.execute("select 1 from pg_extension where extname = 'vector'").fetchone():
        return
    if not connection.execute("select 1 from pg_available_extensions where name = 'vector'").fetchone():
        yield broken("D003", "PostgreSQL lacks the extension “vector”.", "Install pgvector on the database's server.")
        return
    row = connection.execute(
        "select rolsuper or exists (select 1 from pg_available_extension_versions where name = 'vector' and trusted) "
        "from pg_roles where rolname = current_user"
    ).fetchone()
    if not row or not row[0]:
        sentence = "The extension “vector” is not in this database, and Clew's role may not create it."
        yield broken("D003", sentence, "As a superuser, run in this database: create extension vector;")


def _clock(connection: Connection) -> Iterator[Finding]:
    row = connection.execute("select clock_timestamp()").fetchone()
    difference = abs(datetime.now(UTC) - row[0]) if row else timedelta()
    if difference > CLOCKS_MAY_DIFFER:
        sentence = f"This machine's clock and the database's are {difference.total_seconds():.0f} seconds apart."
        yield warning("D013", sentence, "Let both machines set their clocks: timedatectl set-ntp true")


def _tables(connection: Connection) -> Iterator[Finding]:
    if not migrations.is_migrated(connection):
        with django_ready():
            count = migrations.pending()
        if count and database.is_embedded():
            yield warning("D004", f"The database lacks {count} migrations.", "Nothing: `clew serve` applies them.")
        elif count:
            yield broken("D004", f"The database lacks {count} migrations.", "Make a backup, then run: clew migrate")
        if count:
            return
    yield from _queue(health.look(connection))


def _queue(queue: health.Queue) -> Iterator[Finding]:
    if queue.waiting and not queue.workers and queue.oldest > STUCK_AFTER:
        minutes = queue.oldest.total_seconds() / 60
        sentence = (
            f"{queue.waiting} jobs wait, the oldest for {minutes:.0f} minutes, and no worker gives a sign of life."
        )
        yield broken("D016", sentence, "Run `clew serve`, or `clew worker` where web and worker run apart.")
    if queue.failed:
        yield warning("D017", f"{queue.failed} background jobs failed.", "Their errors stand in the worker's output.")
