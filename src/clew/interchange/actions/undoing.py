"""Undoing a whole import: shown with its effect before, done in the background, one transaction."""

from datetime import datetime, timedelta

from django.db import transaction

from clew.interchange.actions.reporting import stored_account
from clew.interchange.actions.taking_back import Effect, effect, take_back
from clew.interchange.models import ImportRun, RunStatus, known_format
from clew.jobs.queue import enqueue
from clew.kit.errors import Conflict
from clew.workspaces.actions.events import Actor, Subject, record
from clew.workspaces.models import User

KEPT = timedelta(days=90)
"""After so long, what an import touched is forgotten, and the import stays."""


def can_undo(*, run: ImportRun, now: datetime) -> str:
    """Why it cannot be undone; empty when it can."""
    if run.status == RunStatus.UNDONE:
        return "This import was undone already."
    if run.is_under_way:
        return "This import is under way. Stop it first."
    if run.status != RunStatus.DONE and not run.is_stuck:
        return "Nothing of this import is in."
    if not known_format(run.record).undoes:
        return f"An import of {known_format(run.record).plural} cannot be undone as a whole: archive what it brought."
    if run.taken_at is None or run.taken_at < now - KEPT:
        return f"An import can be undone for {KEPT.days} days."
    return ""


def undo_effect(*, run: ImportRun, now: datetime) -> Effect:
    """What undoing would do now. Raises Conflict with the reason where it cannot be."""
    if reason := can_undo(run=run, now=now):
        raise Conflict(reason)
    return effect(run=run)


@transaction.atomic
def queue_undo(*, run: ImportRun, by: Actor, now: datetime) -> ImportRun:
    """Undo it in the background."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if reason := can_undo(run=run, now=now):
        raise Conflict(reason)
    run.status, run.started_at = RunStatus.UNDOING, now
    run.save(update_fields=["status", "started_at"])
    user = str(by.user.pk) if by.user else ""
    mark = f"interchange:{run.workspace_id}"
    enqueue("interchange.undo", once=f"interchange.undo:{run.pk}", lock=mark, run_id=str(run.pk), user_id=user)
    return run


@transaction.atomic
def undo_run(*, run: ImportRun, by: Actor, now: datetime) -> Effect:
    """Undo it here and now. A run that is undone already stays so."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.status == RunStatus.UNDONE:
        return Effect(())
    if run.status != RunStatus.UNDOING and (reason := can_undo(run=run, now=now)):
        raise Conflict(reason)
    done = take_back(run=run, now=now)
    told = f"Undid the import of {run.file_name}: {done.sentence}"
    record(
        workspace=run.workspace,
        by=by,
        now=now,
        verb="import.undone",
        subject=Subject("import", run.pk),
        sentence=told,
    )
    run.status, run.message, run.finished_at, run.rows_taken = RunStatus.UNDONE, told, now, 0
    run.save(update_fields=["status", "message", "finished_at", "rows_taken"])
    return done


def undo_failed(*, run: ImportRun, sentence: str) -> None:
    """Back to where it was, with the reason: nothing was taken back."""
    was = RunStatus.DONE if stored_account(run).rows == run.rows_taken else RunStatus.FAILED
    ImportRun.objects.filter(pk=run.pk, status=RunStatus.UNDOING).update(status=was, message=sentence)


def undoer(user_id: str) -> Actor:
    return Actor(User.objects.filter(pk=user_id).first() if user_id else None)
