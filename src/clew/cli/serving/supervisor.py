"""`clew serve`: the database, the web process, the worker and the process that knows meanings, under one parent that
keeps them alive.

The parent never imports Django: it is small, and up before its children are. Order of things: the lock, the port, the
database, what has to be brought up to date, the web process, the others once the first page answers. Backwards at the
end.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import FrameType

from clew.cli.output import say
from clew.cli.serving import gate, ports, state
from clew.cli.serving.children import Child
from clew.cli.serving.state import Process, State
from clew.cli.static_files import has_static_files
from clew.config import environment
from clew.config.meaning import socket_path
from clew.kit.errors import ExpectedError, NotAllowed

TICK = 0.5
SECONDS_TO_ANSWER = 90.0
SECONDS_TO_END = 15.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class NotServing(ExpectedError):
    status = 500
    code = "not_serving"


@dataclass(frozen=True)
class Options:
    host: str
    port: int
    demo: bool = False
    web_workers: int = 1
    jobs_at_once: int = 2
    migrate: bool = False
    """Also bring a database up to date that DATABASE_URL names; the embedded one always is."""
    stay: bool = True


def serve(options: Options, *, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP. `on_ready` gets the address when the first page answers."""
    address = ports.resolve(options.host)
    ensure_private(options, address)
    with state.only_one(), _Stop().on_signals() as stop:
        ports.ensure_free(address, options.port)
        if not ports.is_loopback(address) and not environment.text("CLEW_URL") and not environment.text("CLEW_HOSTS"):
            say("Other machines are turned away until CLEW_URL or CLEW_HOSTS names the address that they use.")
        _Supervisor(options, address, stop).run(on_ready)


def ensure_private(options: Options, address: str) -> None:
    if options.demo and not ports.is_loopback(address):
        raise NotAllowed(
            f"The demo signs every visitor in as its owner, so it is shown on this machine only, not on {options.host}. "
            "Leave out --host, or leave out --demo."
        )


class _Stop:
    """Whether somebody asked to stop, and whether they asked twice."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.asked_at = 0.0
        self.in_a_hurry = False

    @contextmanager
    def on_signals(self) -> "Iterator[_Stop]":
        heard = [number for number in STOP_SIGNALS if not _is_shielded(number)]
        before = {number: signal.signal(number, self._hear) for number in heard}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if self.asked.is_set():  # a moment later it is the same wish, from `make` or from a process group
            self.in_a_hurry = now - self.asked_at > 1.0
        else:
            self.asked_at = now
            self.asked.set()


def _is_shielded(number: signal.Signals) -> bool:
    """`nohup` has a hang-up ignored, and means it."""
    return number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN


class _Supervisor:
    def __init__(self, options: Options, address: str, stop: _Stop) -> None:
        self.options = options
        self.address = address
        self.stop = stop
        surroundings = {"CLEW_DATA": str(environment.data_folder()), "CLEW_DEMO": "yes" if options.demo else "no"}
        self.web = Child(
            "web",
            "clew.cli.serving.web",
            (address, str(options.port), str(options.web_workers)),
            surroundings | {"CLEW_WORKER": "no"},
        )
        self.worker = Child(
            "worker", "clew.cli.serving.worker", (str(options.jobs_at_once),), surroundings | {"CLEW_WORKER": "yes"}
        )
        self.meaning = Child("meaning", "clew.cli.serving.meaning", (str(socket_path()),), surroundings)
        self.later = [self.worker, *([self.meaning] if environment.flag("CLEW_MEANING", default=True) else [])]

    def run(self, on_ready: Callable[[str], None]) -> None:
        with ExitStack() as stack:
            stack.callback(self._end)
            with gate.closed():
                self._remember("")
                if has_static_files():  # the web process reads them as it starts
                    self.web.start()
                from clew.cli.serving import foundation  # meanwhile: the database driver takes half a second

                stack.enter_context(foundation.laid(migrate=self.options.migrate, stopped=self.stop.asked))
                stack.callback(self._end)  # before the database goes
                if self.options.demo:
                    foundation.ensure_demo()
            if not self.stop.asked.is_set():
                self._serve(foundation.Keeper().tend, on_ready)

    def _serve(self, tend_database: Callable[[float], None], on_ready: Callable[[str], None]) -> None:
        if not self.web.is_alive:
            self.web.start()
        if not self._wait_for_answer():
            return
        for child in self.later:  # after the first page: they would take half of a small machine from it
            child.start()
        self._remember(self._url())
        on_ready(self._url())
        while self.options.stay and not self.stop.asked.wait(TICK):
            tend_database(time.monotonic())
            self._tend(time.monotonic())

    def _url(self) -> str:
        return ports.url(self.address, self.options.port)

    def _wait_for_answer(self) -> bool:
        """Until the first page answers; False when asked to stop meanwhile."""
        end = time.monotonic() + SECONDS_TO_ANSWER
        while not ports.answers(self.address, self.options.port):
            if self.stop.asked.wait(0.05):
                return False
            if not self.web.is_alive:
                self.web.bury()
                raise NotServing(
                    f"The web process ended with code {self.web.code} before it answered; what it said stands above. "
                    "`clew doctor` looks for the cause."
                )
            if time.monotonic() > end:
                raise NotServing(f"The web process does not answer at {self._url()} after {SECONDS_TO_ANSWER:.0f} s.")
        return True

    def _tend(self, now: float) -> None:
        """One look at the children; whatever died is started again. `now` by the monotonic clock."""
        for child in (self.web, *self.later):
            if child.keep_alive(now):
                say(f"The {child.name} process had ended ({child.code}); it was started again.")
                self._remember(self._url())

    def _remember(self, address: str) -> None:
        children = {child.name: child.identity() for child in (self.web, *self.later)}
        living = {name: identity for name, identity in children.items() if identity}
        state.write(State(Process.of_self(), address, living))

    def _end(self) -> None:
        children = [*self.later, self.web]
        for child in children:
            child.ask_to_end()
        end = time.monotonic() + SECONDS_TO_END
        while time.monotonic() < end and not self.stop.in_a_hurry and any(child.is_alive for child in children):
            time.sleep(0.05)
        for child in children:
            child.bury()
        state.forget()
