"""A run of the theme finder that people can watch and stop."""

from datetime import datetime

from clew.insights.models import Grouping, RunStatus
from clew.workspaces.models import Workspace

OPEN = (RunStatus.WAITING, RunStatus.RUNNING)
STOPPED = "Stopped on request. Every theme is as it was."
OUR_FAULT = "Clew stumbled while looking for themes. Every theme is as it was; the worker’s log says where it happened."
TOO_LARGE = "There was not enough memory to group so many notes. Every theme is as it was."


class Stopped(Exception):
    """Somebody asked to stop."""


def open_run(*, workspace: Workspace) -> Grouping | None:
    """The run that somebody asked for or that a worker died with: the next job goes on with it."""
    return Grouping.objects.filter(workspace=workspace, status__in=OPEN).first()


class Watch:
    """Tells how far a run is, where everybody sees it at once, and hears there that it shall stop.

    Outside of any transaction of the run's own; only `before_the_end` belongs inside.
    """

    def __init__(self, run: Grouping) -> None:
        self.run = run
        self._write(status=RunStatus.RUNNING)

    def stage(self, words: str, of: int = 0) -> None:
        self._write(stage=words, done=0, of=of)

    def step(self, done: int, of: int) -> None:
        self._write(done=done, of=of)

    def before_the_end(self) -> None:
        """From here on it can no longer be stopped: who asked until now is heard, who asks later waits for the end."""
        self._write(stage="Keeping them")

    def _write(self, **values: object) -> None:
        if not Grouping.objects.filter(pk=self.run.pk, cancel_asked_at=None).update(**values):
            raise Stopped


def close(run: Grouping, status: RunStatus, message: str, *, now: datetime) -> None:
    """How a run ended that changed nothing."""
    Grouping.objects.filter(pk=run.pk).update(
        status=status, message=message, stage="", cancel_asked_at=None, finished_at=now
    )
