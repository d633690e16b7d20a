"""One note: what its pane shows, writing one down, correcting it, sorting it."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clew.insights.actions import notes as actions
from clew.insights.actions.channels import find_or_create_channel
from clew.insights.actions.customers import find_or_create_person
from clew.insights.forms import NoteForm, NoteTextForm, PassageForm
from clew.insights.models import Account, Note
from clew.insights.queries import choices, inbox, suggestions
from clew.insights.queries.customers import open_channels
from clew.insights.queries.inbox import Filter
from clew.insights.queries.notes import evidence_of, heard_of, others_of_account, places_of, saying_the_same, whole
from clew.insights.queries.reading import Span, matches_in, paragraphs, resting, spans_of
from clew.insights.queries.senses import sense_of
from clew.insights.queries.strips import note_strip
from clew.insights.queries.turns import turns_of
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.kit.text import day
from clew.ui import acts, notices
from clew.ui.responses import LAST, done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

MORNING = time(8)


def pane(request: Request, scope: Scope, number: int, chosen: Filter) -> dict[str, Any]:
    """What the open note's pane shows."""
    workspace, now = scope.workspace, clock.now()
    note = scope.get(whole(workspace_id=workspace.pk), number=number)
    places = places_of(note=note)
    rests = resting(note=note, evidence=evidence_of(note=note))
    proposals = suggestions.proposals_of(note=note)
    today = timezone.localdate(now)
    since = datetime.combine((now - timedelta(days=90)).date(), time(), UTC)
    return {
        "note": note,
        "original": note.url if note.url.startswith(("https://", "http://")) else "",
        "said": _said(note, now),
        "sense": sense_of(note),
        "paragraphs": paragraphs(
            note.text,
            [*spans_of(rests), *suggestions.spans_of(proposals, note.text), *_asked(request, note)],
            matches_in(note=note, words=chosen.words),
        ),
        "turns": turns_of(note),
        "proposals": proposals,
        "places": places,
        "rests": rests,
        "strip": note_strip(workspace=workspace, note=note, themes=[place.theme for place in places], today=today),
        "heard": heard_of(account_id=note.account_id, since=since) if note.account_id else None,
        "heard_since": since.date(),
        "others": others_of_account(note=note),
        "same": saying_the_same(note=note),
        "following": inbox.next_to(workspace=workspace, chosen=chosen, now=now, note=note),
        "sleeps": note.snoozed_until is not None and note.snoozed_until > now and note.triaged_at is None,
        "acts": acts.offered("note", scope, note),
    }


def _asked(request: Request, note: Note) -> list[Span]:
    """The passage that the address points at, where it lies in the note."""
    form = PassageForm(request.GET)
    if not form.is_valid():
        return []
    start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    if start is None or end is None or not start < end <= len(note.text):
        return []
    return [Span(start, end)]


def _said(note: Note, now: datetime) -> str:
    """When it was said, in full: Thu 19 Nov, 08:12."""
    said = timezone.localtime(note.said_at)
    if not note.is_dated:
        return f"No date, came in on {day(said.date(), timezone.localdate(now))}"
    return f"{said:%a} {day(said.date(), timezone.localdate(now))}, {said:%H:%M}"


