"""Letting go of files that nobody needs any more."""

from datetime import datetime, timedelta

from clew.interchange.actions.uploads import forget_file
from clew.interchange.models import ImportRun, RunStatus

KEPT = timedelta(days=7)
LEFT_LYING = "Nobody went on with this import for a week, so its file was let go. Nothing was imported."


def forget_old_files(*, now: datetime) -> int:
    """Delete the uploads of runs that failed, were stopped or were left lying a week ago; how many."""
    kept = ImportRun.objects.exclude(file_key="").filter(created_at__lt=now - KEPT)
    old = [run for run in kept.iterator() if not run.is_under_way and (run.finished_at or run.created_at) < now - KEPT]
    for run in old:
        forget_file(run.file_key)
        run.file_key = ""
        if run.status in {RunStatus.MAPPING, RunStatus.REHEARSED}:
            run.status, run.message, run.finished_at = RunStatus.CANCELLED, LEFT_LYING, now
        run.save(update_fields=["file_key", "status", "message", "finished_at"])
    return len(old)
