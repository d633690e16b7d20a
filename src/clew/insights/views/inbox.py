"""The inbox: the list beside the note. One address for each note; the list's filter stays in the query."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.insights.actions import notes as actions
from clew.insights.actions.channels import find_or_create_channel
from clew.insights.actions.customers import find_or_create_person
from clew.insights.forms import FilterForm, NoteForm, NoteTextForm, PassageForm
from clew.insights.models import Note
from clew.insights.queries import choices, inbox
from clew.insights.queries.customers import open_channels, segments
from clew.insights.queries.groupings import has_notes
from clew.insights.queries.inbox import Filter, View
from clew.insights.queries.notes import evidence_of, heard_of, others_of_account, places_of, whole
from clew.insights.queries.reading import Span, matches_in, paragraphs, resting, spans_of
from clew.insights.queries.strips import note_strip
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.kit.text import day
from clew.ui import acts, notices
from clew.ui.answers import announce
from clew.ui.responses import LAST, done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

KEPT = ("view", "q", "channel", "account", "theme", "segment", "no_theme", "since")
SNOOZES = {"tomorrow": 1, "week": 7, "month": 30}
TABS = ((View.TRIAGE, "To triage"), (View.ALL, "All"), (View.LINKED, "Linked"), (View.SNOOZED, "Snoozed"),
        (View.ARCHIVED, "Archived"))  # fmt: skip
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
        shown = _note(request, scope, number, chosen)
        return announce(page(request, "insights/note.html", query=query, **shown), _announced(shown["note"]))
    rows, after = inbox.listing(workspace=scope.workspace, chosen=chosen, now=now, after=request.GET.get("after", ""))
    open_number = number or (rows[0].number if rows else None)
    waiting = inbox.waiting(workspace=scope.workspace, now=now)
    context = {
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
        "is_empty": not rows and not chosen.is_narrow and not has_notes(workspace=scope.workspace),
    }
    shown = _note(request, scope, open_number, chosen) if open_number is not None else {"note": None}
    return page(request, "insights/inbox.html", named=number is not None, **context, **shown)


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
        themes=choices.search_themes(workspace=workspace, query="", limit=200),
        accounts=choices.heard_accounts(workspace=workspace, limit=1000),
        back=reverse("insights:inbox", args=(workspace.slug,)) + _query(request, chosen),
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_note(request: Request, scope: Scope) -> HttpResponse:
    now = clock.now()
    form = NoteForm(request.POST or None, initial={"text": request.GET.get("text", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        account = choices.account_by_name(workspace=scope.workspace, name=data["account"]) if data["account"] else None
        if data["account"] and account is None:
            form.add_error("account", f"There is no account “{data['account']}”. Add it under Customers first.")
        else:
            channel = find_or_create_channel(workspace=scope.workspace, name=data["channel"], by=scope.actor, now=now)
            person = find_or_create_person(
                workspace=scope.workspace, account=account, name=data["person"], email=data["email"], now=now
            )
            said = data["said_on"]
            note = actions.create_note(
                workspace=scope.workspace,
                channel=channel,
                text=data["text"],
                account=account,
                person=person,
                said_at=timezone.make_aware(datetime.combine(said, time(12))) if said else None,
                by=scope.actor,
                now=now,
            )
            return done(request, _page(scope, note), f"{note.ref} is in the inbox.", undo=True)
    channels = open_channels(workspace=scope.workspace)
    return page(request, "insights/new_note.html", form=form, channels=channels, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_note(request: Request, scope: Scope, number: int) -> HttpResponse:
    note = scope.get(Note, number=number)
    form = NoteTextForm(request.POST or None, initial={"text": note.text})
    if request.method == "POST" and form.is_valid():
        actions.edit_note(note=note, text=form.cleaned_data["text"], by=scope.actor, now=clock.now())
        return done(request, _page(scope, note), "Saved. Quotes whose words changed show as broken.", undo=True)
    return page(request, "insights/edit_note.html", note=note, form=form, status=422 if form.errors else 200)


@require_POST
@door(need=Role.EDITOR)
def sort_note(request: Request, scope: Scope, number: int, act: str) -> HttpResponse:
    """Archive, bring back, snooze; then on to the next note of the list."""
    note = scope.get(Note, number=number)
    now = clock.now()
    if act == "archive":
        actions.archive_note(note=note, by=scope.actor, now=now)
        said = f"{note.ref} is archived."
    elif act == "restore":
        actions.restore_note(note=note, by=scope.actor, now=now)
        said = f"{note.ref} is back in the inbox."
    else:
        days = SNOOZES.get(request.POST.get("until", "tomorrow"))
        if days is None:
            raise Invalid(f"Snooze until {', '.join(SNOOZES)}.", field="until")
        until = timezone.localtime(now).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=days)
        actions.snooze_note(note=note, until=until, by=scope.actor, now=now)
        said = f"{note.ref} sleeps until {until:%-d %b}."
    return _move_on(request, _next(request, scope, note), said)


def _note(request: Request, scope: Scope, number: int, chosen: Filter) -> dict[str, Any]:
    """What the open note's pane shows."""
    workspace, now = scope.workspace, clock.now()
    note = scope.get(whole(workspace_id=workspace.pk), number=number)
    places = places_of(note=note)
    rests = resting(note=note, evidence=evidence_of(note=note))
    today = timezone.localdate(now)
    since = datetime.combine((now - timedelta(days=90)).date(), time(), UTC)
    return {
        "note": note,
        "original": note.url if note.url.startswith(("https://", "http://")) else "",
        "said": _said(note, now),
        "paragraphs": paragraphs(
            note.text, [*spans_of(rests), *_asked(request, note)], matches_in(note=note, words=chosen.words)
        ),
        "places": places,
        "rests": rests,
        "strip": note_strip(workspace=workspace, note=note, themes=[place.theme for place in places], today=today),
        "heard": heard_of(account_id=note.account_id, since=since) if note.account_id else None,
        "heard_since": since.date(),
        "others": others_of_account(note=note),
        "following": inbox.next_to(workspace=workspace, chosen=chosen, now=now, note=note),
        "sleeps": note.snoozed_until is not None and note.snoozed_until > now and note.triaged_at is None,
        "acts": acts.offered("note", scope, note),
    }


