"""The gate before the web process: it imports Django while the parent starts the database, and serves when told.

A file lock, because that works through granian's own process in between, however Python starts it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from clew.cli.marks import run_folder


@contextmanager
def closed() -> Iterator[None]:
    with _file() as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def wait() -> None:
    """Return when the gate is open; at once when nobody ever closed it."""
    with _file() as gate:
        fcntl.flock(gate, fcntl.LOCK_SH)


@contextmanager
def _file() -> Iterator[int]:
    file = os.open(run_folder() / "gate.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield file
    finally:
        os.close(file)
