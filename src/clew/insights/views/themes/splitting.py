"""One theme made two: the proposal, what to move across, the deed."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clew.insights.actions import themes as actions
from clew.insights.forms import SplitForm
from clew.insights.models import RunStatus, Theme, ThemeSplit
from clew.insights.queries.theme_splits import halves_of, newest_split
from clew.insights.views.themes.correcting import page_of
from clew.kit import clock
from clew.ui.responses import done, page
from clew.ui.telling import telling
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

MOST = 100
"""Notes that one form may move across."""


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def split(request: Request, scope: Scope, number: int) -> HttpResponse:
    """Ask for two halves, look at them, accept them. Nothing changes before that."""
    theme = scope.get(Theme.objects.defer("search", "centroid"), number=number)
    here = reverse("insights:split_theme", args=(scope.workspace.slug, theme.number))
    if request.method == "POST" and "second" not in request.POST:
        actions.ask_for_split(theme=theme, now=clock.now())
        return done(request, here)
    proposal = newest_split(theme=theme)
    form = SplitForm(request.POST or None, initial=_names(proposal))
    if request.method == "POST" and proposal and form.is_valid():
        with telling(form):
            new = actions.split_theme(
                proposal=proposal,
                first=form.cleaned_data["first"],
                second=form.cleaned_data["second"],
                moved=_moved(request),
                by=scope.actor,
                now=clock.now(),
            )
            said = f"Split off “{new.name}”. The two stay apart when themes are found again."
            return done(request, page_of(scope, theme), said, undo=True)
    return page(
        request,
        "insights/split_theme.html",
        subject=theme,
        proposal=proposal,
        halves=halves_of(proposal=proposal) if proposal and proposal.status == RunStatus.DONE else [],
        form=form,
        status=422 if form.errors else 200,
    )


def _names(proposal: ThemeSplit | None) -> dict[str, str]:
    if proposal is None or proposal.status != RunStatus.DONE:
        return {}
    first, second = proposal.halves
    return {"first": first["name"], "second": second["name"]}


def _moved(request: Request) -> list[UUID]:
    return [UUID(raw) for raw in request.POST.getlist("moved")[:MOST] if _is_id(raw)]


def _is_id(raw: str) -> bool:
    try:
        UUID(raw)
    except ValueError:
        return False
    return True