def _asked(request: Request, note: Note) -> list[Span]:
    """The passage that the address points at, where it lies in the note."""
    form = PassageForm(request.GET)
    start, end = (form.cleaned_data["start"], form.cleaned_data["end"]) if form.is_valid() else (None, None)
    fits = start is not None and end is not None and start < end <= len(note.text)
    return [Span(start, end)] if fits else []


def _said(note: Note, now: datetime) -> str:
    """When it was said, in full: Thu 19 Nov, 08:12."""
    said = timezone.localtime(note.said_at)
    if not note.is_dated:
        return f"No date, came in on {day(said.date(), timezone.localdate(now))}"
    return f"{said:%a} {day(said.date(), timezone.localdate(now))}, {said:%H:%M}"


def _announced(note: Note) -> str:
    who = note.account.name if note.account else note.person.label if note.person else "somebody unnamed"
    return f"{note.ref} from {who} is open."


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


def _next(request: Request, scope: Scope, note: Note) -> str:
    """The note after this one in the list that the member came from, else the list."""
    query = request.POST.get("query", "")
    following = request.POST.get("next", "")
    base = reverse("insights:inbox", args=(scope.workspace.slug,))
    query = query if query.startswith("?") else ""
    if following.isdecimal() and following != str(note.number):
        return reverse("insights:note", args=(scope.workspace.slug, int(following))) + query
    return base + query


def _move_on(request: Request, to: str, said: str) -> HttpResponse:
    """After sorting a note: on to the next. htmx changes the page in place, so that list and focus stay where they are."""
    if not request.htmx:
        return done(request, to, said, undo=True)
    notices.add(request, said, undo=LAST)
    swap = {"target": "#main", "select": "#main", "swap": "outerMorph", "selectOOB": "nav.side:outerMorph:nav.side"}
    return HttpResponse(headers={"HX-Location": json.dumps({"path": to, **swap})})


def _page(scope: Scope, note: Note) -> str:
    return reverse("insights:note", args=(scope.workspace.slug, note.number))
