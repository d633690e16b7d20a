"""What a command needs that works with Clew's data: the database up, its tables there, Django set up.

with application():
    scope = enter_locally(slug=workspace)
    …
    drain_jobs()
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from clew.cli import migrations
from clew.config import database


@contextmanager
def application(*, jobs: bool = True) -> Iterator[None]:
    """Django, ready to use inside. Import models and actions inside too: they cannot be imported before.

    The embedded database is started where it does not run, brought up to date, and stopped after its last user. One
    that DATABASE_URL names must be up to date (MigrationsPending otherwise). Without `jobs` the start is seconds
    quicker, and `drain_jobs` cannot be called.
    """
    with django_ready(jobs=jobs):
        migrations.ensure_migrated(allowed=database.is_embedded())
        yield


@contextmanager
def django_ready(*, jobs: bool = False) -> Iterator[None]:
    """Django set up over a database that answers, whatever its tables look like."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew.config.settings")
    if jobs:
        os.environ["CLEW_WORKER"] = "yes"
    with database.ready():
        import django

        django.setup()
        try:
            yield
        finally:
            _disconnect()


def drain_jobs() -> bool:
    """Run the waiting jobs here until none is left; False, and nothing done, when a living worker does it anyway."""
    from django.conf import settings

    from clew.jobs import health, worker

    if not settings.IS_WORKER:
        raise RuntimeError("drain_jobs needs application(jobs=True)")
    with database.connect() as connection:
        if health.look(connection).workers:
            return False
    worker.drain()
    return True


def _disconnect() -> None:
    from django.db import connection, connections

    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's own
