"""Searching all notes: by words, by meaning, by what they spread over; keeping searches, and taking what was found along."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.insights.actions import search as actions
from clew.insights.forms import KeepForm, SearchForm
from clew.insights.models import Note, SavedSearch
from clew.insights.queries import choices
from clew.insights.queries.groupings import has_notes
from clew.insights.queries.search import Point, Search, find, point_of, to_parameters
from clew.insights.queries.search.exporting import FORMATS, found_by, notes_of, written
from clew.insights.queries.search.facets import LABELS, label_of
from clew.insights.queries.search.kept import kept
from clew.insights.queries.search.meaning import point_for
from clew.insights.queries.search.places import FILTERS
from clew.insights.queries.search.showing import results
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.kit.text import day
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

KEEPING = Role.COMMENTER


@dataclass(frozen=True)
class Chip:
    """One filter in force, and the address without it."""

    name: str
    value: str
    without: str


@require_GET
@door(need=Role.READER)
def search(request: Request, scope: Scope) -> HttpResponse:
    asked, now = SearchForm(request.GET).search(), clock.now()
    like, point = where(scope, asked)
    after = request.GET.get("after", "")
    found = find(workspace=scope.workspace, search=asked, now=now, point=point, after=after)
    text = asked.text if point and not like else ""
    shown = results(workspace=scope.workspace, hits=found.hits, stems=found.stems, text=text)

    def to(**changes: str) -> str:
        return _address(asked, **changes)

    return page(
        request,
        "insights/search.html",
        search=asked,
        found=found,
        results=shown,
        like=like,
        to=to,
        chips=_chips(scope, asked),
        kept_fields=[(name, value) for name, value in to_parameters(asked.without("like")).items() if name != "q"],
        saved=kept(workspace=scope.workspace, user=scope.user, query=urlencode(to_parameters(asked))),
        may_keep=scope.may(KEEPING),
        older=to(after=found.after) if found.after else "",
        newest=to() if after else "",
        is_deaf=point is None and asked.ranks,
        is_empty=not shown and not asked.ranks and not asked.is_filtered and not has_notes(workspace=scope.workspace),
    )


def where(scope: Scope, asked: Search) -> tuple[Note | None, Point | None]:
    """The note that others shall resemble, if one is named, and the place in meaning that is looked for."""
    if asked.like is not None:
        note = scope.get(Note.objects.defer("search"), number=asked.like)
        return note, point_of(note=note)
    return None, point_for(workspace=scope.workspace, text=asked.asked.words)


@require_GET
@door(need=Role.READER)
def export_search(request: Request, scope: Scope) -> HttpResponse:
    """Everything that the search finds, as a file that is written while it is read."""
    form = request.GET.get("form", "csv")
    if form not in FORMATS:
        raise Invalid(f"Export as {', '.join(FORMATS)}.", field="form")
    asked, now = SearchForm(request.GET).search(), clock.now()
    _, point = where(scope, asked)
    ids = found_by(workspace=scope.workspace, search=asked, now=now, point=point)
    pieces = (piece.encode() for piece in written(notes_of(workspace=scope.workspace, ids=ids), form))
    answer: Any = StreamingHttpResponse(pieces, content_type=f"{FORMATS[form]}; charset=utf-8")
    name = f"notes-{timezone.localdate(now):%Y-%m-%d}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    result: HttpResponse = answer
    return result


@require_http_methods(["GET", "POST"])
@door(need=KEEPING)
def save_search(request: Request, scope: Scope) -> HttpResponse:
    asked = SearchForm(request.GET).search()
    form = KeepForm(request.POST or None, initial={"name": asked.text[:80]})
    back = reverse("insights:search", args=(scope.workspace.slug,)) + _address(asked)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        saved = actions.save_search(
            workspace=scope.workspace, name=data["name"], search=asked, is_shared=data["is_shared"], by=scope.actor,
            now=clock.now(),
        )  # fmt: skip
        return done(request, back, f"“{saved.name}” is kept.", undo=True)
    return page(
        request,
        "insights/save_search.html",
        form=form,
        back=back,
        query=_address(asked),
        status=422 if form.errors else 200,
    )


@require_POST
@door(need=KEEPING)
def change_search(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    saved, now = scope.get(SavedSearch, pk=pk), clock.now()
    query = request.POST.get("query", "")
    back = reverse("insights:search", args=(scope.workspace.slug,)) + (query if query.startswith("?") else "")
    act = request.POST.get("act", "")
    if act == "remove":
        actions.remove_search(saved=saved, by=scope.actor, now=now)
        return done(request, back, f"“{saved.name}” is no longer kept.", undo=True)
    if act not in {"share", "unshare"}:
        raise Invalid("Share it, keep it to yourself, or remove it.", field="act")
    actions.share_search(saved=saved, is_shared=act == "share", by=scope.actor, now=now)
    said = "shows to everybody" if act == "share" else "shows to you alone"
    return done(request, back, f"“{saved.name}” {said}.", undo=True)


def _address(asked: Search, **changes: str) -> str:
    """The search as an address carries it, with `changes`; an empty one takes a parameter away."""
    kept_ = to_parameters(asked) | changes
    return "?" + urlencode({name: value for name, value in kept_.items() if value})


def _chips(scope: Scope, asked: Search) -> list[Chip]:
    """The filters in force."""
    workspace = scope.workspace
    today = timezone.localdate(clock.now())
    found = []
    for name in (*FILTERS, "match"):
        value = getattr(asked, name)
        if not value:
            continue
        if name == "channel":
            channel = choices.channel_by_id(workspace=workspace, pk=value)
            words = channel.name if channel else "unknown"
        elif name == "account":
            account = choices.account_by_id(workspace=workspace, pk=value)
            words = account.name if account else "unknown"
        elif name == "theme":
            theme = choices.theme_by_number(workspace=workspace, number=value)
            words = theme.name if theme else "unknown"
        elif name in {"since", "until"}:
            words = day(value, today)
        else:
            words = label_of(name, str(value))
        label = {"since": "Since", "until": "Until", "days": "Last"}.get(name, LABELS.get(name, name))
        found.append(Chip(label, words, _address(asked, **{name: ""})))
    return found
