"""What can be done with any item, whatever its kind: find it, follow it, tie it, archive it, see its history."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.kit import clock
from clew.kit.paging import page as page_of
from clew.thread.actions.follows import follow, unfollow
from clew.thread.actions.items import archive_item, restore_item
from clew.thread.actions.links import link, unlink
from clew.thread.forms import TieForm, ways
from clew.thread.models import KINDS, Item, Link
from clew.thread.queries.items import follows, living, search, tied_to
from clew.ui.responses import done, page
from clew.ui.telling import telling
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role
from clew.workspaces.queries.changes import told
from clew.workspaces.queries.history import history as history_of

FOUND = 12
EVENTS = 50


@require_GET
@door(need=Role.READER)
def by_ref(request: Request, scope: Scope, ref: str) -> HttpResponse:
    """/i/OP-31/ leads to the item's page."""
    item = scope.get(Item, ref__iexact=ref)
    return redirect(item.page(scope.workspace.slug))


@require_POST
@door(need=Role.READER)
def toggle_follow(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    item = scope.get(Item, pk=pk)
    if follows(item_id=item.pk, user=scope.user):
        unfollow(item=item, user=scope.user)
        said = f"You no longer follow {item.called}."
    else:
        follow(item=item, user=scope.user, now=clock.now())
        said = f"You follow {item.called}. What happens to it shows under Updates."
    return done(request, item.page(scope.workspace.slug), said)


@require_POST
@door(need=Role.EDITOR)
def toggle_archive(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    item = scope.get(Item, pk=pk)
    if item.archived_at:
        restore_item(item=item, by=scope.actor, now=clock.now())
        return done(request, item.page(scope.workspace.slug), f"{item.called} is back.", undo=True)
    archive_item(item=item, by=scope.actor, now=clock.now())
    return done(request, item.page(scope.workspace.slug), f"{item.called} is archived.", undo=True)


@require_GET
@door(need=Role.READER)
def history(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """Who changed what, when."""
    item = scope.get(Item, pk=pk)
    events = history_of(workspace=scope.workspace, subject_id=item.pk)
    found = page_of(events, by=("at", "id"), size=EVENTS, after=request.GET.get("after", ""))
    changes = told(events=found.rows, user=scope.user, role=scope.role)
    return page(request, "thread/history.html", item=item, told=changes, after=found.after)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def tie(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """Choose how, find what, tie it."""
    item = scope.get(Item, pk=pk)
    form = TieForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with telling(form):
            other = _tie(scope, item, form)
            return done(request, item.page(scope.workspace.slug), f"Tied to {other.title}.", undo=True)
    offered = ways(item)
    way = request.POST.get("way") or request.GET.get("way")
    chosen = next((offer for offer in offered if offer[0] == way), offered[0] if offered else None)
    query = request.GET.get("q", "")
    return page(
        request,
        "thread/tie.html",
        item=item,
        form=form,
        ways=offered,
        chosen=chosen,
        query=query,
        kind=KINDS[chosen[2]] if chosen else None,
        found=_candidates(scope, item, chosen[2], query) if chosen else [],
        tied=tied_to(item=item),
        status=422 if form.errors else 200,
    )


def _tie(scope: Scope, item: Item, form: TieForm) -> Item:
    other = scope.get(Item, pk=form.cleaned_data["other"])
    direction, _, rest = form.cleaned_data["way"].partition(":")
    source, target = (item, other) if direction == "out" else (other, item)
    link(source=source, target=target, relation=rest.partition(":")[0], by=scope.actor, now=clock.now())
    return other


@require_POST
@door(need=Role.EDITOR)
def untie(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """Cut a tie; `from` names the page to return to."""
    found = scope.get(Link.objects.select_related("source", "target", "workspace"), pk=pk)
    here = found.target if request.POST.get("from") == str(found.target_id) else found.source
    unlink(tie=found, by=scope.actor, now=clock.now())
    return done(request, here.page(scope.workspace.slug), "Untied.", undo=True)


def _candidates(scope: Scope, item: Item, kind: str, query: str) -> list[Item]:
    """Items that may be tied: by words where some were typed, else the newest."""
    if query.strip():
        found = search(workspace=scope.workspace, query=query, limit=FOUND, kinds=[kind])
    else:
        newest = living(workspace=scope.workspace, kind=kind)
        found = list(newest.order_by("number" if kind in {"objective", "key_result"} else "-number")[:FOUND])
    return [other for other in found if other.pk != item.pk]
