"""Segments: the list, and the editor of a rule, which works without scripts: every button posts the whole form."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.insights.actions.segments import create_segment, remove_segment
from clew.insights.actions.segments import edit_segment as change
from clew.insights.forms import SegmentForm
from clew.insights.models import Segment
from clew.insights.queries import segments_rules as rules
from clew.insights.queries.segments import own_fields, segments_listed, size_of
from clew.insights.queries.segments_rules import Condition, Group, Rule, Wrong, WrongRule
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.ui.responses import done, page
from clew.ui.telling import telling
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role


@require_GET
@door(need=Role.READER)
def listing(request: Request, scope: Scope) -> HttpResponse:
    return page(request, "insights/segments.html", rows=segments_listed(workspace=scope.workspace))


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_segment(request: Request, scope: Scope) -> HttpResponse:
    """`value` names a value of the imported column that the segment is to stand for."""
    value = (request.POST.get("value") or request.GET.get("value", ""))[:80]
    form = SegmentForm(request.POST or None, initial={"name": value})
    rule = rules.from_form(request.POST) if request.method == "POST" else rules.is_value(value) if value else Rule()
    if request.method == "POST" and _is_saving(request) and form.is_valid():
        with telling(form):
            made = create_segment(
                workspace=scope.workspace, rule=rule, value=value, by=scope.actor, now=clock.now(), **form.cleaned_data
            )
            return done(request, _accounts(scope, made.name), f"Made the segment {made.name}.", undo=True)
    return _editing(request, scope, form, rule, value=value)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_segment(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    segment = scope.get(Segment.objects.select_related("workspace"), pk=pk)
    form = SegmentForm(request.POST or None, initial={"name": segment.name, "description": segment.description})
    rule = rules.from_form(request.POST) if request.method == "POST" else _kept(segment)
    if request.method == "POST" and _is_saving(request) and form.is_valid():
        with telling(form):
            found = change(segment=segment, rule=rule, by=scope.actor, now=clock.now(), **form.cleaned_data)
            return done(request, _accounts(scope, found.name), "Saved.", undo=True)
    return _editing(request, scope, form, rule, segment=segment)


@require_POST
@door(need=Role.EDITOR)
def remove(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    segment = scope.get(Segment.objects.select_related("workspace"), pk=pk)
    remove_segment(segment=segment, by=scope.actor, now=clock.now())
    address = reverse("insights:segments", args=(scope.workspace.slug,))
    return done(request, address, f"Removed the segment {segment.name}. Its accounts stay.", undo=True)


def _editing(
    request: Request, scope: Scope, form: SegmentForm, rule: Rule, *, segment: Segment | None = None, value: str = ""
) -> HttpResponse:
    """The editor with the rule as it stands after the button that was pressed, and what it would hold."""
    posted = request.POST if request.method == "POST" else {}
    if not _is_saving(request):
        rule = _after(rule, posted.get("act", ""))
        form = SegmentForm(
            initial={**form.initial, **{name: posted[name] for name in SegmentForm.base_fields if name in posted}}
        )
    size, wrong = None, []
    if any(condition.field or condition.value for group in rule.groups for condition in group.conditions):
        try:
            checked = rules.checked(rule)
            size = size_of(workspace=scope.workspace, rule=checked, today=timezone.localdate(clock.now()))
        except WrongRule as error:
            wrong = error.wrong
    elif _is_saving(request) and request.method == "POST":
        wrong = [Wrong(0, -1, "Choose at least one field: a segment without a condition would be everybody.")]
    return page(
        request,
        "insights/segment_edit.html",
        form=form,
        segment=segment,
        value=segment.value if segment else value,
        rule=rule,
        size=size,
        wrong={(one.group, one.condition): one.sentence for one in wrong},
        fields=[(name, asked.label) for name, asked in rules.FIELDS.items()],
        own=[(f"{rules.OWN}{name}", name) for name in own_fields(workspace=scope.workspace)],
        ops=[(str(op), words) for op, words in rules.OPS.items()],
        status=422 if _is_saving(request) and (wrong or form.errors) else 200,
    )


def _is_saving(request: Request) -> bool:
    return request.method == "POST" and request.POST.get("act") == "save"


def _after(rule: Rule, act: str) -> Rule:
    """What a button of the editor does: add-0 and drop-0-2 (conditions), group and ungroup-1 (groups)."""
    verb, *places = act.split("-")
    numbers = [int(place) for place in places if place.isdecimal()]
    groups = list(rule.groups)
    if verb == "group" and len(groups) < rules.MOST_GROUPS:
        groups.append(Group())
    elif verb == "ungroup" and len(numbers) == 1 and numbers[0] < len(groups):
        del groups[numbers[0]]
    elif verb == "add" and len(numbers) == 1 and numbers[0] < len(groups):
        group = groups[numbers[0]]
        if len(group.conditions) < rules.MOST_CONDITIONS:
            groups[numbers[0]] = replace(group, conditions=(*group.conditions, Condition("")))
    elif verb == "drop" and len(numbers) == 2 and numbers[0] < len(groups):
        group = groups[numbers[0]]
        left = tuple(one for place, one in enumerate(group.conditions) if place != numbers[1])
        groups[numbers[0]] = replace(group, conditions=left or (Condition(""),))
    return replace(rule, groups=tuple(groups) or (Group(),))


def _kept(segment: Segment) -> Rule:
    """Its rule; an empty one where this version of Clew cannot read it."""
    try:
        return rules.from_json(segment.rule)
    except Invalid:
        return Rule()


def _accounts(scope: Scope, name: str) -> str:
    return f"{reverse('insights:customers', args=(scope.workspace.slug,))}?segment={quote(name)}"
