"""What waits, runs and failed in the background, and what an owner can do about it."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from clew.interchange.actions.troubles import discard, try_again
from clew.interchange.queries.background import background as work_of
from clew.interchange.queries.background import is_ours
from clew.kit.errors import NotFound
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role


@require_GET
@door(need=Role.OWNER)
def background(request: Request, scope: Scope) -> HttpResponse:
    return page(request, "interchange/background.html", work=work_of(workspace=scope.workspace))


@require_POST
@door(need=Role.OWNER)
def again(request: Request, scope: Scope, pk: int) -> HttpResponse:
    """Try a failed job once more."""
    _check(scope, pk)
    try_again(job_id=pk)
    return done(request, _here(scope), "It waits for the worker.")


@require_POST
@door(need=Role.OWNER)
def discard_job(request: Request, scope: Scope, pk: int) -> HttpResponse:
    """Let go of a failed job."""
    _check(scope, pk)
    discard(job_id=pk)
    return done(request, _here(scope), "Discarded.")


def _check(scope: Scope, pk: int) -> None:
    if not is_ours(workspace=scope.workspace, job_id=pk):
        raise NotFound("There is no such job here.")


def _here(scope: Scope) -> str:
    return reverse("interchange:background", args=(scope.workspace.slug,))
