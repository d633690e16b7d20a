"""Opportunities: ranked, opened, made by hand or of a theme, judged, scored."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from clew.discovery.actions import opportunities as actions
from clew.discovery.actions.moves import move_item
from clew.discovery.forms import JudgementForm, OpportunityForm, ScoringForm
from clew.discovery.models import Formula, Opportunity
from clew.discovery.queries.opportunities import LIMIT, Filter, OpportunityRow, Sort, listing, rank
from clew.discovery.queries.scores import confidence_of, needed_by, score_of, settings_of
from clew.discovery.queries.tree import Branch, branches, count_opportunities, move_targets
from clew.insights.models import Theme
from clew.insights.queries.item_pages import item_page
from clew.insights.queries.strips import mini_spec
from clew.insights.queries.theme_counts import ThemeCount, count_themes
from clew.kit import clock
from clew.strategy.queries.objectives import KeyResultRow, ObjectiveRow, key_results, living, objectives
from clew.thread.models import Item, Step
from clew.thread.queries.items import living as living_items
from clew.thread.queries.loose_ends import marks
from clew.thread.queries.roots import root_of
from clew.thread.queries.walk import Bead, above_all
from clew.ui.answers import with_query
from clew.ui.responses import done, page
from clew.ui.telling import telling
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role
from clew.workspaces.queries.members import members

SHOWN = 100
"""Rows of the list, unless more are asked for."""
FOLDED, UNTIED = "none", "untied"
"""In the tree's address: no outcome unfolded; the opportunities that serve nothing."""


@require_GET
@door(need=Role.READER)
def opportunities(request: Request, scope: Scope) -> HttpResponse:
    asked, to = request.GET, partial(with_query, request)
    sort = Sort(asked["sort"]) if asked.get("sort") in list(Sort) else Sort.SCORE
    people = {str(row.user_id): row.user for row in members(workspace=scope.workspace)}
    owner = people.get(asked.get("owner", ""))
    chosen = Filter(
        status=asked.get("status", "") if asked.get("status") in dict(Opportunity.KIND.statuses) else "",
        objective=_uuid(asked.get("objective", "")),
        owner=owner.pk if owner else None,
        words=asked.get("q", "")[:100],
        loose=bool(asked.get("loose")),
    )
    limit = LIMIT if asked.get("more") else SHOWN
    rows = listing(workspace=scope.workspace, sort=sort, chosen=chosen, limit=limit)
    ids = [row.id for row in rows]
    ups = above_all(item_ids=ids)
    settings, aims = settings_of(scope.workspace), living(workspace=scope.workspace)
    return page(
        request,
        "discovery/opportunities.html",
        rows=rows,
        is_cut=len(rows) == limit,
        may_show_more=limit < LIMIT,
        sort=sort,
        chosen=chosen,
        to=to,
        owner=owner,
        owners=[(user.label, to(owner=pk), False) for pk, user in people.items()],
        statuses=Opportunity.KIND.statuses,
        objectives=aims,
        aims=[(aim.pk, f"{aim.ref} {aim.title}") for aim in aims],
        serves={pk: [bead for bead in beads if bead.step == Step.OBJECTIVE] for pk, beads in ups.items()},
        minis=_minis(scope, rows, ups),
        loose=marks(workspace=scope.workspace, subject_ids=ids),
        formula=Formula(settings.formula).label,
        needed=needed_by(settings.formula),
    )


