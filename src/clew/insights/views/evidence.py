"""Tying words to what we decide: from the note, and from the item."""

from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.insights.actions import evidence as actions
from clew.insights.actions.evidence import Passage, Tie
from clew.insights.actions.themes import create_theme, put_in_theme, take_from_theme
from clew.insights.forms import EvidenceForm, PassageForm
from clew.insights.models import Evidence, Note, Stance, Theme, ThemeNote
from clew.insights.queries.candidates import candidates
from clew.insights.queries.choices import search_themes
from clew.insights.queries.item_pages import themes_behind, themes_of
from clew.insights.queries.notes import places_of
from clew.insights.queries.reach import reach_of
from clew.insights.queries.said import SHOWN, accounts_behind, notes_behind, people_behind
from clew.insights.queries.voices import direct
from clew.kit import clock
from clew.kit.errors import Invalid, NotFound
from clew.thread.models import KINDS, Item
from clew.thread.queries.items import living, search
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

FOUND = 12


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def note_theme(request: Request, scope: Scope, number: int) -> HttpResponse:
    """Put a note into a theme, an existing or a new one."""
    note = scope.get(Note, number=number)
    back = _note_page(request, scope, note)
    if request.method == "POST":
        if name := request.POST.get("name", "").strip():
            theme = create_theme(workspace=scope.workspace, name=name, notes=[note], by=scope.actor, now=clock.now())
        else:
            theme = scope.get(Theme, pk=request.POST.get("theme"), archived_at=None)
            put_in_theme(note=note, theme=theme, by=scope.actor, now=clock.now())
        return done(request, back, f"{note.ref} is in “{theme.name}”.", undo=True)
    query = request.GET.get("q", "").strip()
    return page(
        request,
        "insights/note_theme.html",
        note=note,
        placed={place.theme_id for place in places_of(note=note)},
        found=search_themes(workspace=scope.workspace, query=query, limit=100),
        query=query,
        asked=_asked(request),
        back=back,
    )


