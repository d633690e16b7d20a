"""Settings: the workspace, oneself, and the log of everything that changed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.kit import clock
from clew.kit.errors import NotAllowed, NotFound
from clew.kit.paging import page as page_of
from clew.ui import notices, subjects
from clew.ui.answers import see_other, with_query
from clew.ui.responses import LAST, done, page
from clew.ui.telling import telling
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.actions.members import edit_member
from clew.workspaces.actions.spaces import edit_profile, edit_workspace
from clew.workspaces.actions.undo import is_undo, last_undoable, undo
from clew.workspaces.forms import ProfileForm, WorkspaceForm
from clew.workspaces.models import Event, Membership, Role
from clew.workspaces.queries.changes import may_undo, told
from clew.workspaces.queries.history import history as history_of
from clew.workspaces.queries.members import members

PAGE = 50


@require_http_methods(["GET", "POST"])
@door(need=Role.READER)
def general(request: Request, scope: Scope) -> HttpResponse:
    workspace = scope.workspace
    columns = ("name", "currency", "timezone")
    form = WorkspaceForm(request.POST or None, initial={name: getattr(workspace, name) for name in columns})
    if request.method == "POST":
        scope.require(Role.OWNER)
        if form.is_valid():
            with telling(form):
                edit_workspace(workspace=workspace, by=scope.actor, now=clock.now(), **form.cleaned_data)
                return done(request, _here(scope, "general"), "Saved.", undo=form.has_changed())
    return page(request, "workspaces/general.html", form=form, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(need=Role.READER)
def you(request: Request, scope: Scope) -> HttpResponse:
    """A member's own name, hats and shortcuts; everybody may change their own."""
    user = scope.user
    mine = scope.get(Membership.objects.select_related("user", "workspace"), user=user)
    form = ProfileForm(
        request.POST or None, initial={"name": user.name, "hats": mine.hats, "shortcuts": user.shortcuts}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        edit_profile(user=user, name=data["name"], shortcuts=data["shortcuts"])
        edit_member(membership=mine, role=Role(mine.role), hats=data["hats"], by=scope.actor, now=clock.now())
        return done(request, _here(scope, "you"), "Saved.")
    return page(request, "workspaces/you.html", form=form, membership=mine, status=422 if form.errors else 200)


@require_GET
@door(need=Role.READER)
def history(request: Request, scope: Scope) -> HttpResponse:
    """Everything that changed, newest first; by one member, or with some words in it."""
    words = request.GET.get("q", "").strip()[:100]
    people = [row.user for row in members(workspace=scope.workspace)]
    who = next((user for user in people if user.pk == _uuid(request.GET.get("by", ""))), None)
    events = history_of(workspace=scope.workspace, actor_id=who.pk if who else None, words=words)
    found = page_of(events, by=("at", "id"), size=PAGE, after=request.GET.get("after", ""))
    named = [(event.subject_kind, event.subject_id) for event in found.rows]
    return page(
        request,
        "workspaces/history.html",
        told=told(events=found.rows, user=scope.user, role=scope.role),
        pages=subjects.pages(scope.workspace, named),
        people=people,
        who=who,
        words=words,
        older=with_query(request, after=found.after) if found.after else "",
    )


@require_POST
@door(need=Role.COMMENTER)
def undo_last(request: Request, scope: Scope) -> HttpResponse:
    """Z: take back the member's own last change, or the one named."""
    event = _named_or_last(scope, request.POST)
    if not may_undo(event=event, user=scope.user, role=scope.role):
        raise NotAllowed("Your role here does not allow taking this change back.")
    undone = undo(event=event, by=scope.actor, now=clock.now())
    back = request.POST.get("next", "")
    to = (
        back
        if back.startswith(f"/w/{scope.workspace.slug}/")
        else reverse("sharing:brief", args=(scope.workspace.slug,))
    )
    took_back = is_undo(undone)
    notices.add(request, undone.sentence, undo="" if took_back else undone.pk, redo=undone.pk if took_back else "")
    return see_other(request, to)


def _named_or_last(scope: Scope, data: Any) -> Event:
    if (named := data.get("event")) and named != LAST:
        return scope.get(Event, pk=named)
    last = last_undoable(workspace=scope.workspace, user=scope.user)
    if last is None:
        raise NotFound("There is nothing of yours to undo.")
    return last


def _uuid(words: str) -> UUID | None:
    try:
        return UUID(words)
    except ValueError:
        return None


def _here(scope: Scope, name: str) -> str:
    return reverse(f"workspaces:{name}", args=(scope.workspace.slug,))
