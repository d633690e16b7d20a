"""Imports in the background. Every job may run twice: a worker may die at any moment."""

from django.db.utils import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from clew.interchange.actions.performing import perform, rehearse
from clew.interchange.actions.tidying import forget_old_files
from clew.interchange.models import ImportRun
from clew.kit import clock
from clew.kit.errors import ExpectedError

LOST_DATABASE = RetryStrategy(max_attempts=5, wait=5, retry_exceptions={OperationalError, InterfaceError})


@app.task(name="interchange.perform", retry=LOST_DATABASE)
def perform_run(*, run_id: str) -> None:
    """Rehearse or import a run, as it was queued. A file that cannot be taken is the run's failure, not the job's."""
    run = ImportRun.objects.select_related("workspace", "created_by").filter(pk=run_id).first()
    if run is None:
        return
    work = rehearse if run.is_rehearsal else perform
    try:
        work(run=run, now=clock.now())
    except ExpectedError:
        return  # the run holds the sentence


@app.periodic(cron="17 3 * * *")
@app.task(name="interchange.tidy")
def tidy(timestamp: int) -> None:
    """Once a night: let go of files that nobody needs."""
    forget_old_files(now=clock.now())