@require_GET
@door(need=Role.READER)
def tree(request: Request, scope: Scope) -> HttpResponse:
    """One outcome unfolded: the opportunities that serve it, the features that address those; the others folded."""
    counts = count_opportunities(workspace=scope.workspace)
    aims = [aim for aim in objectives(workspace=scope.workspace) if aim.status == "open"]
    outcomes = [
        Outcome(aim, row, counts.get(row.id if row else aim.id, 0))
        for aim in aims
        for row in (None, *aim.key_results)
        if row or counts.get(aim.id) or not aim.key_results
    ]
    opened = _opened(outcomes, request.GET.get("outcome", ""), has_untied=bool(counts.get(None)))
    found: list[Branch] = []
    if opened != FOLDED:
        found = branches(workspace=scope.workspace, outcome=None if opened == UNTIED else UUID(opened))
    return page(
        request,
        "discovery/tree.html",
        outcomes=outcomes,
        opened=opened,
        branches=found,
        untied=counts.get(None, 0),
        loose=marks(workspace=scope.workspace, subject_ids=[branch.id for branch in found]),
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def move(request: Request, scope: Scope) -> HttpResponse:
    """Hang an opportunity under another outcome, a feature under another opportunity; also what a drag posts."""
    asked = request.POST if request.method == "POST" else request.GET
    if request.method == "GET" and not asked.get("item"):
        return done(request, reverse("discovery:tree", args=(scope.workspace.slug,)))
    item = scope.get(Item, archived_at=None, pk=_uuid(asked.get("item", "")))
    source = scope.get(Item, pk=pk) if (pk := _uuid(asked.get("from", ""))) else None
    if request.method == "POST":
        target = scope.get(Item, archived_at=None, pk=pk) if (pk := _uuid(asked.get("to", ""))) else None
        moved = move_item(item=item, source=source, target=target, by=scope.actor, now=clock.now())
        opened = asked.get("outcome") or (target.pk if target and item.kind == "opportunity" else UNTIED)
        to = (
            f"{reverse('discovery:tree', args=(scope.workspace.slug,))}?{urlencode({'outcome': opened})}#node-{item.pk}"
        )
        where = f"“{target.title}”" if target else "no outcome"
        said = f"Moved “{item.title}” to {where}." if moved else f"“{item.title}” hangs there already."
        return done(request, to, said, undo=moved)
    targets = move_targets(workspace=scope.workspace, kind=item.kind)
    return page(
        request,
        "discovery/move.html",
        item=item,
        source=source,
        targets=[target for target in targets if source is None or target.id != source.pk],
        outcome=asked.get("outcome", ""),
    )


@require_GET
@door(need=Role.READER)
def opportunity(request: Request, scope: Scope, number: int) -> HttpResponse:
    found = Opportunity.objects.select_related("owner", "workspace").defer("search")
    item = scope.get(found, number=number)
    shared = item_page(workspace=scope.workspace, item=item, user=scope.user, now=clock.now())
    settings = settings_of(scope.workspace)
    return page(
        request,
        "discovery/opportunity.html",
        item=item,
        shared=shared,
        score=score_of(item, shared.strip.reach, settings),
        confidence=confidence_of(item, shared.strip.reach),
        rank=rank(opportunity=item),
        formula=Formula(settings.formula),
        needed=needed_by(settings.formula),
        judgement=JudgementForm(initial=_judged(item)),
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_opportunity(request: Request, scope: Scope) -> HttpResponse:
    """By hand, or of a theme in one act (`?theme=`)."""
    theme = _theme(request, scope)
    initial = {"title": request.GET.get("title", "") or (theme.name if theme else "")}
    initial |= {"description": theme.definition if theme else "", "owner": str(scope.user.pk)}
    form = OpportunityForm(request.POST or None, workspace=scope.workspace, initial=initial)
    del form.fields["status"]
    judgement = JudgementForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and judgement.is_valid():
        with telling(form):
            made = _make(request, scope, theme, form, judgement)
            said = f"Made {made.called}" + (f" of “{theme.name}”." if theme else ".")
            return done(request, made.page(scope.workspace.slug), said, undo=True)
    targets = living(workspace=scope.workspace)
    return page(
        request,
        "discovery/new_opportunity.html",
        form=form,
        judgement=judgement,
        needed=needed_by(settings_of(scope.workspace).formula),
        source=theme,
        reach=_theme_count(scope, theme) if theme else None,
        objectives=targets,
        key_results=key_results(objective_ids=[target.pk for target in targets]),
        chosen=request.POST.getlist("advances") or request.GET.getlist("advances"),
        status=422 if form.errors or judgement.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_opportunity(request: Request, scope: Scope, number: int) -> HttpResponse:
    item = scope.get(Opportunity, number=number)
    columns = ("title", "description", "status")
    initial = {name: getattr(item, name) for name in columns} | {"owner": str(item.owner_id or "")}
    form = OpportunityForm(request.POST or None, workspace=scope.workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            actions.edit_opportunity(opportunity=item, by=scope.actor, now=clock.now(), **form.cleaned_data)
            return done(request, item.page(scope.workspace.slug), "Saved.", undo=True)
    return page(request, "discovery/edit_opportunity.html", form=form, item=item, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def judge(request: Request, scope: Scope, number: int) -> HttpResponse:
    """The typed half of the score."""
    item = scope.get(Opportunity, number=number)
    form = JudgementForm(request.POST or None, initial=_judged(item))
    if request.method == "POST" and form.is_valid():
        with telling(form):
            actions.edit_opportunity(opportunity=item, by=scope.actor, now=clock.now(), **form.cleaned_data)
            return done(request, f"{item.page(scope.workspace.slug)}#score", "Scored again.", undo=True)
    needed = needed_by(settings_of(scope.workspace).formula)
    status = 422 if form.errors else 200
    return page(request, "discovery/judge.html", form=form, item=item, needed=needed, status=status)


@require_http_methods(["GET", "POST"])
@door(need=Role.READER)
def scoring(request: Request, scope: Scope) -> HttpResponse:
    """Settings, scores: how this workspace scores."""
    settings = settings_of(scope.workspace)
    initial: dict[str, Any] = {"formula": settings.formula}
    initial |= {f"weight_{name}": _plain(value) for name, value in settings.weights.items()}
    initial |= {f"top_{name}": _plain(value) for name, value in settings.tops.items()}
    form = ScoringForm(request.POST or None, initial=initial)
    if request.method == "POST":
        scope.require(Role.EDITOR)
        if form.is_valid():
            with telling(form):
                actions.edit_scoring(
                    workspace=scope.workspace,
                    formula=form.cleaned_data["formula"],
                    weights=form.values("weight_"),
                    tops=form.values("top_"),
                    by=scope.actor,
                    now=clock.now(),
                )
                here = reverse("discovery:scoring", args=(scope.workspace.slug,))
                return done(request, here, "Every opportunity is scored anew.", undo=True)
    status, labels = 422 if form.errors else 200, dict(Formula.choices)
    return page(request, "discovery/scoring.html", form=form, labels=labels, status=status)


@dataclass(frozen=True)
class Outcome:
    """What opportunities serve: a key result, or an objective itself; `count` of them serve it directly."""

    objective: ObjectiveRow
    key_result: KeyResultRow | None
    count: int

    @property
    def id(self) -> UUID:
        return self.key_result.id if self.key_result else self.objective.id

    @property
    def key(self) -> str:
        return str(self.id)

    @property
    def step(self) -> str:
        return f"Key result {self.key_result.ref.removeprefix('KR')}" if self.key_result else "Objective"

    @property
    def named(self) -> str:
        return f"{self.objective.ref}, {self.step.lower()}" if self.key_result else f"{self.objective.ref} itself"

    @property
    def title(self) -> str:
        return (self.key_result or self.objective).title

    def page(self, slug: str) -> str:
        kind, row = ("key_result", self.key_result) if self.key_result else ("objective", self.objective)
        return Item(kind=kind, number=row.number).page(slug)


def _opened(outcomes: list[Outcome], asked: str, *, has_untied: bool) -> str:
    """What to unfold: what was asked for, else the first outcome that anything serves."""
    if asked == FOLDED or (asked == UNTIED and has_untied) or any(outcome.key == asked for outcome in outcomes):
        return asked
    served = next((outcome.key for outcome in outcomes if outcome.count), "")
    return served or (UNTIED if has_untied else FOLDED)


def _make(
    request: Request, scope: Scope, theme: Theme | None, form: OpportunityForm, judgement: JudgementForm
) -> Opportunity:
    wanted = [pk for raw in request.POST.getlist("advances") if (pk := _uuid(raw))]
    kinds = ["objective", "key_result"]
    advances: list[Item] = list(living_items(workspace=scope.workspace).filter(pk__in=wanted, kind__in=kinds))
    values: dict[str, Any] = {name: form.cleaned_data[name] for name in ("title", "description", "owner")}
    values |= {name: value for name, value in judgement.cleaned_data.items() if value is not None}
    values |= {"advances": advances, "by": scope.actor, "now": clock.now()}
    if theme is None:
        return actions.create_opportunity(workspace=scope.workspace, **values)
    return actions.create_from_theme(theme=theme, **values)


def _theme(request: Request, scope: Scope) -> Theme | None:
    raw = request.POST.get("theme") or request.GET.get("theme") or ""
    if not raw.isdecimal():
        return None
    return scope.get(Theme.objects.defer("search", "centroid"), number=int(raw), archived_at=None)


def _theme_count(scope: Scope, theme: Theme) -> ThemeCount | None:
    today = timezone.localdate(clock.now())
    return next(iter(count_themes(workspace=scope.workspace, today=today, only=[theme.pk])), None)


def _judged(item: Opportunity) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in JudgementForm.base_fields}
    return {name: _plain(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def _minis(scope: Scope, rows: list[OpportunityRow], ups: dict[UUID, list[Bead]]) -> dict[UUID, str]:
    has_mission = root_of(workspace=scope.workspace, today=timezone.localdate(clock.now())) is not None
    return {
        row.id: mini_spec(
            {bead.step for bead in ups[row.id]}, has_mission=has_mission, work=row.work > 0, voice=row.notes > 0
        )
        for row in rows
    }


def _plain(value: float | Decimal) -> str:
    """2 and 2000000, not 2.0: as people type them."""
    return f"{Decimal(str(value)).normalize():f}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
