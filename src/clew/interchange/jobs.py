"""Imports in the background. Every job may run twice: a worker may die at any moment."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from clew.interchange.actions.performing import perform_for_a_while, rehearse
from clew.interchange.actions.running import lock_of, priority_of, send
from clew.interchange.actions.tidying import forget_old_files, forget_old_journals
from clew.interchange.actions.troubles import note_trouble
from clew.interchange.actions.undoing import undo_failed, undo_run, undoer
from clew.interchange.models import ImportRun
from clew.jobs import retrying
from clew.jobs.queue import others_wait
from clew.kit import clock
from clew.kit.errors import ExpectedError

retrying.listeners.append(note_trouble)


@app.task(name="interchange.perform", pass_context=True)
def perform_run(context: JobContext | None = None, *, run_id: str) -> None:
    """Rehearse or import a run, as it was queued. A file that cannot be taken is the run's failure, not the job's.

    Between slices it makes way for others that wait, and goes on behind them.
    """
    run = ImportRun.objects.select_related("workspace", "created_by").filter(pk=run_id).first()
    if run is None:
        return
    try:
        if run.is_rehearsal:
            rehearse(run=run, now=clock.now())
        elif _import(run, tries_again=_may_try_again(context)) is None:
            send(run)
    except ExpectedError:
        return  # the run holds the sentence


def _may_try_again(context: JobContext | None) -> bool:
    return context is not None and retrying.may_try_again(context.job)


def _import(run: ImportRun, *, tries_again: bool) -> object:
    def pause() -> bool:
        return others_wait(lock=lock_of(run), priority=priority_of(run))

    return perform_for_a_while(run=run, now=clock.now(), pause=pause, tries_again=tries_again)


@app.task(name="interchange.undo", pass_context=True)
def undo(context: JobContext | None = None, *, run_id: str, user_id: str) -> None:
    """Take back what a run brought: all of it or nothing."""
    run = ImportRun.objects.select_related("workspace").filter(pk=run_id).first()
    if run is None:
        return
    try:
        undo_run(run=run, by=undoer(user_id), now=clock.now())
    except ExpectedError as error:
        undo_failed(run=run, sentence=error.sentence)
    except Exception:
        if not _may_try_again(context):
            undo_failed(
                run=run, sentence="Clew could not undo this import, and left it as it is; the worker’s log says why."
            )
        raise


@app.periodic(cron="17 3 * * *")
@app.task(name="interchange.tidy")
def tidy(timestamp: int) -> None:
    """Once a night: let go of files and journals that nobody needs."""
    forget_old_files(now=clock.now())
    forget_old_journals(now=clock.now())
