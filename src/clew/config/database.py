"""Which PostgreSQL: the one that DATABASE_URL names, else the embedded one in the data folder.

The address of the embedded server depends on the folder alone, so every process finds it without asking.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from clew.config import environment
from clew.config.embedded import DatabaseFailure, Embedded

POOL = {"min_size": 1, "max_size": 8, "timeout": 20}
OLDEST_VERSION = 16


def is_embedded() -> bool:
    return not environment.secret("DATABASE_URL")


def embedded(folder: Path | None = None) -> Embedded:
    return Embedded(folder or environment.data_folder())


def url() -> str:
    return environment.secret("DATABASE_URL") or embedded().url()


def connect(address: str = "") -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of our own, outside Django, in autocommit mode; DatabaseFailure says what stands in the way."""
    try:
        connection = psycopg.connect(address or url(), autocommit=True, connect_timeout=10)
    except psycopg.ProgrammingError as error:
        raise environment.BadEnvironment(f"DATABASE_URL is not a PostgreSQL address: {error}.") from error
    except psycopg.OperationalError as error:
        where = "The embedded database" if is_embedded() else "The database that DATABASE_URL names"
        said = in_words(error)
        raise DatabaseFailure(f"{where} cannot be reached: {said}. `clew doctor` looks for the cause.") from error
    version = connection.info.server_version // 10000
    if version < OLDEST_VERSION:
        connection.close()
        raise DatabaseFailure(f"The database is PostgreSQL {version}; Clew needs {OLDEST_VERSION} or newer.")
    return connection


def in_words(error: psycopg.Error) -> str:
    """What the server or its library said, without the hints that follow."""
    return str(error).strip().partition("\n")[0]


@contextmanager
def ready() -> Iterator[None]:
    """While this is open the database answers: the embedded one is started, and stopped after its last user."""
    if is_embedded():
        with embedded().running():
            yield
    else:
        connect().close()
        yield


def django_settings() -> dict[str, Any]:
    """Django's DATABASES entry for `url()`."""
    try:
        parts = conninfo_to_dict(url())
    except psycopg.ProgrammingError as error:
        raise environment.BadEnvironment(f"DATABASE_URL is not a PostgreSQL address: {error}.") from error
    known = {"dbname", "user", "password", "host", "port"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "clew"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_HEALTH_CHECKS": True,  # the pool outlives a restart of the server; its connections do not
        "OPTIONS": {"pool": POOL, **{key: value for key, value in parts.items() if key not in known}},
        "DISABLE_SERVER_SIDE_CURSORS": environment.flag("CLEW_POOLED_DATABASE"),
    }
