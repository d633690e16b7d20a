"""Letting go of files that nobody needs any more."""

from datetime import datetime, timedelta

from clew.interchange.actions.undoing import KEPT as UNDO_KEPT
from clew.interchange.actions.uploads import forget_file
from clew.interchange.models import ImportRun, RunStatus, Touched

KEPT = timedelta(days=7)
LEFT_LYING = "Nobody went on with this import for a week, so its file was let go. Nothing was imported."


def forget_old_files(*, now: datetime) -> int:
    """Delete the uploads of runs that failed, were stopped or were left lying a week ago; how many."""
    kept = ImportRun.objects.exclude(file_key="").filter(created_at__lt=now - KEPT)
    old = [
        run
        for run in kept.iterator()
        if not run.is_under_way and not run.is_stuck and (run.finished_at or run.created_at) < now - KEPT
    ]
    for run in old:
        forget_file(run.file_key)
        run.file_key = ""
        if run.status in {RunStatus.MAPPING, RunStatus.REHEARSED}:
            run.status, run.message, run.finished_at = RunStatus.CANCELLED, LEFT_LYING, now
        run.save(update_fields=["file_key", "status", "message", "finished_at"])
    return len(old)


def forget_old_journals(*, now: datetime) -> int:
    """Imports of long ago can no longer be undone: what they touched is let go; how many lines."""
    old = ImportRun.objects.filter(taken_at__lt=now - UNDO_KEPT, status=RunStatus.DONE)
    return Touched.objects.filter(run__in=old).delete()[0]
