"""Who serves a data folder: one `clew serve` at a time, and a small file that says which processes and where.

The lock decides, and ends with the process that holds it; the file only tells. It is replaced whole, so that a reader
never sees half of it.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from clew.cli.marks import run_folder
from clew.config import environment
from clew.kit.errors import ExpectedError


class AlreadyRunning(ExpectedError):
    status = 409
    code = "already_running"


@dataclass(frozen=True)
class Process:
    """A process that cannot be mistaken for a later one of the same number."""

    pid: int
    started: float
    """Seconds since 1970, as psutil tells it."""

    @classmethod
    def of(cls, pid: int) -> "Process":
        return cls(pid, psutil.Process(pid).create_time())

    @classmethod
    def of_self(cls) -> "Process":
        return cls.of(os.getpid())

    def living(self) -> psutil.Process | None:
        try:
            found = psutil.Process(self.pid)
            same = abs(found.create_time() - self.started) < 1 and found.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return None
        return found if same else None


@dataclass(frozen=True)
class State:
    """What `run/serve.json` holds."""

    parent: Process
    address: str = ""
    """Where it answers; empty while it starts."""
    children: dict[str, Process] = field(default_factory=dict)


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the right to serve the data folder; AlreadyRunning when another process holds it."""
    lock = os.open(run_folder() / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_who_runs()) from None
        yield
    finally:
        os.close(lock)


def is_served() -> bool:
    """Whether a `clew serve` holds the data folder right now."""
    try:
        lock = os.open(_folder() / "serve.lock", os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _who_runs() -> str:
    state = read()
    where = f" at {state.address}" if state and state.address else ""
    number = f" (process {state.parent.pid})" if state and state.parent.living() else ""
    data = environment.data_folder()
    return f"Clew already runs on {data}{where}{number}. Stop it with `clew stop`, or name another folder in CLEW_DATA."


def write(state: State) -> None:
    path = run_folder() / "serve.json"
    new = path.with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps(asdict(state), indent=1) + "\n")
    new.replace(path)


def read() -> State | None:
    """None when there is none, or it cannot be understood."""
    try:
        found = json.loads((_folder() / "serve.json").read_text())
        children = {name: Process(**process) for name, process in found["children"].items()}
        return State(Process(**found["parent"]), found["address"], children)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def forget() -> None:
    (_folder() / "serve.json").unlink(missing_ok=True)


def _folder() -> Path:
    """For looking only: nothing is made."""
    return environment.data_folder() / "run"
