"""What the tests of the command line share: real processes on data folders of their own."""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil
import psycopg

import clew as clew_package
from clew.cli import static_files
from clew.config.embedded import Embedded

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(tempfile.gettempdir()) / f"clew-cli-tests-{os.geteuid()}-{hashlib.sha256(bytes(ROOT)).hexdigest()[:8]}"
"""Holds one prepared data folder per state of the migrations: making it takes longer than all these tests."""
SERVER = ("-m", "clew.cli.main")
LEAN = {"DJANGO_SETTINGS_MODULE": "tests.cli.napping.settings"}
"""For tests of processes, which need none of Clew's pages."""


def environment(data: Path, **extra: str) -> dict[str, str]:
    """Ours without what would lead a command elsewhere."""
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("CLEW_", "DATABASE_URL", "DJANGO_"))
    }
    path = os.pathsep.join(filter(None, [str(ROOT), ours.get("PYTHONPATH", "")]))
    return {**ours, "CLEW_DATA": str(data), "PYTHONPATH": path, **extra}


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The last line on stdout, which must be the only JSON there."""
        *before, last = self.out.strip().splitlines()
        assert not any(line.startswith("{") for line in before)
        return json.loads(last)


def clew(*arguments: str, data: Path, limit: float = 60, env: Mapping[str, str] | None = None) -> Said:
    """Run a command to its end."""
    done = subprocess.run(
        [sys.executable, *SERVER, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=limit,
        env=environment(data, **(env or {})),
    )
    return Said(done.returncode, done.stdout, done.stderr)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def until(what: Callable[[], Any], *, limit: float = 90.0) -> Any:
    """What `what` returns as soon as that is true; an assertion fails after `limit` seconds."""
    end = time.monotonic() + limit
    while True:
        with suppress(OSError, ValueError, KeyError, psutil.Error, psycopg.Error):
            if found := what():
                return found
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(0.05)


def assert_gone(processes: list[psutil.Process], *, limit: float = 20.0) -> None:
    """A zombie is gone: burying it is somebody else's business."""
    until(lambda: all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in processes), limit=limit)


def status(port: int, path: str = "/healthz") -> int | None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


@dataclass
class Serving:
    """A `clew serve` that answers."""

    data: Path
    port: int
    process: "subprocess.Popen[str]"

    @property
    def state(self) -> Any:
        return json.loads((self.data / "run" / "serve.json").read_text())

    def pid(self, child: str) -> int:
        return int(self.state["children"][child]["pid"])

    @property
    def database(self) -> psutil.Process:
        if found := Embedded(self.data).owner():
            return found
        raise ValueError("no database runs")

    def answers(self) -> bool:
        return status(self.port) == 200

    def family(self) -> list[psutil.Process]:
        """Every process that it started, the database's too."""
        database = self.database
        parts = psutil.Process(self.process.pid).children(recursive=True)
        return [*parts, database, *database.children(recursive=True)]


@contextmanager
def serving(data: Path, *arguments: str, port: int = 0, env: Mapping[str, str] | None = None) -> Iterator[Serving]:
    port = port or free_port()
    with (data.parent / f"{data.name}.err").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, *SERVER, "serve", "--port", str(port), "--json", *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment(data, **(env or {})),
        )
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line, (data.parent / f"{data.name}.err").read_text()
        assert json.loads(line) == {"address": f"http://127.0.0.1:{port}/"}
        yield Serving(data, port, process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def copy_stopped(data: Path, to: Path) -> None:
    """Make `to` a copy of a data folder that nothing runs in."""
    to.mkdir(mode=0o711)
    parts = [path for path in data.iterdir() if path.name != "static"]
    subprocess.run(["cp", "-a", *parts, to], check=True)
    subprocess.run(["cp", "-al", data / "static", to], check=True)  # linked: many files, and none is ever changed


def copy_prepared(to: Path) -> None:
    """Make `to` a data folder with an up-to-date, empty database and all static files collected."""
    SHARED.mkdir(mode=0o755, exist_ok=True)
    files = sorted(Path(clew_package.__file__).parent.glob("*/migrations/*.py"))
    model = SHARED / hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    with (SHARED / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for old in SHARED.iterdir():
            if old.is_dir() and old != model:
                shutil.rmtree(old)
        mark = model / "run" / static_files.MARK
        if not mark.exists() or mark.read_text() != static_files._mark():
            done = clew("prepare", "--json", data=model, limit=300)
            assert done.code == 0, done.err
        copy_stopped(model, to)


@contextmanager
def folder(name: str = "data") -> Iterator[Path]:
    """A place for a data folder, open enough for PostgreSQL's stand-in user, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="clew-cli-") as above:
        Path(above).chmod(0o755)
        data = Path(above) / name
        yield data
        Embedded(data).stop()


@contextmanager
def copied(name: str = "data") -> Iterator[Path]:
    """A copy of the prepared data folder."""
    with folder(name) as data:
        copy_prepared(data)
        yield data