@require_POST
@door(need=Role.EDITOR)
def leave_theme(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    place = scope.get(ThemeNote.objects.select_related("theme", "note", "workspace"), pk=pk)
    take_from_theme(place=place, by=scope.actor, now=clock.now())
    to = _note_page(request, scope, place.note)
    return done(request, to, f"{place.note.ref} is no longer in “{place.theme.name}”.", undo=True)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def note_link(request: Request, scope: Scope, number: int) -> HttpResponse:
    """Tie a note, or the words marked in it, to an item."""
    note = scope.get(Note.objects.select_related("workspace"), number=number)
    marked = _passage(note, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        item = scope.get(Item, pk=request.POST.get("item"))
        source = marked or note
        actions.link_evidence(item=item, source=source, by=scope.actor, now=clock.now(), tie=_tie(request))
        return done(request, _note_page(request, scope, note), f"Tied to {item.title}.", undo=True)
    query = request.GET.get("q", "")
    found = search(workspace=scope.workspace, query=query, limit=FOUND) if query.strip() else _latest(scope)
    return page(
        request,
        "insights/note_link.html",
        note=note,
        marked=marked,
        words=note.text[marked.start : marked.end] if marked else "",
        query=query,
        found=found,
        form=EvidenceForm(),
        asked=_asked(request),
        back=_note_page(request, scope, note),
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def item_evidence(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """What speaks for an item and against it; find notes and themes, and tie them."""
    item = scope.get(Item, pk=pk)
    query = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()[:300]
    here = request.path + (f"?{urlencode({'q': query})}" if query else "")
    if request.method == "POST":
        source, tie = _source(request, scope), _tie(request)
        actions.link_evidence(item=item, source=source, by=scope.actor, now=clock.now(), tie=tie)
        name = f"“{source.name}”" if isinstance(source, Theme) else source.ref
        return done(request, here, f"{name} {Stance(tie.stance).label} now.", undo=True)
    found, older = candidates(
        workspace=scope.workspace, query=query, now=clock.now(), after=request.GET.get("after", "")
    )
    voices, tied_themes = direct(item_id=item.pk), themes_of(item=item, family=[item.pk])
    return page(
        request,
        "insights/item_evidence.html",
        item=item,
        here=here,
        query=query,
        notes=found,
        older=f"?{urlencode({'q': query, 'after': older})}" if older else "",
        found_themes=search_themes(workspace=scope.workspace, query=query, limit=FOUND) if query else [],
        voices=voices,
        tied_themes=tied_themes,
        linked_themes={evidence.theme_id for evidence in tied_themes},
        linked_notes={voice.note_id for voice in voices if not voice.fingerprint},
        quoted_notes={voice.note_id for voice in voices if voice.fingerprint},
        form=EvidenceForm(),
    )


@require_POST
@door(need=Role.EDITOR)
def change_evidence(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    found = scope.get(_whole(), pk=pk)
    tie = _tie(request, Tie(stance=found.stance, importance=found.importance))
    actions.edit_evidence(evidence=found, stance=tie.stance, importance=tie.importance, by=scope.actor, now=clock.now())
    return done(request, _back(request, scope, found.item), "Saved.", undo=True)


@require_POST
@door(need=Role.EDITOR)
def drop_evidence(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    found = scope.get(_whole(), pk=pk)
    item = found.item
    actions.unlink_evidence(evidence=found, by=scope.actor, now=clock.now())
    return done(request, _back(request, scope, item), "Untied.", undo=True)


@require_GET
@door(need=Role.READER)
def voices(request: Request, scope: Scope, kind: str, number: int) -> HttpResponse:
    """Everyone behind an item: every number of its thread opens here."""
    if kind not in KINDS:
        raise NotFound
    item = scope.get(Item, kind=kind, number=number)
    after = request.GET.get("after", "")
    notes, older = notes_behind(item_id=item.pk, after=after)
    people = people_behind(item_id=item.pk)
    return page(
        request,
        "insights/voices.html",
        item=item,
        reach=reach_of(item_id=item.pk, today=timezone.localdate(clock.now())),
        themes=themes_behind(item=item),
        accounts=accounts_behind(item_id=item.pk),
        people=people,
        is_cut=len(people) == SHOWN,
        notes=notes,
        older=f"?{urlencode({'after': older})}" if older else "",
        is_first=not after,
    )


def _whole() -> "QuerySet[Evidence]":
    return Evidence.objects.select_related("item", "workspace", "note", "theme", "quote__note")


def _passage(note: Note, data: object) -> Passage | None:
    form = PassageForm(data)  # type: ignore[arg-type]  # a QueryDict either way
    if not form.is_valid() or form.cleaned_data["start"] is None or form.cleaned_data["end"] is None:
        return None
    return Passage(note, form.cleaned_data["start"], form.cleaned_data["end"])


def _tie(request: Request, usual: Tie | None = None) -> Tie:
    """How it speaks, as the form says; what it leaves out is as in `usual`."""
    said, usual = request.POST, usual or Tie()
    form = EvidenceForm(
        {"stance": said.get("stance", usual.stance), "importance": said.get("importance", usual.importance)}
    )
    if not form.is_valid():
        raise Invalid("It speaks for or against, and its importance is 0 to 3.", field="stance")
    return Tie(stance=form.cleaned_data["stance"], importance=form.cleaned_data["importance"])


def _back(request: Request, scope: Scope, item: Item) -> str:
    """The page of the workspace that the form names, else the item's."""
    back = request.POST.get("back", "")
    return back if back.startswith(f"/w/{scope.workspace.slug}/") else item.page(scope.workspace.slug)


def _source(request: Request, scope: Scope) -> Note | Theme:
    if theme := request.POST.get("theme"):
        return scope.get(Theme, pk=theme, archived_at=None)
    return scope.get(Note, pk=request.POST.get("note"))


def _latest(scope: Scope) -> list[Item]:
    return list(living(workspace=scope.workspace).exclude(kind="key_result").order_by("-updated_at")[:FOUND])


def _asked(request: Request) -> str:
    """The inbox's filter that the member came from, as its address carries it."""
    query = request.POST.get("query", "") or request.GET.get("query", "")
    return query if query.startswith("?") else ""


def _note_page(request: Request, scope: Scope, note: Note) -> str:
    return reverse("insights:note", args=(scope.workspace.slug, note.number)) + _asked(request)
