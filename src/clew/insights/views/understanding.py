"""Settings, understanding: how notes are placed in meaning."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clew.insights.actions.embedders import choose_embedder
from clew.insights.forms import EmbedderForm
from clew.insights.models import UnderstandingSettings
from clew.insights.queries.embedders import LABELS, understanding
from clew.kit import clock
from clew.kit.text import count, plural
from clew.ui.responses import done, page
from clew.ui.telling import telling
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role


@dataclass(frozen=True)
class Progress:
    done: int
    total: int
    sentence: str


@require_http_methods(["GET", "POST"])
@door(need=Role.READER)
def settings(request: Request, scope: Scope) -> HttpResponse:
    """What is chosen, and how far a change is; owners choose."""
    now = understanding(workspace=scope.workspace)
    form = EmbedderForm(request.POST or None, initial={"embedder": now.embedder})
    if request.method == "POST":
        scope.require(Role.OWNER)
        if form.is_valid():
            with telling(form):
                wanted = form.cleaned_data["embedder"]
                choose_embedder(workspace=scope.workspace, embedder=wanted, by=scope.actor, now=clock.now())
                return done(request, _here(scope), _said(now, wanted), undo=wanted != now.embedder)
    return page(
        request,
        "insights/understanding.html",
        form=form,
        settings=now,
        in_use=LABELS[now.in_use],
        labels=LABELS,
        progress=_progress(now),
        status=422 if form.errors else 200,
    )


@require_GET
@door(need=Role.READER)
def progress(request: Request, scope: Scope) -> HttpResponse:
    """How far a change is; when it is over, the page is loaded anew."""
    now = understanding(workspace=scope.workspace)
    if not now.is_changing:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return page(request, "insights/understanding_progress.html", progress=_progress(now))


def _progress(now: UnderstandingSettings) -> Progress:
    if not now.to_prepare:
        return Progress(0, 1, "Waiting for the worker to begin.")
    if now.prepared >= now.to_prepare:
        return Progress(now.prepared, now.to_prepare, "All notes are read. The new reading takes over in a moment.")
    sentence = f"{count(now.prepared)} of {plural(now.to_prepare, 'note')} read."
    return Progress(now.prepared, now.to_prepare, sentence)


def _said(now: UnderstandingSettings, wanted: str) -> str:
    """What follows from the choice."""
    if wanted == now.embedder:
        return "Nothing to change: notes are read so already."
    if wanted == now.in_use:
        return f"It stays as it is: “{LABELS[wanted]}”."
    return f"Reading all notes anew, as “{LABELS[wanted]}”."


def _here(scope: Scope) -> str:
    return reverse("insights:understanding", args=(scope.workspace.slug,))
