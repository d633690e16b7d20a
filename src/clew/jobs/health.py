"""How the queue fares, asked in SQL over any connection: for commands that do without Django."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

ALIVE = timedelta(seconds=60)
"""A worker gives a sign of life every ten seconds; a busy machine may delay it."""


@dataclass(frozen=True)
class Queue:
    workers: int
    """How many gave a sign of life lately."""
    waiting: int
    """Jobs that could run now."""
    oldest: timedelta
    """How long the oldest of those has waited; zero when none does."""
    failed: int


def look(connection: "psycopg.Connection[Any]") -> Queue:
    row = connection.execute(
        """
        select
          (select count(*) from procrastinate_workers where last_heartbeat > now() - %(alive)s),
          count(*) filter (where due), max(now() - since) filter (where due), count(*) filter (where status = 'failed')
        from procrastinate_jobs job
        cross join lateral (
          select status = 'todo' and (scheduled_at is null or scheduled_at <= now()) as due,
            coalesce(scheduled_at, (select min(at) from procrastinate_events where job_id = job.id)) as since
        ) as looked
        """,
        {"alive": ALIVE},
    ).fetchone()
    workers, waiting, oldest, failed = row or (0, 0, None, 0)
    return Queue(workers, waiting, oldest or timedelta(), failed)
