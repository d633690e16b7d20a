import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.people import NOW

from clew.insights.models import Note
from clew.interchange import jobs
from clew.interchange.actions.columns import choose_columns
from clew.interchange.actions.running import cancel_run, queue_run
from clew.interchange.actions.tidying import KEPT, forget_old_files
from clew.interchange.actions.uploads import start_run
from clew.interchange.models import ImportRun, RunStatus
from clew.kit.errors import Conflict, Invalid


@pytest.fixture
def run(scope):
    file = ContentFile(b"text,score\nGood,5\nBad,1\n")
    run = start_run(scope=scope, record="notes", file=file, name="reviews.csv", now=NOW)
    return choose_columns(run=run, fields={"text": ["text"]}, options={"channel": "Reviews"})


def waiting_jobs():
    return list(ProcrastinateJob.objects.filter(task_name="interchange.perform").values_list("args", "queueing_lock"))


def test_a_queued_run_waits_for_the_worker_under_a_mark_of_its_own(run):
    queue_run(run=run, is_rehearsal=False, now=NOW)
    run.refresh_from_db()
    assert run.status == RunStatus.QUEUED
    assert waiting_jobs() == [({"run_id": str(run.pk)}, f"interchange.perform:{run.pk}")]
    with pytest.raises(Conflict):
        queue_run(run=run, is_rehearsal=False, now=NOW)


def test_a_run_without_columns_cannot_be_queued(scope):
    run = start_run(scope=scope, record="notes", file=ContentFile(b"text\nx\n"), name="x.csv", now=NOW)
    with pytest.raises(Invalid, match="Choose the columns first"):
        queue_run(run=run, is_rehearsal=False, now=NOW)


def test_the_job_rehearses_and_then_imports_and_may_run_twice(run):
    queue_run(run=run, is_rehearsal=True, now=NOW)
    jobs.perform_run(run_id=str(run.pk))
    run.refresh_from_db()
    assert (run.status, run.created, Note.objects.filter(run=run).count()) == (RunStatus.REHEARSED, 2, 0)
    queue_run(run=run, is_rehearsal=False, now=NOW)
    jobs.perform_run(run_id=str(run.pk))
    jobs.perform_run(run_id=str(run.pk))
    run.refresh_from_db()
    assert (run.status, run.created, Note.objects.filter(run=run).count()) == (RunStatus.DONE, 2, 2)


def test_the_job_of_a_file_that_cannot_be_taken_ends_quietly(run):
    queue_run(run=run, is_rehearsal=False, now=NOW)
    default_storage.delete(run.file_key)
    jobs.perform_run(run_id=str(run.pk))
    run.refresh_from_db()
    assert (run.status, run.message) == (RunStatus.FAILED, "The file of this import is no longer kept. Pick it again.")


def test_the_job_of_a_run_that_is_gone_does_nothing(db):
    jobs.perform_run(run_id="00000000-0000-7000-8000-000000000000")


def test_a_waiting_run_is_cancelled_at_once_and_its_job_does_nothing(run):
    queue_run(run=run, is_rehearsal=False, now=NOW)
    run = cancel_run(run=run, now=NOW)
    assert (run.status, run.message) == (RunStatus.CANCELLED, "Cancelled. Nothing was imported.")
    jobs.perform_run(run_id=str(run.pk))
    assert not Note.objects.filter(run=run).exists()


def test_a_running_run_is_asked_to_stop(run):
    ImportRun.objects.filter(pk=run.pk).update(status=RunStatus.RUNNING)
    run = cancel_run(run=run, now=NOW)
    assert (run.status, run.cancel_asked_at) == (RunStatus.RUNNING, NOW)


@pytest.mark.parametrize("status", [RunStatus.FAILED, RunStatus.MAPPING, RunStatus.REHEARSED])
def test_files_that_nobody_needs_are_let_go_after_a_week(run, status):
    ImportRun.objects.filter(pk=run.pk).update(status=status, finished_at=NOW, rows=0)
    assert forget_old_files(now=NOW + KEPT) == 0
    assert default_storage.exists(run.file_key)
    assert forget_old_files(now=NOW + KEPT * 2) == 1
    assert not default_storage.exists(run.file_key)
    run.refresh_from_db()
    assert (run.file_key, run.status) == ("", RunStatus.FAILED if status == RunStatus.FAILED else RunStatus.CANCELLED)


def test_a_run_under_way_keeps_its_file(run):
    queue_run(run=run, is_rehearsal=False, now=NOW)
    assert forget_old_files(now=NOW + KEPT * 9) == 0
