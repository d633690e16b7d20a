"""The door to the queue. Web processes enqueue by name and never import a job's code (it pulls in `calc`).

Enqueuing inside a transaction commits and rolls back with it.
"""

from typing import Any

from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

_MANAGER = JobManager(DjangoConnector())
"""Over Django's own connection, also in the worker: its app has connections that know nothing of our transaction."""


def enqueue(name: str, *, once: str = "", **arguments: Any) -> bool:
    """Put the job `name` in the queue. With `once`, a waiting job of the same mark serves this call too.

    Jobs of one mark never run side by side. Returns False when one was waiting already.
    """
    job = configure_task(name=name, job_manager=_MANAGER, queueing_lock=once or None, lock=once or None)
    try:
        with transaction.atomic():  # the refusal is a constraint: it must not spoil the caller's transaction
            job.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True
