"""Themes made by hand, named, muted, pinned, archived; their notes moved."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clew.insights.actions import themes as actions
from clew.insights.forms import ThemeForm
from clew.insights.models import Theme
from clew.insights.queries.choices import notes_by_number, themes_by_number
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.kit.text import plural
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

MOST = 200
"""Themes or notes that one form may name."""


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_theme(request: Request, scope: Scope) -> HttpResponse:
    form = ThemeForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        theme = actions.create_theme(workspace=scope.workspace, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, page_of(scope, theme), f"Made the theme “{theme.name}”.", undo=True)
    return page(request, "insights/edit_theme.html", form=form, subject=None, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_theme(request: Request, scope: Scope, number: int) -> HttpResponse:
    theme = scope.get(Theme, number=number)
    form = ThemeForm(request.POST or None, initial={"name": theme.name, "definition": theme.definition})
    if request.method == "POST" and form.is_valid():
        actions.edit_theme(theme=theme, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, page_of(scope, theme), "Saved. The name stays when themes are found again.", undo=True)
    return page(request, "insights/edit_theme.html", form=form, subject=theme, status=422 if form.errors else 200)


@require_POST
@door(need=Role.EDITOR)
def sort_theme(request: Request, scope: Scope, number: int, act: str) -> HttpResponse:
    """Mute, unmute, pin, unpin, archive."""
    theme = scope.get(Theme, number=number)
    ACTS[act](theme, {"by": scope.actor, "now": clock.now()})
    to = list_of(scope) if act == "archive" else page_of(scope, theme)
    return done(request, to, f"“{theme.name}” is {DONE[act]}.", undo=True)


@require_POST
@door(need=Role.EDITOR)
def sort_themes(request: Request, scope: Scope) -> HttpResponse:
    """Mute several at once; each is a change of its own."""
    chosen = chosen_themes(scope, request.POST.getlist("theme"))
    for theme in chosen:
        actions.mute_theme(theme=theme, muted=True, by=scope.actor, now=clock.now())
    said = f"“{chosen[0].name}” is muted." if len(chosen) == 1 else f"{len(chosen)} themes are muted."
    return done(request, list_of(scope), said if chosen else "Choose themes to mute first.", undo=len(chosen) == 1)


@require_POST
@door(need=Role.EDITOR)
def move(request: Request, scope: Scope, number: int) -> HttpResponse:
    """Chosen notes of a theme into another one, or out of it."""
    theme = scope.get(Theme, number=number)
    wanted = [int(raw) for raw in request.POST.getlist("note") if raw.isdecimal()][:MOST]
    notes = notes_by_number(workspace=scope.workspace, numbers=wanted)
    if not notes:
        raise Invalid("Choose the notes to move first.", field="note")
    to = request.POST.get("to", "")
    if not to.isdecimal():
        raise Invalid("Choose the theme that they belong to.", field="to")
    target = scope.get(Theme, number=int(to))
    moved = actions.move_notes(notes=notes, source=theme, target=target, by=scope.actor, now=clock.now())
    said = f"{plural(moved, 'note')} went to “{target.name}”." if moved else "They were moved already."
    return done(request, page_of(scope, theme), said, undo=bool(moved))


def chosen_themes(scope: Scope, numbers: Sequence[str]) -> list[Theme]:
    """Living themes by their numbers, in this order; what names none is left out."""
    wanted = [int(raw) for raw in numbers if raw.isdecimal() and len(raw) < 10][:MOST]
    return themes_by_number(workspace=scope.workspace, numbers=wanted)


def page_of(scope: Scope, theme: Theme) -> str:
    return reverse("insights:theme", args=(scope.workspace.slug, theme.number))


def list_of(scope: Scope) -> str:
    return reverse("insights:themes", args=(scope.workspace.slug,))


ACTS: dict[str, Callable[[Theme, dict[str, Any]], None]] = {
    "mute": lambda theme, who: actions.mute_theme(theme=theme, muted=True, **who),
    "unmute": lambda theme, who: actions.mute_theme(theme=theme, muted=False, **who),
    "pin": lambda theme, who: actions.pin_theme(theme=theme, pinned=True, **who),
    "unpin": lambda theme, who: actions.pin_theme(theme=theme, pinned=False, **who),
    "archive": lambda theme, who: actions.archive_theme(theme=theme, **who),
}
DONE = {"mute": "muted", "unmute": "unmuted", "pin": "pinned", "unpin": "unpinned", "archive": "archived"}
