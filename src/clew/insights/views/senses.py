"""A person's word on what a note is."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from clew.insights.actions import senses as actions
from clew.insights.models import Note
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.ui.responses import done
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

MOODS = {"-1": -1, "0": 0, "1": 1, "none": None}


@require_POST
@door(need=Role.EDITOR)
def call_note(request: Request, scope: Scope, number: int) -> HttpResponse:
    """Its kind (`kind`, "none" for none) or its mood (`mood`), whichever was sent."""
    note = scope.get(Note, number=number)
    kind, mood = request.POST.get("kind"), request.POST.get("mood")
    if kind is not None:
        actions.call_kind(note=note, kind="" if kind == "none" else kind, by=scope.actor, now=clock.now())
    elif mood in MOODS:
        actions.call_mood(note=note, mood=MOODS[mood], by=scope.actor, now=clock.now())
    else:
        raise Invalid("Say a kind or a mood.", field="kind")
    query = request.POST.get("query", "")
    here = reverse("insights:note", args=(scope.workspace.slug, note.number))
    return done(request, here + (query if query.startswith("?") else ""), f"{note.ref} is corrected.", undo=True)
