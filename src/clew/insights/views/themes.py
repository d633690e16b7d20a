"""Themes: ranked, previewed, opened, corrected."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.insights.actions import themes as actions
from clew.insights.forms import ThemeForm
from clew.insights.models import Theme
from clew.insights.queries import inbox
from clew.insights.queries.customers import segments
from clew.insights.queries.groupings import has_notes, last_grouping
from clew.insights.queries.inbox import Filter
from clew.insights.queries.notes import items_on_theme
from clew.insights.queries.passages import disagreeing, to_read
from clew.insights.queries.strips import theme_strip
from clew.insights.queries.theme_counts import kept_placed
from clew.insights.queries.themes import (
    WINDOWS,
    Choice,
    ThemeRow,
    Weight,
    accounts_of,
    ranked,
    segments_of,
    theme_row,
    total,
)
from clew.jobs.queue import enqueue
from clew.kit import clock
from clew.thread.queries.loose_ends import of_subject
from clew.ui import acts
from clew.ui.answers import announce
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

QUOTES = 2
ACCOUNTS = 8
NOTES = 20
Option = tuple[str, str, bool]
"""The words of a choice, its address, and whether it is made."""
PANE = "aside#preview"
"""What htmx asks anew when another theme of the list is chosen."""


@require_GET
@door(need=Role.READER)
def listing(request: Request, scope: Scope) -> HttpResponse:
    """The ranking, with a preview of the chosen theme (the first where none is)."""
    choice = _choice(request)
    today = timezone.localdate(clock.now())
    rows = ranked(workspace=scope.workspace, choice=choice, today=today)
    shown = [row for row in rows if not row.serves] if choice.loose else rows
    chosen = _shown(shown, request.GET.get("theme", ""))
    preview = _preview(scope, shown, chosen, _since(choice, today)) if chosen else None
    if preview and request.htmx and request.htmx.target == PANE:
        said = f"Theme {preview['place']} of {len(shown)}, {preview['theme'].name}."
        return announce(page(request, "insights/theme_preview.html", preview=preview), said)
    return page(
        request,
        "insights/themes.html",
        rows=shown,
        choice=choice,
        windows=WINDOWS,
        choices=_choices(scope, choice),
        address=partial(_address, choice),
        since=_since(choice, today),
        total=total(workspace=scope.workspace),
        grouping=last_grouping(workspace=scope.workspace),
        notes=0 if choice.is_narrow else kept_placed(workspace=scope.workspace, days=choice.days),
        unlinked=sum(1 for row in rows if not row.serves),
        has_notes=bool(rows) or has_notes(workspace=scope.workspace),
        preview=preview,
    )


@require_GET
@door(need=Role.READER)
def detail(request: Request, scope: Scope, number: int) -> HttpResponse:
    """A theme with its thread, its words for and against, and every note in it."""
    theme = scope.get(
        Theme.objects.select_related("workspace", "created_by").defer("search", "centroid"), number=number
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
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_theme(request: Request, scope: Scope) -> HttpResponse:
    form = ThemeForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        theme = actions.create_theme(workspace=scope.workspace, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, _page(scope, theme), f"Made the theme “{theme.name}”.", undo=True)
    return page(request, "insights/edit_theme.html", form=form, subject=None, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_theme(request: Request, scope: Scope, number: int) -> HttpResponse:
    theme = scope.get(Theme, number=number)
    form = ThemeForm(request.POST or None, initial={"name": theme.name, "definition": theme.definition})
    if request.method == "POST" and form.is_valid():
        actions.edit_theme(theme=theme, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, _page(scope, theme), "Saved. The name stays when themes are found again.", undo=True)
    return page(request, "insights/edit_theme.html", form=form, subject=theme, status=422 if form.errors else 200)


@require_POST
@door(need=Role.EDITOR)
def sort_theme(request: Request, scope: Scope, number: int, act: str) -> HttpResponse:
    """Mute, unmute, archive."""
    theme = scope.get(Theme, number=number)
    if act == "archive":
        actions.archive_theme(theme=theme, by=scope.actor, now=clock.now())
        to = reverse("insights:themes", args=(scope.workspace.slug,))
        return done(request, to, f"“{theme.name}” is archived.", undo=True)
    actions.mute_theme(theme=theme, muted=act == "mute", by=scope.actor, now=clock.now())
    return done(request, _page(scope, theme), f"“{theme.name}” is {act}d.", undo=True)


@require_POST
@door(need=Role.EDITOR)
def find_again(request: Request, scope: Scope) -> HttpResponse:
    """Look for themes anew, in the background; what people corrected stays."""
    job = "insights.understand"
    enqueue(job, once=f"{job}:{scope.workspace.pk}", workspace_id=str(scope.workspace.pk), again=True)
    to = reverse("insights:themes", args=(scope.workspace.slug,))
    return done(request, to, "Looking for themes. Your names and placings stay.")


def _choice(request: Request) -> Choice:
    asked = request.GET
    days = int(asked["days"]) if asked.get("days", "").isdecimal() else 90
    weight = asked.get("weight", "")
    return Choice(
        days=days if days in WINDOWS else 90,
        segment=asked.get("segment", "")[:80],
        weight=Weight(weight) if weight in list(Weight) else Weight.REVENUE,
        words=asked.get("q", "")[:100],
        muted=asked.get("muted") == "yes",
        loose=asked.get("loose") == "yes",
    )


def _choices(scope: Scope, choice: Choice) -> dict[str, list[Option]]:
    """What the ranking can be turned to."""
    kinds = [("", "all"), *((name, name) for name in segments(workspace=scope.workspace))]
    return {
        "days": [(words, _address(choice, days=days), days == choice.days) for days, words in WINDOWS.items()],
        "segment": [(words, _address(choice, segment=name), name == choice.segment) for name, words in kinds],
        "weight": [(way.value, _address(choice, weight=way.value), way == choice.weight) for way in Weight],
    }


def _address(choice: Choice, **changes: object) -> str:
    values = {
        "days": choice.days,
        "segment": choice.segment,
        "weight": choice.weight.value,
        "q": choice.words,
        "muted": "yes" if choice.muted else "",
        "loose": "yes" if choice.loose else "",
    } | changes
    return "?" + urlencode({name: value for name, value in values.items() if value != ""})


def _shown(rows: Sequence[ThemeRow], named: str) -> ThemeRow | None:
    return next((row for row in rows if str(row.number) == named), rows[0] if rows else None)


def _since(choice: Choice, today: date) -> date | None:
    return today - timedelta(days=choice.days) if choice.days else None


def _preview(scope: Scope, rows: Sequence[ThemeRow], row: ThemeRow, since: date | None) -> dict[str, Any]:
    """What the pane shows; its counts are the row's, of the same days."""
    said = f"{reverse('insights:inbox', args=(scope.workspace.slug,))}?view=all&theme={row.number}"
    said += f"&since={since}" if since else ""
    theme = scope.get(Theme.objects.defer("search", "centroid"), pk=row.id)
    today = timezone.localdate(clock.now())
    return {
        "row": row,
        "theme": theme,
        "place": rows.index(row) + 1,
        "said": said,
        "strip": theme_strip(workspace=scope.workspace, theme=theme, counts=row, said=said, today=today),
        "of": len(rows),
        "voices": to_read(theme_id=row.id, limit=QUOTES),
        "segments": segments_of(theme_id=row.id)[:4],
        "acts": acts.offered("theme", scope, theme),
    }


def _page(scope: Scope, theme: Theme) -> str:
    return reverse("insights:theme", args=(scope.workspace.slug, theme.number))
