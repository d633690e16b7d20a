"""Many notes at once: the ones that were ticked, or all that match the filter."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from clew.insights.actions.several import MOST, Act, Order, done, sort_several
from clew.insights.actions.themes import create_theme
from clew.insights.forms import FilterForm
from clew.insights.models import Theme
from clew.insights.queries import inbox
from clew.insights.queries.choices import search_themes
from clew.insights.views.notes import AskedFilter, asked_filter, wake
from clew.jobs.queue import enqueue
from clew.kit import clock
from clew.kit.errors import Invalid
from clew.kit.text import plural
from clew.thread.models import Item
from clew.thread.queries.items import living, search
from clew.ui import notices
from clew.ui.answers import see_other
from clew.ui.responses import done as answer
from clew.ui.responses import page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

NOW = 500
"""As many notes are sorted while the member waits; more by the worker."""
FOUND = 30
WORDS = {
    Act.ARCHIVE: "Archive",
    Act.RESTORE: "Bring back",
    Act.SNOOZE: "Snooze",
    Act.DONE: "Mark as done",
    Act.THEME: "Put into a theme",
    Act.LINK: "Link",
}


@dataclass(frozen=True)
class Chosen:
    """Notes by id; `numbers` where they were ticked, empty where all that match are meant."""

    ids: list[UUID]
    numbers: list[int]
    query: AskedFilter

    @property
    def is_all(self) -> bool:
        return not self.numbers


@require_POST
@door(need=Role.EDITOR)
def several(request: Request, scope: Scope) -> HttpResponse:
    """Sort many notes: asks what they belong to, asks before acting on all that match, then does it."""
    chosen = _chosen(request, scope)
    back = reverse("insights:inbox", args=(scope.workspace.slug,)) + chosen.query.text
    if not chosen.ids:
        return answer(request, back, "No note is selected. Tick some first.")
    if len(chosen.ids) > MOST:
        raise Invalid(f"More than {MOST:,} notes match. Narrow the filter first.", field="all")
    act = _act(request)
    if act in {Act.THEME, Act.LINK} and not _is_told(request):
        return _ask_what(request, scope, chosen, act, back)
    if chosen.is_all and not request.POST.get("sure"):
        return _page(request, "insights/several_sure.html", chosen, act, back)
    return _perform(request, scope, chosen, _order(request, scope, act), back)


def _perform(request: Request, scope: Scope, chosen: Chosen, order: Order, back: str) -> HttpResponse:
    now, workspace = clock.now(), scope.workspace
    if len(chosen.ids) <= NOW:
        count = sort_several(workspace=workspace, notes=chosen.ids, order=order, by=scope.actor, now=now)
        if not count:
            return answer(request, back, "Nothing changed: they were so already.")
        return answer(request, back, done(order, count), undo=True)
    enqueue(
        "insights.sort_several",
        workspace_id=str(workspace.pk),
        member_id=str(scope.user.pk),
        notes=[str(pk) for pk in chosen.ids],
        act=order.act.value,
        until=order.until.isoformat() if order.until else "",
        theme_id=str(order.theme.pk) if order.theme else "",
        item_id=str(order.item.pk) if order.item else "",
    )
    said = f"{plural(len(chosen.ids), 'note')} are being sorted. It takes some seconds; Z undoes all of it then."
    notices.add(request, said)
    return see_other(request, back)


def _chosen(request: Request, scope: Scope) -> Chosen:
    query = asked_filter(request)
    if request.POST.get("all"):
        filter_ = FilterForm(query.values).chosen(scope.workspace)
        ids = inbox.matching(workspace=scope.workspace, chosen=filter_, now=clock.now(), limit=MOST + 1)
        return Chosen(ids, [], query)
    numbers = sorted({int(number) for number in request.POST.getlist("note") if number.isdecimal()})
    ids = inbox.numbered(workspace=scope.workspace, numbers=numbers[: MOST + 1])
    return Chosen(ids, numbers, query)


def _act(request: Request) -> Act:
    try:
        return Act(request.POST.get("act", "") or (Act.SNOOZE if request.POST.get("until") else ""))
    except ValueError:
        raise Invalid("Choose what to do with the notes.", field="act") from None


def _is_told(request: Request) -> bool:
    return any(request.POST.get(name, "").strip() for name in ("theme", "name", "item"))


def _order(request: Request, scope: Scope, act: Act) -> Order:
    if act == Act.THEME:
        if name := request.POST.get("name", "").strip():
            theme = create_theme(workspace=scope.workspace, name=name, by=scope.actor, now=clock.now())
        else:
            theme = scope.get(Theme, pk=request.POST.get("theme"), archived_at=None)
        return Order(act, theme=theme)
    if act == Act.LINK:
        return Order(act, item=scope.get(Item, pk=request.POST.get("item"), archived_at=None))
    until = request.POST.get("until", "") or request.POST.get("day", "") or "tomorrow"
    return Order(act, until=wake(until, clock.now()) if act == Act.SNOOZE else None)


def _ask_what(request: Request, scope: Scope, chosen: Chosen, act: Act, back: str) -> HttpResponse:
    asked = request.POST.get("q", "").strip()[:300]
    workspace = scope.workspace
    themes = search_themes(workspace=workspace, query=asked, limit=FOUND) if act == Act.THEME else []
    items = _items(scope, asked) if act == Act.LINK else []
    return _page(request, "insights/several_what.html", chosen, act, back, themes=themes, items=items, asked=asked)


def _items(scope: Scope, asked: str) -> list[Item]:
    if asked:
        return search(workspace=scope.workspace, query=asked, limit=FOUND)
    return list(living(workspace=scope.workspace).exclude(kind="key_result").order_by("-updated_at")[:FOUND])


def _page(request: Request, template: str, chosen: Chosen, act: Act, back: str, **more: Any) -> HttpResponse:
    words = WORDS[act]
    return page(
        request,
        template,
        chosen=chosen,
        act=act,
        act_words=words,
        count=len(chosen.ids),
        until=request.POST.get("until", "") or request.POST.get("day", ""),
        back=back,
        **more,
    )
