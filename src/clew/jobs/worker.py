"""The worker: takes jobs from the queue, and puts back those of workers that died.

Needs CLEW_WORKER=1 in the environment before Django is set up, so that the areas' `jobs.py` are imported.
"""

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from procrastinate import App
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.worker import Worker

from clew.jobs import lanes, rescue, retrying

SECONDS_TO_FINISH = 5.0
"""What jobs under way get when the worker stops; after that `context.should_abort()` tells them."""
SECONDS_TO_ABORT = 5.0
"""What they get then. A job that does not look is cut off, and put back when its worker counts as dead."""


def run(*, concurrency: int = 2) -> None:
    """Run jobs until SIGTERM or SIGINT; a second signal ends at once."""
    asyncio.run(_run(concurrency))


def drain() -> None:
    """Run the waiting jobs in this process, one after another, until none is left."""
    asyncio.run(_drain())


@asynccontextmanager
async def _opened() -> AsyncIterator[App]:
    """The queue with connections of the worker's own, and with the jobs put back that a dead worker left."""
    connector = django_app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("A worker runs in this process already.")
    with django_app.replace_connector(connector.get_worker_connector()) as app:
        async with app.open_async():
            await rescue.put_back_stalled(app)
            yield app


async def _run(concurrency: int) -> None:
    """Lanes for all work, and one more for quick work alone: long jobs may fill the others."""
    async with _opened() as app:
        workers = [
            _worker(app, concurrency=concurrency),
            _worker(app, concurrency=1, queues=[lanes.QUICK], name="quick"),
        ]
        working = [asyncio.create_task(worker.run()) for worker in workers]  # type: ignore[no-untyped-call]  # procrastinate leaves it so
        _stop_on_signals(working)
        watching = [asyncio.create_task(rescue.watch(app, worker)) for worker in workers]
        try:
            await asyncio.gather(*working, return_exceptions=True)  # cancelling is how they are asked to end in order
        finally:
            for watch in watching:
                watch.cancel()
        for work in working:
            if not work.cancelled() and (error := work.exception()) is not None:
                raise error


async def _drain() -> None:
    async with _opened() as app:
        await _worker(app, wait=False, concurrency=1, listen_notify=False).run()  # type: ignore[no-untyped-call]


def _worker(app: App, **options: Any) -> Worker:
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    retrying.prepare(app)
    always = {
        "shutdown_graceful_timeout": SECONDS_TO_FINISH,
        "install_signal_handlers": False,
        "task_middleware": [retrying.watched],
    }
    return Worker(app, **{**app.worker_defaults, **always, **options})


def _stop_on_signals(working: "list[asyncio.Task[None]]") -> None:
    """The first signal lets the jobs end; the second, or the end of their time, ends the process."""

    def stop() -> None:
        if any(work.cancelling() for work in working):
            os._exit(1)
        for work in working:
            work.cancel()
        limit = threading.Timer(SECONDS_TO_FINISH + SECONDS_TO_ABORT, os._exit, [1])
        limit.daemon = True
        limit.start()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
