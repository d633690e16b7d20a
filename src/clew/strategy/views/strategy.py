"""The strategy page: mission, vision, and the objectives of a period."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from clew.kit import clock
from clew.kit.errors import NotFound
from clew.strategy.actions.objectives import find_or_create_period, half_year
from clew.strategy.actions.statements import state
from clew.strategy.forms import PeriodForm, StatementForm
from clew.strategy.models import Period, StatementKind
from clew.strategy.queries import objectives as queries
from clew.strategy.queries.statements import current, wordings
from clew.thread.queries.loose_ends import marks
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

TABS = 3
"""Periods that stand as tabs, the newest; the others are in a menu."""


@require_GET
@door(need=Role.READER)
def strategy(request: Request, scope: Scope) -> HttpResponse:
    today = timezone.localdate(clock.now())
    periods = queries.periods(workspace=scope.workspace)
    period = _period(request, periods) or queries.current_period(workspace=scope.workspace, today=today)
    rows = queries.objectives(workspace=scope.workspace, period=period) if period else []
    return page(
        request,
        "strategy/strategy.html",
        statements=current(workspace=scope.workspace, today=today),
        kinds=StatementKind,
        period_tabs=[_tab(scope, each, period) for each in periods[:TABS]] if len(periods) > 1 else [],
        older=periods[TABS:],
        period=period,
        days_left=(period.ends_on - today).days if period else 0,
        objectives=rows,
        loose=marks(workspace=scope.workspace, subject_ids=[row.id for row in rows]),
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.READER)
def statement(request: Request, scope: Scope, kind: str) -> HttpResponse:
    """Every wording of the mission or the vision; an editor words it anew."""
    if kind not in StatementKind.values:
        raise NotFound
    if request.method == "POST":
        scope.require(Role.EDITOR)
    known = list(wordings(workspace=scope.workspace, kind=kind))
    initial = {"text": known[0].text, "short": known[0].short} if known else {}
    form = StatementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        state(workspace=scope.workspace, kind=kind, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, _strategy(scope), f"The {kind} is worded.", undo=True)
    label = StatementKind(kind).label
    status = 422 if form.errors else 200
    return page(request, "strategy/statement.html", form=form, label=label, kind=kind, known=known, status=status)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_period(request: Request, scope: Scope) -> HttpResponse:
    name, starts, ends = half_year(timezone.localdate(clock.now()))
    form = PeriodForm(request.POST or None, initial={"name": name, "starts_on": starts, "ends_on": ends})
    if request.method == "POST" and form.is_valid():
        period = find_or_create_period(workspace=scope.workspace, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, f"{_strategy(scope)}?period={period.pk}", f"{period.name} is open.", undo=True)
    return page(request, "strategy/period.html", form=form, status=422 if form.errors else 200)


def _tab(scope: Scope, each: Period, shown: Period | None) -> dict[str, object]:
    return {"words": each.name, "href": f"{_strategy(scope)}?period={each.pk}", "on": each == shown}


def _period(request: Request, periods: list[Period]) -> Period | None:
    try:
        wanted = UUID(request.GET.get("period", ""))
    except ValueError:
        return None
    return next((period for period in periods if period.pk == wanted), None)


def _strategy(scope: Scope) -> str:
    return reverse("strategy:strategy", args=(scope.workspace.slug,))
