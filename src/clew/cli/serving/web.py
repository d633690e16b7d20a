"""The web process: granian with one application per worker process, several threads in each."""

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from clew.cli.serving import gate, lifeline

MOST_THREADS = 8
"""As many as the pool has connections (`clew.config.database.POOL`)."""
SECONDS_TO_FINISH = 8
"""What requests under way get when the server stops."""


def serve(*, address: str, port: int, workers: int = 1) -> None:
    """Serve until SIGTERM or SIGINT."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew.config.settings")
    server = Granian(
        "clew.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=min(MOST_THREADS, 2 * (os.cpu_count() or 1) + 1),
        respawn_failed_workers=workers > 1,  # a single one is replaced with its parent, by ours
        workers_kill_timeout=SECONDS_TO_FINISH,
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=partial(_load, os.getpid()), wrap_loader=False)


def _load(main: int) -> Callable[..., Any]:
    """Runs in the worker process: it would otherwise live on, and keep the port, when granian's own is killed."""
    lifeline.hold(main)
    # Until granian sets a handler for this process: the inherited one only wakes its main process, which it is not.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    from clew.config.wsgi import application  # Django belongs into this process only

    gate.wait()
    return application


if __name__ == "__main__":
    _parent, _address, _port, _workers = sys.argv[1:]
    lifeline.hold(int(_parent))
    serve(address=_address, port=int(_port), workers=int(_workers))
