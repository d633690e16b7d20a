"""Objectives and key results: their pages, and changing them in place."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.insights.queries.item_pages import item_page
from clew.kit import clock
from clew.kit.text import in_unit
from clew.strategy.actions import objectives as actions
from clew.strategy.forms import KeyResultForm, ObjectiveForm, ReadingForm
from clew.strategy.models import KeyResult, Objective, Reading
from clew.strategy.queries import objectives as queries
from clew.strategy.queries.readings import course
from clew.thread.actions.items import edit_item
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role


@require_GET
@door(need=Role.READER)
def objective(request: Request, scope: Scope, number: int) -> HttpResponse:
    item = scope.get(Objective.objects.select_related("owner", "period", "workspace").defer("search"), number=number)
    return page(
        request,
        "strategy/objective.html",
        item=item,
        key_results=queries.key_results(objective_ids=[item.pk]),
        shared=item_page(workspace=scope.workspace, item=item, user=scope.user, now=clock.now()),
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_objective(request: Request, scope: Scope) -> HttpResponse:
    """Without a period yet, the current half-year is opened for it."""
    now = clock.now()
    today = timezone.localdate(now)
    period = queries.current_period(workspace=scope.workspace, today=today)
    if period is None and request.method == "POST":
        name, starts, ends = actions.half_year(today)
        period = actions.find_or_create_period(
            workspace=scope.workspace, name=name, starts_on=starts, ends_on=ends, by=scope.actor, now=now
        )
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and not data.get("period") and period:
        data["period"] = str(period.pk)
    initial = {"title": request.GET.get("title", ""), "period": str(period.pk) if period else ""}
    form = ObjectiveForm(data, workspace=scope.workspace, initial=initial)
    if data is not None and form.is_valid():
        made = actions.create_objective(workspace=scope.workspace, by=scope.actor, now=now, **form.cleaned_data)
        return done(
            request, made.page(scope.workspace.slug), f"Made {made.called}. Now a number that shows it.", undo=True
        )
    return page(request, "strategy/edit_objective.html", form=form, item=None, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_objective(request: Request, scope: Scope, number: int) -> HttpResponse:
    item = scope.get(Objective, number=number)
    initial = {"title": item.title, "description": item.description, "period": item.period_id, "owner": item.owner_id}
    form = ObjectiveForm(request.POST or None, workspace=scope.workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        edit_item(item=item, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, item.page(scope.workspace.slug), "Saved.", undo=True)
    return page(request, "strategy/edit_objective.html", form=form, item=item, status=422 if form.errors else 200)


@require_GET
@door(need=Role.READER)
def key_result(request: Request, scope: Scope, number: int) -> HttpResponse:
    form = ReadingForm(initial={"taken_on": timezone.localdate(clock.now())})
    return _key_result(request, scope, _whole(scope, number), form)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_key_result(request: Request, scope: Scope, number: int) -> HttpResponse:
    parent = scope.get(Objective.objects.select_related("period", "workspace"), number=number)
    initial = {"due_on": parent.period.ends_on, "measure": "increase"}
    form = KeyResultForm(request.POST or None, workspace=scope.workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = actions.create_key_result(objective=parent, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, made.page(scope.workspace.slug), f"Made {made.called}.", undo=True)
    status = 422 if form.errors else 200
    return page(request, "strategy/edit_key_result.html", form=form, parent=parent, item=None, status=status)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_key_result(request: Request, scope: Scope, number: int) -> HttpResponse:
    item = scope.get(KeyResult.objects.select_related("parent", "workspace"), number=number)
    columns = ("title", "description", "measure", "unit", "due_on")
    numbers = {name: f"{getattr(item, name).normalize():f}" for name in ("baseline", "target")}
    initial = {name: getattr(item, name) for name in columns} | numbers | {"owner": item.owner_id}
    form = KeyResultForm(request.POST or None, workspace=scope.workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_key_result(key_result=item, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, item.page(scope.workspace.slug), "Saved.", undo=True)
    status = 422 if form.errors else 200
    return page(request, "strategy/edit_key_result.html", form=form, parent=item.parent, item=item, status=status)


@require_POST
@door(need=Role.EDITOR)
def add_reading(request: Request, scope: Scope, number: int) -> HttpResponse:
    item = _whole(scope, number)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return _key_result(request, scope, item, form, status=422)
    made = actions.add_reading(key_result=item, by=scope.actor, now=clock.now(), **form.cleaned_data)
    said = f"Read {in_unit(made.value, item.unit)} for {item.called}."
    return done(request, item.page(scope.workspace.slug), said, undo=True)


@require_POST
@door(need=Role.EDITOR)
def drop_reading(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    reading = scope.get(Reading.objects.select_related("key_result", "workspace"), pk=pk)
    to = reading.key_result.page(scope.workspace.slug)
    actions.remove_reading(reading=reading, by=scope.actor, now=clock.now())
    return done(request, to, "Removed the reading.", undo=True)


@require_POST
@door(need=Role.EDITOR)
def set_status(request: Request, scope: Scope, kind: str, number: int) -> HttpResponse:
    """Achieved, missed, dropped, or open again."""
    model = Objective if kind == "objective" else KeyResult
    item = scope.get(model, number=number)
    edit_item(item=item, by=scope.actor, now=clock.now(), status=request.POST.get("status", ""))
    return done(request, item.page(scope.workspace.slug), f"{item.called} is {item.status_label.lower()}.", undo=True)


def _whole(scope: Scope, number: int) -> KeyResult:
    found = KeyResult.objects.select_related("owner", "parent", "workspace").defer("search", "parent__search")
    return scope.get(found, number=number)


def _key_result(
    request: Request, scope: Scope, item: KeyResult, form: ReadingForm, *, status: int = 200
) -> HttpResponse:
    now = clock.now()
    return page(
        request,
        "strategy/key_result.html",
        status=status,
        item=item,
        row=queries.key_results(only=[item.pk])[0],
        course=course(key_result=item),
        form=form,
        shared=item_page(workspace=scope.workspace, item=item, user=scope.user, now=now),
        today=timezone.localdate(now),
    )
