"""What people ask of the finder; the worker does it."""

from datetime import datetime

from django.db import transaction

from clew.insights.actions.themes.placing import refuse_archived
from clew.insights.models import Grouping, RunStatus, Theme, ThemeNote, ThemeSplit
from clew.insights.queries.groupings import LOST, UNDERSTAND, is_alive, mark_of, open_grouping
from clew.jobs.queue import enqueue
from clew.kit.errors import Invalid
from clew.workspaces.models import Workspace

LEAST = 6
"""Notes below which halves would be chance."""


@transaction.atomic
def find_again(*, workspace: Workspace, now: datetime) -> Grouping:
    """Group all notes again, in the background. One run at a time: asking twice is asking once."""
    run = open_grouping(workspace=workspace)
    if run and not is_alive(workspace=workspace):
        Grouping.objects.filter(pk=run.pk).update(status=RunStatus.FAILED, message=LOST, finished_at=now)
        run = None
    run = run or Grouping.objects.create(workspace=workspace, started_at=now, seed=0, status=RunStatus.WAITING)
    enqueue(UNDERSTAND, once=mark_of(workspace), workspace_id=str(workspace.pk))
    return run


def look_at_new(*, workspace: Workspace, now: datetime) -> None:
    """Look at notes that nobody has looked at yet, in the background."""
    enqueue(UNDERSTAND, once=mark_of(workspace), workspace_id=str(workspace.pk))


@transaction.atomic
def stop_finding(*, workspace: Workspace, now: datetime) -> None:
    """The run ends at its next step, with every theme as it was. One that nobody works on ends at once."""
    found = Grouping.objects.filter(workspace=workspace)
    ended = {
        "status": RunStatus.STOPPED,
        "message": "Stopped on request. Every theme is as it was.",
        "finished_at": now,
    }
    if not is_alive(workspace=workspace):
        found.filter(status__in=(RunStatus.WAITING, RunStatus.RUNNING)).update(**ended)
    found.filter(status=RunStatus.WAITING).update(**ended)
    found.filter(status=RunStatus.RUNNING, cancel_asked_at=None).update(cancel_asked_at=now)


@transaction.atomic
def ask_for_split(*, theme: Theme, now: datetime) -> ThemeSplit:
    """Look for two halves of a theme, in the background. Nothing changes until somebody accepts them."""
    refuse_archived(theme)
    if ThemeNote.objects.filter(theme=theme).count() < LEAST:
        raise Invalid(f"A theme of fewer than {LEAST} notes is not split. Move its notes by hand.", field="theme")
    waiting = (RunStatus.WAITING, RunStatus.RUNNING)
    ThemeSplit.objects.filter(theme=theme, made=None).exclude(status__in=waiting).delete()
    proposal, _ = ThemeSplit.objects.get_or_create(
        theme=theme,
        made=None,
        status=RunStatus.WAITING,
        defaults={"workspace": theme.workspace, "asked_at": now},
    )
    job = "insights.split"
    enqueue(job, once=f"{job}:{theme.pk}", workspace_id=str(theme.workspace_id), split_id=str(proposal.pk))
    return proposal
