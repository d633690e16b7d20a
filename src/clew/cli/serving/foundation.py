"""What the first page stands on: a database that answers and lives, tables and static files of this version, a demo."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg

from clew.cli import migrations, static_files
from clew.cli.output import say
from clew.config import database
from clew.config.programs import DatabaseFailure
from clew.kit.errors import Conflict, ExpectedError

SECONDS_BETWEEN_ATTEMPTS = 10.0


class NotPrepared(ExpectedError):
    status = 500
    code = "not_prepared"


@contextmanager
def laid(*, migrate: bool, stopped: threading.Event) -> Iterator[None]:
    """While this is open the database answers and holds this version's tables; static files are collected.

    What changed is brought up to date by a process of its own, since it takes Django. The embedded database is always
    migrated, one that DATABASE_URL names only with `migrate`. When `stopped` is set, that is broken off.
    """
    with database.ready():
        with database.connect() as connection:
            has_tables = migrations.is_migrated(connection)
        if not has_tables or not static_files.has_static_files():
            say("Preparing the database and the static files …")
            run_own("prepare", "--apply" if migrate or database.is_embedded() else "--no-apply", stopped=stopped)
        yield


def run_own(*arguments: str, stopped: threading.Event, settings: Mapping[str, str] | None = None) -> None:
    """Run one of our own commands, with `settings` in its environment; its expected failure becomes ours."""
    command = [sys.executable, "-P", "-m", "clew.cli.main", *arguments, "--json"]
    inherited = {
        name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in (settings or {})
    }
    environment = {**inherited, **(settings or {})}
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, text=True, start_new_session=True, env=environment
    ) as child:
        while True:
            try:
                out, _ = child.communicate(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                if stopped.is_set():
                    child.terminate()
    if child.returncode and not stopped.is_set():
        raise NotPrepared(_sentence(out))


def _sentence(out: str) -> str:
    try:
        found: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
        return str(found["error"]["sentence"])
    except (ValueError, KeyError, IndexError, TypeError):
        return "Preparing the database failed; what was said stands above."


def ensure_demo() -> None:
    with database.connect() as connection:
        try:
            found = connection.execute("select 1 from workspaces_workspace where is_demo").fetchone()
        except psycopg.errors.UndefinedTable:
            found = None
    if not found:
        raise Conflict("There is no demo workspace here yet. Make one with `clew demo`, or leave out --demo.")


class Keeper:
    """Keeps the embedded server alive. One that DATABASE_URL names is somebody else's business."""

    def __init__(self) -> None:
        self.server = database.embedded() if database.is_embedded() else None
        self.rests_until = 0.0

    def tend(self, now: float) -> None:
        """One look; a server that ended is started again. `now` by the monotonic clock."""
        if self.server is None or now < self.rests_until or self.server.owner():
            return
        say("The database had ended; it is started again.")
        try:
            self.server.start()
        except DatabaseFailure as error:
            self.rests_until = now + SECONDS_BETWEEN_ATTEMPTS
            say(str(error))
