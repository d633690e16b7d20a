"""A theme's own page."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from clew.insights.models import Theme
from clew.insights.queries import inbox
from clew.insights.queries.choices import search_themes
from clew.insights.queries.inbox import Filter
from clew.insights.queries.notes import items_on_theme
from clew.insights.queries.passages import disagreeing, to_read
from clew.insights.queries.strips import theme_strip
from clew.insights.queries.themes import accounts_of, segments_of, theme_row
from clew.kit import clock
from clew.thread.queries.loose_ends import of_subject
from clew.ui import acts
from clew.ui.responses import page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

ACCOUNTS = 8
NOTES = 20
OTHERS = 400
"""Themes to move notes to."""


@require_GET
@door(need=Role.READER)
def detail(request: Request, scope: Scope, number: int) -> HttpResponse:
    """A theme with its thread, its words for and against, and every note in it."""
    theme = scope.get(
        Theme.objects.select_related("workspace", "created_by", "merged_into").defer("search", "centroid"),
        number=number,
    )
    now = clock.now()
    today = timezone.localdate(now)
    counts = theme_row(theme=theme, today=today)
    said = f"{reverse('insights:inbox', args=(scope.workspace.slug,))}?view=all&theme={theme.number}"
    chosen, cursor = Filter(theme=theme.pk), request.GET.get("after", "")
    rows, after = inbox.listing(workspace=scope.workspace, chosen=chosen, now=now, after=cursor, size=NOTES)
    return page(
        request,
        "insights/theme.html",
        subject=theme,
        strip=theme_strip(workspace=scope.workspace, theme=theme, counts=counts, said=said, today=today),
        voices=to_read(theme_id=theme.pk, limit=4),
        against=disagreeing(theme_id=theme.pk),
        counts=counts,
        said=said,
        accounts=accounts_of(theme_id=theme.pk, limit=ACCOUNTS),
        segments=segments_of(theme_id=theme.pk),
        rests=items_on_theme(theme=theme),
        loose=of_subject(workspace=scope.workspace, subject_id=theme.pk, kind="theme"),
        acts=acts.offered("theme", scope, theme),
        rows=rows,
        after=after,
        first=bool(cursor),
        others=search_themes(workspace=scope.workspace, query="", limit=OTHERS) if scope.may(Role.EDITOR) else [],
    )
