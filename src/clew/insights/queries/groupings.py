"""The theme finder's runs."""

from dataclasses import dataclass

from django.db.models import Q

from clew.insights.models import Grouping, Note, RunStatus
from clew.kit.rows import one_row
from clew.workspaces.models import Event, Workspace

UNDERSTAND = "insights.understand"
"""The job that groups."""
OPEN = (RunStatus.WAITING, RunStatus.RUNNING)
LOST = "The worker ended before it was done. Every theme is as it was."


def mark_of(workspace: Workspace) -> str:
    """What keeps two of these jobs from running side by side."""
    return f"{UNDERSTAND}:{workspace.pk}"


def last_grouping(*, workspace: Workspace) -> Grouping | None:
    """The newest run that found what there is now."""
    found = Grouping.objects.filter(workspace=workspace, status=RunStatus.DONE).exclude(finished_at=None)
    return found.order_by("-started_at").first()


def open_grouping(*, workspace: Workspace) -> Grouping | None:
    return Grouping.objects.filter(workspace=workspace, status__in=OPEN).first()


def is_alive(*, workspace: Workspace) -> bool:
    """Whether the job that would do it waits or runs."""
    sql = """
        select exists (
          select from procrastinate_jobs where lock = %(mark)s and status in ('todo', 'doing')) as found"""
    return bool(one_row(sql, {"mark": mark_of(workspace)}, dict)["found"])


@dataclass(frozen=True)
class Standing:
    """How the newest run stands, for a page: `is_over` with its `sentence`, or how far it is."""

    done: int
    of: int
    sentence: str
    is_over: bool
    is_stopping: bool = False
    went_well: bool = True


def standing(*, workspace: Workspace) -> Standing | None:
    """None where the newest run ended well and there is nothing to tell but its themes. One or two statements."""
    run = Grouping.objects.filter(workspace=workspace).order_by("-started_at").first()
    return None if run is None or run.status == RunStatus.DONE else how_it_stands(run)


def newest_run(*, workspace: Workspace) -> Standing | None:
    """How the newest run stands, however it ended; None where there was none yet."""
    run = Grouping.objects.filter(workspace=workspace).order_by("-started_at").first()
    return how_it_stands(run) if run else None


def how_it_stands(run: Grouping) -> Standing:
    if run.status not in OPEN:
        return Standing(1, 1, run.message, is_over=True, went_well=run.status == RunStatus.DONE)
    if not is_alive(workspace=run.workspace):
        return Standing(0, 1, LOST, is_over=True, went_well=False)
    if run.cancel_asked_at:
        return Standing(run.done, run.of, "Stopping after this step.", is_over=False, is_stopping=True)
    if run.status == RunStatus.WAITING:
        return Standing(0, 1, "Waiting for its turn.", is_over=False)
    many = f", {run.of:,} notes" if run.of else ""
    return Standing(run.done, run.of, f"{run.stage or 'Beginning'}{many}.", is_over=False)


def is_stale(*, workspace: Workspace) -> bool:
    """Whether anything was said, or corrected by a person, since the last run; never where there was none."""
    last = last_grouping(workspace=workspace)
    if last is None:
        return False
    since = Event.objects.filter(workspace=workspace, at__gt=last.started_at)
    return since.filter(
        Q(verb__startswith="note.") | Q(verb__startswith="notes.") | Q(verb__startswith="theme.", actor__isnull=False)
    ).exists()


def has_notes(*, workspace: Workspace) -> bool:
    return Note.objects.filter(workspace=workspace).exists()
