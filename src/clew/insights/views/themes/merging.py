"""Several themes made one."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clew.insights.actions import themes as actions
from clew.insights.queries.choices import search_themes
from clew.insights.queries.themes import Choice, together
from clew.insights.queries.themes import ranked as ranked_themes
from clew.insights.views.themes.correcting import MOST, chosen_themes, page_of
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def merge(request: Request, scope: Scope) -> HttpResponse:
    """Which themes, what comes of them together, and whose name stays."""
    asked = request.POST if request.method == "POST" else request.GET
    numbers = asked.getlist("theme")
    if request.method == "POST" and "into" not in asked:  # from the list: which of them stays is asked first
        if len(numbers) < 2:  # the one beside the list goes with a single choice
            numbers = [*numbers, *asked.getlist("current")]
        return done(request, f"{request.path}?{urlencode({'theme': numbers}, doseq=True)}")
    chosen = chosen_themes(scope, numbers)
    if request.method == "POST":
        into = next((theme for theme in chosen if str(theme.number) == asked.get("into")), None)
        if into is None or len(chosen) < 2:
            raise Invalid("Choose at least two themes, and the one that stays.", field="into")
        others = [theme for theme in chosen if theme.pk != into.pk]
        actions.merge_themes(into=into, others=others, by=scope.actor, now=clock.now())
        said = f"{len(chosen)} themes are one: “{into.name}”. They stay together when themes are found again."
        return done(request, page_of(scope, into), said, undo=True)
    today = timezone.localdate(clock.now())
    listed = ranked_themes(workspace=scope.workspace, choice=Choice(days=0), today=today)
    ids = {theme.pk for theme in chosen}
    every = search_themes(workspace=scope.workspace, query="", limit=MOST)
    return page(
        request,
        "insights/merge_themes.html",
        chosen=[row for row in listed if row.id in ids],
        sums=together(workspace=scope.workspace, theme_ids=list(ids)) if len(ids) > 1 else None,
        others=[(theme.number, theme.name) for theme in every if theme.pk not in ids],
    )
