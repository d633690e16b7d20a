"""The inbox: the list beside the note. One address for each note; the list's filter stays in the query."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from clew.insights.forms import FilterForm
from clew.insights.models import NoteKind
from clew.insights.queries import choices, inbox
from clew.insights.queries.customers import open_channels, segments
from clew.insights.queries.groupings import has_notes
from clew.insights.queries.inbox import Filter, View
from clew.insights.views.notes import announced, pane
from clew.kit import clock
from clew.kit.text import day
from clew.ui.answers import announce
from clew.ui.responses import page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

KEPT = ("view", "q", "channel", "account", "theme", "segment", "no_theme", "since", "until", "kind", "mood")
TABS = ((View.TRIAGE, "To triage"), (View.ALL, "All"), (View.LINKED, "Linked"), (View.SNOOZED, "Snoozed"),
        (View.ARCHIVED, "Archived"))  # fmt: skip
MOODS = {"-1": "Unhappy", "0": "Neutral", "1": "Happy"}
PANE = "article#note"
"""What htmx asks anew when another note of the list is chosen."""


@dataclass(frozen=True)
class Chip:
    """One filter in force, and the address without it."""

    name: str
    value: str
    without: str


@require_GET
@door(need=Role.READER)
def listing(request: Request, scope: Scope, number: int | None = None) -> HttpResponse:
    """The list, and the note that is open (the first one where none is named). htmx may ask for the note alone."""
    now = clock.now()
    chosen = FilterForm(request.GET).chosen(scope.workspace)
    query = _query(request, chosen)
    if number is not None and request.htmx and request.htmx.target == PANE:
        shown = pane(request, scope, number, chosen)
        return announce(page(request, "insights/note.html", query=query, **shown), announced(shown["note"]))
    rows, after = inbox.listing(workspace=scope.workspace, chosen=chosen, now=now, after=request.GET.get("after", ""))
    open_number = number or (rows[0].number if rows else None)
    waiting = inbox.waiting(workspace=scope.workspace, now=now)
    context: dict[str, Any] = {
        "rows": rows,
        "chosen": chosen,
        "kept": [(name, request.GET[name]) for name in KEPT if name not in {"q", "view"} and request.GET.get(name)],
        "chips": _chips(scope, chosen, request),
        "query": query,
        "older": _query(request, chosen, after=after) if after else "",
        "newest": _query(request, chosen, after="") if request.GET.get("after") else "",
        "tabs": _tabs(request, chosen, waiting),
        "sum": inbox.sum_of(workspace=scope.workspace, chosen=chosen, now=now),
        "open_number": open_number,
        "picking": _picking(request, scope, query),
        "is_empty": not rows and not chosen.is_narrow and not has_notes(workspace=scope.workspace),
    }
    shown = pane(request, scope, open_number, chosen) if open_number is not None else {"note": None}
    return page(request, "insights/inbox.html", named=number is not None, **context, **shown)


@dataclass(frozen=True)
class Picking:
    """Whether rows are being ticked, which one is from the start, and the addresses that begin and end it."""

    is_on: bool
    first: int | None
    begin: str
    end: str


def _picking(request: Request, scope: Scope, query: str) -> Picking:
    asked = request.GET.get("pick", "")
    is_on = bool(asked) and scope.may(Role.EDITOR)
    base = reverse("insights:inbox", args=(scope.workspace.slug,)) + query
    first = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    return Picking(is_on, first, f"{base}&pick=", base)


@require_GET
@door(need=Role.READER)
def filters(request: Request, scope: Scope) -> HttpResponse:
    """What the list can be narrowed to: the menu behind “Filter”."""
    workspace = scope.workspace
    chosen = FilterForm(request.GET).chosen(workspace)
    return page(
        request,
        "insights/filters.html",
        chosen=chosen,
        asked={name: request.GET.get(name, "") for name in KEPT},
        channels=open_channels(workspace=workspace),
        segments=[(name, name) for name in segments(workspace=workspace)],
        kinds=NoteKind.choices,
        moods=list(MOODS.items()),
        themes=choices.search_themes(workspace=workspace, query="", limit=200),
        accounts=choices.heard_accounts(workspace=workspace, limit=1000),
        back=reverse("insights:inbox", args=(workspace.slug,)) + _query(request, chosen),
    )


def _chips(scope: Scope, chosen: Filter, request: Request) -> list[Chip]:
    """The filters in force."""
    workspace = scope.workspace
    found: list[tuple[str, str, str]] = []
    if chosen.channel and (channel := choices.channel_by_id(workspace=workspace, pk=chosen.channel)):
        found.append(("channel", "Channel", channel.name))
    if chosen.account and (account := choices.account_by_id(workspace=workspace, pk=chosen.account)):
        found.append(("account", "Account", account.name))
    if number := request.GET.get("theme"):
        theme = choices.theme_by_number(workspace=workspace, number=int(number)) if number.isdecimal() else None
        found += [("theme", "Theme", theme.name)] if theme else []
    if chosen.segment:
        found.append(("segment", "Segment", chosen.segment))
    if chosen.no_theme:
        found.append(("no_theme", "Theme", "none"))
    if chosen.since:
        found.append(("since", "Since", day(chosen.since, timezone.localdate(clock.now()))))
    if chosen.kind:
        found.append(("kind", "Kind", NoteKind(chosen.kind).label))
    if chosen.mood:
        found.append(("mood", "Mood", MOODS[chosen.mood]))
    if chosen.until:
        found.append(("until", "Before", day(chosen.until, timezone.localdate(clock.now()))))
    base = reverse("insights:inbox", args=(workspace.slug,))
    return [
        Chip(label, value, base + _query(request, chosen, **{name: "", "after": ""})) for name, label, value in found
    ]


def _query(request: Request, chosen: Filter, **changes: str) -> str:
    """The list's filter as an address carries it, with the page of the list that is open."""
    kept = {name: value for name in (*KEPT, "after") if (value := request.GET.get(name))}
    kept = kept | {"view": chosen.view.value} | changes
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def _tabs(request: Request, chosen: Filter, waiting: inbox.Waiting) -> list[dict[str, Any]]:
    counts = {View.TRIAGE: waiting.triage, View.SNOOZED: waiting.snoozed}
    base = reverse("insights:inbox", args=(request.scope.workspace.slug,))
    return [
        {
            "words": label,
            "href": base + _query(request, chosen, view=view.value, after=""),
            "on": view == chosen.view,
            "count": counts.get(view, 0),
        }
        for view, label in TABS
        if view != View.SNOOZED or waiting.snoozed or chosen.view == View.SNOOZED
    ]
