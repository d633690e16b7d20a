"""PostgreSQL's client programs: which ones fit a server, and running them without showing a password."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from clew.config import programs
from clew.config.programs import DatabaseFailure

# Newer programs write settings that an older server does not know, and none of them matters here.
UNKNOWN_TO_OLDER = {b"SET transaction_timeout = 0;\n": 17}
"""A line of a dump, and the first version of the server that understands it."""


def find(name: str, *, server: int) -> Path:
    """The client program `name` for a server of the major version `server`: at least as new as that.

    Our own first, the machine's otherwise; DatabaseFailure when both are too old.
    """
    try:
        ours = programs.program(name)
        if server <= programs.MAJOR and ours.exists():
            return ours
    except DatabaseFailure:
        pass  # not installed on this kind of machine
    theirs = shutil.which(name)
    version = _major(theirs) if theirs else 0
    if theirs and version >= server:
        return Path(theirs)
    have = f"the one of this machine is {version}" if theirs else "this machine has none"
    raise DatabaseFailure(
        f"The server is PostgreSQL {server}, and {name} must not be older: Clew's own is {programs.MAJOR}, {have}. "
        f"Install the client programs of PostgreSQL {server}."
    )


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"\) (\d+)", said)
    return int(found.group(1)) if found else 0


def dump(address: str, *, snapshot: str, to: Path, server: int) -> None:
    """Write everything in the database `address`, as `snapshot` sees it, to the file `to`."""
    _run(
        [find("pg_dump", server=server), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
         f"--file={to}"],
        address,
    )  # fmt: skip


def load(address: str, *, dumped: Path, server: int) -> None:
    """Load a dump into the empty database `address`, all or nothing.

    By way of a script, because `pg_restore` itself sends an older server what it does not understand.
    """
    script = [
        str(find("pg_restore", server=server)),
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "--file=-",
        str(dumped),
    ]
    with subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reading:  # noqa: S603
        assert reading.stdout and reading.stderr  # noqa: PT018 - both are pipes
        lines = reading.stdout

        def feed(into: IO[bytes]) -> None:
            _copy_script(lines, into, server=server)

        _run(
            [find("psql", server=server), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
             "--output=/dev/null"],
            address, feed=feed,
        )  # fmt: skip
        said = reading.stderr.read().decode(errors="replace")
    if reading.returncode:
        raise DatabaseFailure(f"pg_restore failed: {said.strip()}")


def _copy_script(lines: IO[bytes], into: IO[bytes], *, server: int) -> None:
    """Everything before the first table is settings; what comes after is copied as it is."""
    for line in lines:
        if UNKNOWN_TO_OLDER.get(line, 0) <= server:
            into.write(line)
        if line.startswith(b"CREATE "):
            break
    shutil.copyfileobj(lines, into, 1 << 20)


def _run(command: list[object], address: str, *, feed: Callable[[IO[bytes]], None] | None = None) -> None:
    """Run a client program on the database `address`; a password goes by the environment, which only we can read."""
    parts = {key: str(value) for key, value in conninfo_to_dict(address).items() if value is not None}
    password = parts.pop("password", "")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    arguments = [*map(str, command), f"--dbname={make_conninfo(**parts)}"]
    with subprocess.Popen(  # noqa: S603 - our own arguments
        arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    ) as child:
        assert child.stdin and child.stderr  # noqa: PT018 - both are pipes
        try:
            if feed:
                feed(child.stdin)
            child.stdin.close()
        except BrokenPipeError:
            pass  # it ended; why, it says itself
        said = child.stderr.read().decode(errors="replace").strip()
    if child.returncode:
        raise DatabaseFailure(f"{Path(arguments[0]).name} failed: {said}")
