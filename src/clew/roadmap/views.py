"""Features, as far as the thread needs them."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from clew.insights.queries.item_pages import item_page
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.roadmap.actions import features as actions
from clew.roadmap.forms import FeatureForm
from clew.roadmap.models import Feature, Horizon
from clew.roadmap.queries.features import LIMIT, Filter, listing, total
from clew.thread.models import Item, Step
from clew.thread.queries.loose_ends import marks
from clew.thread.queries.walk import above_all
from clew.ui.answers import with_query
from clew.ui.responses import done, page
from clew.ui.telling import telling
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role
from clew.workspaces.queries.members import members

SHOWN = 100
"""Rows of the list, unless more are asked for."""
COLUMNS = ("title", "description", "horizon", "status", "team", "effort")


@require_GET
@door(need=Role.READER)
def features(request: Request, scope: Scope) -> HttpResponse:
    asked, team = request.GET, members(workspace=scope.workspace)
    people = {str(row.user_id): row.user for row in team}
    owner = people.get(asked.get("owner", ""))
    chosen = Filter(
        horizon=asked.get("horizon", "") if asked.get("horizon") in Horizon.values else "",
        owner=owner.pk if owner else None,
        words=asked.get("q", "")[:100],
        loose=bool(asked.get("loose")),
    )
    limit, to = LIMIT if asked.get("more") else SHOWN, partial(with_query, request)
    rows = listing(workspace=scope.workspace, chosen=chosen, limit=limit)
    ids = [row.id for row in rows]
    ups = above_all(item_ids=ids)
    return page(
        request,
        "roadmap/features.html",
        rows=rows,
        is_cut=len(rows) == limit,
        may_show_more=limit < LIMIT,
        chosen=chosen,
        tabs=_tabs(chosen, to),
        horizons=Horizon.choices,
        to=to,
        owner=owner,
        owners=[(user.label, to(owner=pk), False) for pk, user in people.items()],
        total=total(workspace=scope.workspace),
        serves={pk: [bead for bead in beads if bead.step == Step.OBJECTIVE] for pk, beads in ups.items()},
        loose=marks(workspace=scope.workspace, subject_ids=ids),
        statuses=dict(Feature.KIND.statuses),
    )


@require_GET
@door(need=Role.READER)
def feature(request: Request, scope: Scope, number: int) -> HttpResponse:
    item = scope.get(Feature.objects.select_related("owner", "workspace").defer("search"), number=number)
    shared = item_page(workspace=scope.workspace, item=item, user=scope.user, now=clock.now())
    return page(request, "roadmap/feature.html", item=item, shared=shared)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_feature(request: Request, scope: Scope) -> HttpResponse:
    """By hand; `?serves=` names the item that it is for."""
    serves = _serves(request, scope)
    initial = {"title": request.GET.get("title", ""), "horizon": Horizon.LATER, "status": "open"}
    form = FeatureForm(request.POST or None, workspace=scope.workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            made = actions.create_feature(
                workspace=scope.workspace,
                serves=[serves] if serves else [],
                by=scope.actor,
                now=clock.now(),
                **form.cleaned_data,
            )
            return done(request, made.page(scope.workspace.slug), f"Made {made.called}.", undo=True)
    status = 422 if form.errors else 200
    return page(request, "roadmap/edit_feature.html", form=form, item=None, serves=serves, status=status)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_feature(request: Request, scope: Scope, number: int) -> HttpResponse:
    item = scope.get(Feature, number=number)
    initial = {name: getattr(item, name) for name in COLUMNS} | {"owner": str(item.owner_id or "")}
    initial["effort"] = f"{item.effort.normalize():f}" if item.effort is not None else ""
    form = FeatureForm(request.POST or None, workspace=scope.workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            actions.edit_feature(feature=item, by=scope.actor, now=clock.now(), **form.cleaned_data)
            return done(request, item.page(scope.workspace.slug), "Saved.", undo=True)
    status = 422 if form.errors else 200
    return page(request, "roadmap/edit_feature.html", form=form, item=item, serves=None, status=status)


def _tabs(chosen: Filter, to: Callable[..., str]) -> list[dict[str, object]]:
    """Now, next, later, shipped as views of the same list."""
    choices = [("", "All"), *Horizon.choices]
    return [{"words": words, "href": to(horizon=key), "on": chosen.horizon == key} for key, words in choices]


def _serves(request: Request, scope: Scope) -> Item | None:
    ref = request.POST.get("serves") or request.GET.get("serves") or ""
    if not ref:
        return None
    item = scope.get(Item, ref__iexact=ref)
    if item.kind not in actions.SERVES:
        raise Invalid("A feature serves an opportunity, a key result or an objective.", field="serves")
    return item
