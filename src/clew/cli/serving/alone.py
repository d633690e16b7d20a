"""The web process or the worker by itself, for set-ups of several machines."""

import threading
from collections.abc import Callable

from clew.cli.serving import ports
from clew.cli.serving.foundation import laid
from clew.cli.serving.supervisor import Options, ensure_private


def web(options: Options, *, on_start: Callable[[], None]) -> None:
    """Serve pages in this process until a signal ends it. `on_start` is called when all checks have passed."""
    address = ports.resolve(options.host)
    ensure_private(options, address)
    ports.ensure_free(address, options.port)
    with laid(migrate=False, stopped=threading.Event()):
        from clew.cli.serving.web import serve  # after the checks: granian and Django take seconds

        on_start()
        serve(address=address, port=options.port, workers=options.web_workers)


def work(*, jobs_at_once: int, on_start: Callable[[], None]) -> None:
    """Run jobs in this process until a signal ends it. `on_start` is called when all checks have passed."""
    with laid(migrate=False, stopped=threading.Event()):
        from clew.cli.serving.worker import work as run

        on_start()
        run(concurrency=jobs_at_once)
