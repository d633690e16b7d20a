"""Find or do: the door to what the areas contribute."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from clew.ui import palette
from clew.ui.responses import page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role


@require_GET
@door(need=Role.READER)
def find(request: Request, scope: Scope) -> HttpResponse:
    query = request.GET.get("q", "")[:200]
    sections = palette.search(scope, query)
    template = "ui/palette_results.html" if request.htmx else "ui/palette.html"
    return page(request, template, sections=sections, query=query)
