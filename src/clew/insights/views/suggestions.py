"""Deciding on what is suggested for a note, from its pane."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from clew.insights.actions import suggestions as actions
from clew.insights.forms import FilterForm
from clew.insights.models import Suggestion
from clew.insights.queries.suggestions import proposals_of, whole
from clew.insights.views.notes import address_of, asked_filter, move_on, pane
from clew.kit import clock
from clew.ui import notices
from clew.ui.answers import announce
from clew.ui.responses import LAST, done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

PANE = "article#note"
"""Where htmx puts the note's pane anew, so that the list stays as it is while more is to be decided."""


@require_POST
@door(need=Role.EDITOR)
def accept(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """Put the note into the theme, or tie it to the item; on to the next note after the last suggestion."""
    suggestion = scope.get(whole(), pk=pk)
    said = actions.accept_suggestion(suggestion=suggestion, by=scope.actor, now=clock.now())
    if proposals_of(note=suggestion.note):
        return _stay(request, scope, suggestion, said)
    return move_on(request, scope, suggestion.note, said)


@require_POST
@door(need=Role.EDITOR)
def dismiss(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """Never suggest it for this note again. The note stays open: it still waits for what is right."""
    suggestion = scope.get(whole(), pk=pk)
    said = actions.dismiss_suggestion(suggestion=suggestion, by=scope.actor, now=clock.now())
    return _stay(request, scope, suggestion, said)


def _stay(request: Request, scope: Scope, suggestion: Suggestion, said: str) -> HttpResponse:
    note, query = suggestion.note, asked_filter(request)
    if not request.htmx or request.htmx.target != PANE:
        return done(request, address_of(scope, note) + query.text, said, undo=True)
    notices.add(request, said, undo=LAST)
    chosen = FilterForm(query.values).chosen(scope.workspace)
    shown = pane(request, scope, note.number, chosen)
    return announce(page(request, "insights/note.html", query=query.text, **shown), said)
