"""Sending a run to the worker, and stopping it."""

from datetime import datetime

from django.db import transaction

from clew.interchange.models import ColumnMap, ImportRun, RunStatus
from clew.jobs.queue import enqueue
from clew.kit.errors import Conflict, Invalid


@transaction.atomic
def queue_run(*, run: ImportRun, is_rehearsal: bool, now: datetime) -> ImportRun:
    """Rehearse or import in the background. Its columns must be chosen."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not run.is_open:
        raise Conflict("This import is under way or done.")
    if not ColumnMap.from_json(run.mapping).fields:
        raise Invalid("Choose the columns first.", field="mapping")
    run.status, run.is_rehearsal, run.message, run.rows_done = RunStatus.QUEUED, is_rehearsal, "", 0
    run.cancel_asked_at, run.started_at = None, now
    run.save(update_fields=["status", "is_rehearsal", "message", "rows_done", "cancel_asked_at", "started_at"])
    enqueue("interchange.perform", once=f"interchange.perform:{run.pk}", run_id=str(run.pk))
    return run


@transaction.atomic
def cancel_run(*, run: ImportRun, now: datetime) -> ImportRun:
    """Stop a run. One that is at work stops at its next batch and rolls back; one that is done stays done."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.status == RunStatus.DONE:
        raise Conflict("This import is done already.")
    if run.status == RunStatus.RUNNING:
        run.cancel_asked_at = now
    else:
        run.status, run.finished_at, run.message = RunStatus.CANCELLED, now, "Cancelled. Nothing was imported."
    run.save(update_fields=["cancel_asked_at", "status", "finished_at", "message"])
    return run
