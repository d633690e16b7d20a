"""`clew stop`: whatever serves one data folder, and what a killed `clew serve` left behind."""

import time

import psutil

from clew.cli.serving import state
from clew.cli.serving.state import Process
from clew.config import database
from clew.kit.errors import Conflict, NotAllowed

SECONDS_TO_END = 30.0


def stop() -> list[str]:
    """Stop everything that serves the data folder; returns what was stopped, in words."""
    stopped = []
    found = state.read()
    if found:
        if _end(found.parent, patience=SECONDS_TO_END):
            stopped.append(f"clew serve (process {found.parent.pid})")
        for name, process in found.children.items():  # theirs is the parent's business; left are those of a killed one
            if _end(process, patience=5.0):
                stopped.append(f"{name} (process {process.pid})")
    _wait_for_lock()
    state.forget()
    if database.is_embedded() and database.embedded().stop_unused():
        stopped.append("database")
    return stopped


def _end(process: Process, *, patience: float) -> bool:
    """Ask it to end, then make it; whether it was there."""
    living = process.living()
    if living is None:
        return False
    try:
        living.terminate()
        if not _gone(process, patience):
            living.kill()
            _gone(process, 5.0)
    except psutil.NoSuchProcess:
        pass
    except psutil.AccessDenied as error:
        raise NotAllowed(f"Process {process.pid} belongs to {living.username()}; stop it as that user.") from error
    return True


def _gone(process: Process, patience: float) -> bool:
    """Whether it ended within `patience` seconds. A zombie has: burying it is its parent's business."""
    end = time.monotonic() + patience
    while process.living():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _wait_for_lock() -> None:
    end = time.monotonic() + 5
    while state.is_served():
        if time.monotonic() > end:
            raise Conflict("A `clew serve` still runs here, but does not say which process it is. End it by hand.")
        time.sleep(0.05)
