"""Background work on opportunities."""

from procrastinate.contrib.django import app

from clew.discovery.actions.opportunities import refresh_scores
from clew.kit import clock
from clew.workspaces.access import enter_as_job


@app.task(name="discovery.scores")
def scores(workspace_id: str) -> None:
    """Count and score every opportunity again: what stands behind them may have changed."""
    refresh_scores(workspace=enter_as_job(workspace_id).workspace, now=clock.now())
