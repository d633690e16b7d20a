"""Finding themes again: asked for, watched, stopped."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from clew.insights.actions import themes as actions
from clew.insights.queries.groupings import newest_run
from clew.insights.views.themes.correcting import list_of
from clew.kit import clock
from clew.ui.answers import announce
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role


@require_POST
@door(need=Role.EDITOR)
def find_again(request: Request, scope: Scope) -> HttpResponse:
    """Look for themes anew, in the background; what people corrected stays."""
    actions.find_again(workspace=scope.workspace, now=clock.now())
    return done(request, list_of(scope), "Looking for themes. What you corrected stays.")


@require_GET
@door(need=Role.READER)
def run(request: Request, scope: Scope) -> HttpResponse:
    """How far the newest run is; the bar on the page asks for it."""
    told = newest_run(workspace=scope.workspace)
    answer = page(request, "insights/theme_run.html", run=told)
    return announce(answer, told.sentence) if told and told.is_over else answer


@require_POST
@door(need=Role.EDITOR)
def stop(request: Request, scope: Scope) -> HttpResponse:
    actions.stop_finding(workspace=scope.workspace, now=clock.now())
    return done(request, list_of(scope), "It stops at its next step. Every theme stays as it is.")
