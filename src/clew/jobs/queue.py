"""The door to the queue. Web processes enqueue by name and never import a job's code (it pulls in `calc`).

Enqueuing inside a transaction commits and rolls back with it.
"""

from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from clew.jobs import lanes

_MANAGER = JobManager(DjangoConnector())
"""Over Django's own connection, also in the worker: its app has connections that know nothing of our transaction."""


def enqueue(
    name: str, *, once: str = "", lock: str = "", lane: str = "", priority: int = lanes.USUAL, **arguments: Any
) -> bool:
    """Put the job `name` in the queue. With `once`, a waiting job of the same mark serves this call too.

    Jobs of one mark never run side by side, nor do jobs of one `lock`, by default the mark. `lane` is where it belongs
    if not where `lanes` puts its kind. Returns False when one was waiting already.
    """
    job = configure_task(
        name=name,
        job_manager=_MANAGER,
        queueing_lock=once or None,
        lock=lock or once or None,
        queue=lane or lanes.lane_of(name),
        priority=priority,
    )
    try:
        with transaction.atomic():  # the refusal is a constraint: it must not spoil the caller's transaction
            job.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


WAITING = """
select exists (select from procrastinate_jobs job
  where status = 'todo' and (scheduled_at is null or scheduled_at <= now()) and priority >= %(priority)s
    and (lock is null or lock = %(lock)s or not exists (
      select from procrastinate_jobs other where other.lock = job.lock and other.status = 'doing')))"""


def others_wait(*, lock: str, priority: int) -> bool:
    """Whether a job of at least this priority could run if the one that holds `lock` paused."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"lock": lock, "priority": priority})
        (found,) = cursor.fetchone()
    return bool(found)
