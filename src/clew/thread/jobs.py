"""Background work on the thread."""

from procrastinate.contrib.django import app

from clew.kit import clock
from clew.thread.actions.loose_ends import refresh_loose_ends
from clew.workspaces.access import enter_as_job


@app.task(name="thread.loose_ends")
def loose_ends(workspace_id: str) -> None:
    """Look for loose ends again."""
    refresh_loose_ends(workspace=enter_as_job(workspace_id).workspace, now=clock.now())
