"""A child process that is kept alive: started in its own session, started again when it dies, stopped in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

from clew.cli.serving.state import Process

SHORTEST_WAIT = 0.2
LONGEST_WAIT = 30.0
PROVEN_AFTER = 60.0
"""A child that lived this many seconds is not ill: its next start does not wait."""


@dataclass
class Child:
    """`module` is run as `python -m module <our number> <arguments>`; it ends itself when we are gone (`lifeline`)."""

    name: str
    module: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    code: int | None = None
    """How the last one ended."""
    starts: int = 0
    """How often in a row it was started without proving itself."""
    started_at: float = 0.0
    """By the monotonic clock, in seconds; so is `wait_until`."""
    wait_until: float = 0.0

    def start(self) -> None:
        # -P: a file of the working folder must not take the place of a module. Own session: Ctrl-C is for the parent.
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", self.module, str(os.getpid()), *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),
            env={**os.environ, **self.environment},
            start_new_session=True,
        )
        self.starts += 1
        self.started_at = time.monotonic()

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def identity(self) -> Process | None:
        with suppress(psutil.Error):  # it ends this very moment
            return Process.of(self.process.pid) if self.process and self.is_alive else None
        return None

    def keep_alive(self, now: float) -> bool:
        """Start it again when it is dead and its wait is over; whether that happened. `now` by the monotonic clock."""
        if self.is_alive:
            if now - self.started_at > PROVEN_AFTER:
                self.starts = 0
            return False
        if self.process:
            self.bury()
            self.wait_until = now + wait_before(self.starts)
        if now < self.wait_until:
            return False
        self.start()
        return True

    def ask_to_end(self) -> None:
        if self.process and self.is_alive:
            self.process.terminate()

    def bury(self) -> None:
        """Kill it and whatever is left of its session (granian's workers are children of the child), and note how it
        ended. At once when it is found dead: later its number may belong to somebody else.
        """
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.code = self.process.wait()
            self.process = None


def wait_before(starts: int) -> float:
    """Seconds before the next start of a child that was started `starts` times in a row and died each time."""
    return min(LONGEST_WAIT, SHORTEST_WAIT * 2.0 ** min(max(0, starts - 1), 20))
