"""The ranking of themes, with a preview of one."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from clew.insights.models import Theme
from clew.insights.queries.customers import segments
from clew.insights.queries.groupings import has_notes, last_grouping, standing
from clew.insights.queries.passages import by_stance
from clew.insights.queries.strips import theme_strip
from clew.insights.queries.theme_counts import kept_placed
from clew.insights.queries.themes import WINDOWS, Choice, ThemeRow, Weight, by_area, main_segments_of, ranked, total
from clew.kit import clock
from clew.ui import acts
from clew.ui.answers import announce
from clew.ui.responses import page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

WEIGHTS = {
    Weight.REVENUE: "revenue",
    Weight.NOTES: "notes",
    Weight.PEOPLE: "people",
    Weight.ACCOUNTS: "accounts",
    Weight.GROWTH: "growth",
    Weight.FEELING: "displeasure",
}
LONG = 100
"""Rows of the list, unless more are asked for."""
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
        rows=(listed := shown if request.GET.get("more") else shown[:LONG]),
        areas=by_area(listed) if choice.grouped else [("", listed)],
        ranks={row.id: place for place, row in enumerate(shown, 1)},
        has_areas=len(by_area(rows)) > 1,
        is_cut=len(shown) > LONG and not request.GET.get("more"),
        count=len(shown),
        choice=choice,
        windows=WINDOWS,
        weights=WEIGHTS,
        choices=_choices(scope, choice),
        address=partial(_address, choice),
        since=_since(choice, today),
        total=total(workspace=scope.workspace),
        grouping=last_grouping(workspace=scope.workspace),
        run=standing(workspace=scope.workspace),
        notes=0 if choice.is_narrow else kept_placed(workspace=scope.workspace, days=choice.days),
        unlinked=sum(1 for row in rows if not row.serves),
        has_notes=bool(rows) or has_notes(workspace=scope.workspace),
        preview=preview,
    )


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
        grouped=asked.get("by") != "rank",
    )


def _choices(scope: Scope, choice: Choice) -> dict[str, list[Option]]:
    """What the ranking can be turned to."""
    kinds = [("", "all"), *((name, name) for name in segments(workspace=scope.workspace))]
    return {
        "days": [(words, _address(choice, days=days), days == choice.days) for days, words in WINDOWS.items()],
        "segment": [(words, _address(choice, segment=name), name == choice.segment) for name, words in kinds],
        "by": [
            ("area", _address(choice, by=""), choice.grouped),
            ("rank alone", _address(choice, by="rank"), not choice.grouped),
        ],
        "weight": [(words, _address(choice, weight=way.value), way == choice.weight) for way, words in WEIGHTS.items()],
    }


def _address(choice: Choice, **changes: object) -> str:
    values = {
        "days": choice.days,
        "segment": choice.segment,
        "weight": choice.weight.value,
        "q": choice.words,
        "muted": "yes" if choice.muted else "",
        "loose": "yes" if choice.loose else "",
        "by": "" if choice.grouped else "rank",
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
        "stances": by_stance(theme_id=row.id),
        "segments": main_segments_of(theme_id=row.id, limit=4),
        "acts": acts.offered("theme", scope, theme),
    }
