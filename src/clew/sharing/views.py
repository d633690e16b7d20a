"""The brief (home), its Markdown, and the first steps of a new workspace."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clew.kit import clock
from clew.sharing.actions import look_again, start_with
from clew.sharing.queries.brief import brief as brief_of
from clew.sharing.queries.steps import is_new, steps
from clew.strategy.actions.objectives import half_year
from clew.strategy.actions.statements import state
from clew.strategy.forms import FirstObjectiveForm, StatementForm
from clew.strategy.models import StatementKind
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role


@require_GET
@door(need=Role.READER)
def brief(request: Request, scope: Scope) -> HttpResponse:
    """The whole company on one page; a new workspace sees its first steps instead."""
    now = clock.now()
    if "brief" not in request.GET and is_new(workspace=scope.workspace):
        return _start(request, scope)
    look_again(workspace=scope.workspace, now=now)
    return page(request, "sharing/brief.html", brief=brief_of(workspace=scope.workspace, now=now))


@require_GET
@door(need=Role.READER)
def markdown(request: Request, scope: Scope) -> HttpResponse:
    """The brief as Markdown, to paste elsewhere."""
    now = clock.now()
    look_again(workspace=scope.workspace, now=now)
    host = request.build_absolute_uri("/").rstrip("/")
    context = {"brief": brief_of(workspace=scope.workspace, now=now), "host": host}
    response = render(request, "sharing/brief.md", context, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{scope.workspace.slug}-brief.md"'
    return response


@require_POST
@door(need=Role.EDITOR)
def set_mission(request: Request, scope: Scope) -> HttpResponse:
    form = StatementForm(request.POST)
    if form.is_valid():
        state(
            workspace=scope.workspace,
            kind=StatementKind.MISSION,
            by=scope.actor,
            now=clock.now(),
            **form.cleaned_data,
        )
        return done(request, _home(scope), "The mission is written down.", undo=True)
    return _start(request, scope, mission=form, status=422)


@require_POST
@door(need=Role.EDITOR)
def set_objective(request: Request, scope: Scope) -> HttpResponse:
    form = FirstObjectiveForm(request.POST)
    if form.is_valid():
        start_with(workspace=scope.workspace, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, _home(scope), "Tied to the mission.", undo=True)
    return _start(request, scope, objective=form, status=422)


def _start(
    request: Request,
    scope: Scope,
    *,
    mission: StatementForm | None = None,
    objective: FirstObjectiveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    _, _, ends = half_year(timezone.localdate(now))
    return page(
        request,
        "sharing/start.html",
        steps=steps(workspace=scope.workspace, now=now),
        mission=mission or StatementForm(),
        objective=objective or FirstObjectiveForm(initial={"due_on": ends}),
        status=status,
    )


def _home(scope: Scope) -> str:
    return reverse("sharing:brief", args=(scope.workspace.slug,))