def announced(note: Note) -> str:
    who = note.account.name if note.account else note.person.label if note.person else "somebody unnamed"
    return f"{note.ref} from {who} is open."


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_note(request: Request, scope: Scope) -> HttpResponse:
    now = clock.now()
    form = NoteForm(request.POST or None, initial={"text": request.GET.get("text", "")}, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid() and _has_account(scope, form):
        note = _written_down(scope, form.cleaned_data, now)
        return done(request, address_of(scope, note), f"{note.ref} is in the inbox.", undo=True)
    return page(
        request,
        "insights/new_note.html",
        form=form,
        channels=open_channels(workspace=scope.workspace),
        accounts=choices.accounts_by_name(workspace=scope.workspace, limit=1000),
        status=422 if form.errors else 200,
    )


def _has_account(scope: Scope, form: NoteForm) -> bool:
    """Whether the account that was typed is there; it takes its place in the form's data, and a fault where it is not."""
    name = form.cleaned_data["account"]
    account = choices.account_by_name(workspace=scope.workspace, name=name) if name else None
    if name and account is None:
        form.add_error("account", f"There is no account “{name}”. Add it under Customers first.")
        return False
    form.cleaned_data["account"] = account
    return True


def _written_down(scope: Scope, data: dict[str, Any], now: datetime) -> Note:
    account: Account | None = data["account"]
    workspace, said = scope.workspace, data["said_on"]
    person = find_or_create_person(
        workspace=workspace, account=account, name=data["person"], email=data["email"], now=now
    )
    is_earlier = said and said < timezone.localdate(now)
    return actions.create_note(
        workspace=workspace,
        channel=find_or_create_channel(workspace=workspace, name=data["channel"], by=scope.actor, now=now),
        text=data["text"],
        account=account,
        person=person,
        said_at=timezone.make_aware(datetime.combine(said, time(12))) if is_earlier else None,
        by=scope.actor,
        now=now,
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_note(request: Request, scope: Scope, number: int) -> HttpResponse:
    note = scope.get(Note, number=number)
    form = NoteTextForm(request.POST or None, initial={"text": note.text})
    if request.method == "POST" and form.is_valid():
        actions.edit_note(note=note, text=form.cleaned_data["text"], by=scope.actor, now=clock.now())
        return done(request, address_of(scope, note), f"The words of {note.ref} are saved.", undo=True)
    return page(
        request,
        "insights/edit_note.html",
        note=note,
        form=form,
        back=address_of(scope, note),
        quotes=sum(1 for tie in evidence_of(note=note) if tie.quote),
        status=422 if form.errors else 200,
    )


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
        until = wake(request.POST.get("day", "") or request.POST.get("until", "tomorrow"), now)
        actions.snooze_note(note=note, until=until, by=scope.actor, now=now)
        said = f"{note.ref} sleeps until {until:%-d %b}."
    return move_on(request, scope, note, said)


def wake(until: str, now: datetime) -> datetime:
    """The morning that a snoozed note comes back: tomorrow, next Monday, or a day (2026-12-01)."""
    today = timezone.localdate(now)
    days = {"tomorrow": 1, "week": 7 - today.weekday()}.get(until)
    try:
        day = today + timedelta(days=days) if days else date.fromisoformat(until)
    except ValueError:
        raise Invalid("Choose a day to come, such as 2026-12-01.", field="until") from None
    if day <= today:
        raise Invalid("Choose a day to come: tomorrow or later.", field="until")
    return timezone.make_aware(datetime.combine(day, MORNING))


@dataclass(frozen=True)
class AskedFilter:
    """The list's filter that a form was sent from, as its address carries it."""

    text: str

    @property
    def values(self) -> QueryDict:
        return QueryDict(self.text.removeprefix("?"))


def asked_filter(request: Request) -> AskedFilter:
    query = request.POST.get("query", "")
    return AskedFilter(query if query.startswith("?") else "")


def _next(request: Request, scope: Scope, note: Note) -> str:
    """The note after this one in the list that the member came from, else the list."""
    query = asked_filter(request).text
    following = request.POST.get("next", "")
    base = reverse("insights:inbox", args=(scope.workspace.slug,))
    if following.isdecimal() and following != str(note.number):
        return reverse("insights:note", args=(scope.workspace.slug, int(following))) + query
    return base + query


def move_on(request: Request, scope: Scope, note: Note, said: str) -> HttpResponse:
    """After sorting a note: on to the next. htmx changes the page in place, so that list and focus stay where they are."""
    to = _next(request, scope, note)
    if not request.htmx:
        return done(request, to, said, undo=True)
    notices.add(request, said, undo=LAST)
    swap = {"target": "#main", "select": "#main", "swap": "outerMorph", "selectOOB": "nav.side:outerMorph:nav.side"}
    return HttpResponse(headers={"HX-Location": json.dumps({"path": to, **swap})})


def address_of(scope: Scope, note: Note) -> str:
    return reverse("insights:note", args=(scope.workspace.slug, note.number))
