"""Sending a run to the worker, and stopping it."""

from datetime import datetime

from django.db import transaction

from clew.interchange.models import ColumnMap, ImportRun, RunStatus
from clew.jobs import lanes
from clew.jobs.queue import enqueue
from clew.kit.errors import Conflict, Invalid

SMALL = 5_000
"""Rows: such a file takes about a second."""


@transaction.atomic
def queue_run(*, run: ImportRun, is_rehearsal: bool, now: datetime) -> ImportRun:
    """Rehearse or import in the background, or go on where it stopped. Its columns must be chosen."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not run.is_open and not (run.is_stuck and not is_rehearsal):
        raise Conflict("This import is under way or done.")
    if not ColumnMap.from_json(run.mapping).fields:
        raise Invalid("Choose the columns first.", field="mapping")
    run.status, run.is_rehearsal, run.message, run.rows_done = RunStatus.QUEUED, is_rehearsal, "", run.rows_taken
    run.cancel_asked_at, run.started_at = None, now
    run.save(update_fields=["status", "is_rehearsal", "message", "rows_done", "cancel_asked_at", "started_at"])
    send(run)
    return run


def lock_of(run: ImportRun) -> str:
    """Imports of one workspace follow one another: they would meet in the same accounts and people."""
    return f"interchange:{run.workspace_id}"


def priority_of(run: ImportRun) -> int:
    """A small file goes before a large one, even where that has begun: it pauses after a slice."""
    return lanes.SOON if run.rows <= SMALL else lanes.LATER


def send(run: ImportRun) -> None:
    """Into the queue, behind what waits there of its kind."""
    is_small = run.rows <= SMALL
    enqueue(
        "interchange.perform",
        once=f"interchange.perform:{run.pk}",
        lock=lock_of(run),
        lane=lanes.QUICK if is_small else lanes.LONG,
        priority=priority_of(run),
        run_id=str(run.pk),
    )


@transaction.atomic
def cancel_run(*, run: ImportRun, now: datetime) -> ImportRun:
    """Stop a run. One that is at work stops at its next batch and rolls back; one that is done stays done."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.status == RunStatus.DONE:
        raise Conflict("This import is done already.")
    if run.status in {RunStatus.UNDOING, RunStatus.UNDONE}:
        raise Conflict("This import is being undone.")
    if run.status == RunStatus.RUNNING or run.rows_taken:
        run.cancel_asked_at = now
    else:
        run.status, run.finished_at, run.message = RunStatus.CANCELLED, now, "Cancelled. Nothing was imported."
    run.save(update_fields=["cancel_asked_at", "status", "finished_at", "message"])
    return run
