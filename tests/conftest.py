"""What every test stands on: a database per worker, the standing people, the time, no network.

The embedded PostgreSQL runs in a folder of its own with durability off, from the first test that needs it to the end
of the last session that uses it. A template database per state of the migrations is built once; each session copies it
(0.06 s). So nothing has to be set up, and several sessions may run at once.
"""

import hashlib
import os
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from tests import people
from tests.people import World
from tests.settings import FOLDER, ROOT

from clew.config.embedded import Embedded
from clew.workspaces.access import Scope
from clew.workspaces.models import User, Workspace

hypothesis_settings.register_profile(
    "clew",
    deadline=None,  # the machine is shared: a slow moment is no failure
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("clew")

SERVER = Embedded(FOLDER, fsync="off", synchronous_commit="off", full_page_writes="off", max_connections="200")
ONE_AT_A_TIME = "select pg_advisory_lock(7)"


# ── the database ──────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    name = f"test_{os.getpid()}_{worker_id}"
    with SERVER.running(), django_db_blocker.unblock():
        with psycopg.connect(SERVER.url("postgres"), autocommit=True) as server:
            server.execute(ONE_AT_A_TIME)  # workers and sessions arrive together
            template = _template(server)
            server.execute(f'create database {name} template "{template}" strategy file_copy')
        _use(name)
        yield
        connection.close()
        with psycopg.connect(SERVER.url("postgres"), autocommit=True) as server:
            server.execute(f"drop database {name} with (force)")


def _template(server: "psycopg.Connection[Any]") -> str:
    """The name of the database with today's tables; what other states and ended sessions left behind goes."""
    name = f"template_{_migrations_hash()}"
    names = {row[0] for row in server.execute("select datname from pg_database")}
    for old in names:
        if (old.startswith("template_") and old not in {name, "template_"}) or _is_left_behind(old):
            server.execute(f'drop database if exists "{old}" with (force)')
    if name not in names:
        server.execute("create database building")
        _use("building")
        call_command("migrate", verbosity=0)
        connection.close()
        server.execute(f'alter database building rename to "{name}"')
    return name


def _migrations_hash() -> str:
    files = sorted((ROOT / "src").glob("clew/*/migrations/*.py"))
    helpers = [ROOT / "src/clew/kit/schema.py", ROOT / "src/clew/kit/ids.py", ROOT / "requirements.lock"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in [*files, *helpers])).hexdigest()[:12]


def _is_left_behind(name: str) -> bool:
    """Whether a session that was killed made it."""
    parts = name.split("_")
    return name == "building" or (parts[0] == "test" and not psutil.pid_exists(int(parts[1])))


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


# ── people and time ───────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def now() -> datetime:
    return people.NOW


@pytest.fixture
def world(db: None) -> World:
    return people.make_world()


@pytest.fixture
def workspace(world: World) -> Workspace:
    return world.northwind


@pytest.fixture
def alice(world: World) -> User:
    return world.alice


@pytest.fixture
def bob(world: World) -> User:
    return world.bob


@pytest.fixture
def carol(world: World) -> User:
    return world.carol


@pytest.fixture
def dana(world: World) -> User:
    return world.dana


@pytest.fixture
def charlie(world: World) -> User:
    return world.charlie


@pytest.fixture
def scope(bob: User) -> Scope:
    """Bob's: most things are done by an editor."""
    return people.scope_of(bob)


# ── the outside ───────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """A test that calls another host fails at once. Sockets of this machine stay open, for browsers and servers."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _at_home_only(getattr(socket.socket, name)))
    yield
    patch.undo()


def _at_home_only(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and str(address[0]) not in {"127.0.0.1", "localhost", "::1"}:
            raise AssertionError(f"A test tried to reach {address}.")
        return connect(self, address)

    return guarded


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """`file("name.csv", "text" or bytes)` writes it and gives its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
