"""Making one of two: who, what it changes, and doing it. Pairs that may be one are listed apart."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.insights.actions import merges
from clew.insights.models import Account, Likeness, Person
from clew.insights.queries.accounts_likely import likely
from clew.insights.queries.accounts_merging import arr_after, effect_of_accounts, effect_of_people
from clew.insights.queries.choices import search_accounts
from clew.insights.queries.customers_people import search_people
from clew.kit import clock
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

FOUND = 12


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def merge_account(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """`with` names the account that goes; without it, a search for one."""
    kept = scope.get(Account.objects.defer("search").select_related("workspace", "owner"), pk=pk)
    gone = _other(request, scope, Account.objects.defer("search").select_related("workspace", "owner"))
    if gone is None or gone == kept:
        query = request.GET.get("q", "").strip()[:100]
        found = search_accounts(workspace=scope.workspace, query=query or kept.name.split()[0], limit=FOUND)
        rows = [row for row in found if row.pk != kept.pk]
        return page(request, "insights/account_merge_with.html", kept=kept, rows=rows, query=query)
    if request.method == "POST":
        arr = arr_after(kept=kept, gone=gone, chosen=request.POST.get("arr", ""))
        merges.merge_accounts(kept=kept, gone=gone, arr=arr, by=scope.actor, now=clock.now())
        address = reverse("insights:account", args=(scope.workspace.slug, kept.pk))
        return done(request, address, f"{gone.name} is part of {kept.name} now.", undo=True)
    effect = effect_of_accounts(kept=kept, gone=gone)
    return page(request, "insights/account_merge.html", kept=kept, gone=gone, effect=effect)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def merge_person(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    people = Person.objects.select_related("account", "workspace")
    kept, gone = scope.get(people, pk=pk), _other(request, scope, people)
    if gone is None or gone == kept:
        query = request.GET.get("q", "").strip()[:100]
        asked = query or (kept.name.split() or [kept.label])[-1]
        rows = [row for row in search_people(workspace=scope.workspace, query=asked, limit=FOUND) if row.pk != kept.pk]
        return page(request, "insights/person_merge_with.html", kept=kept, rows=rows, query=query)
    if request.method == "POST":
        label = gone.label
        merges.merge_people(kept=kept, gone=gone, by=scope.actor, now=clock.now())
        address = reverse("insights:person", args=(scope.workspace.slug, kept.pk))
        return done(request, address, f"{label} and {kept.label} are one person now.", undo=True)
    effect = effect_of_people(kept=kept, gone=gone)
    return page(request, "insights/person_merge.html", kept=kept, gone=gone, effect=effect)


@require_GET
@door(need=Role.READER)
def alike(request: Request, scope: Scope) -> HttpResponse:
    """Accounts and people that may be one, the surest first."""
    found = likely(workspace=scope.workspace)
    return page(
        request,
        "insights/account_alike.html",
        pairs_of=[("account", "Accounts", [row for row in found if row.kind == Likeness.Kind.ACCOUNT]),
                ("person", "People", [row for row in found if row.kind == Likeness.Kind.PERSON])],
    )  # fmt: skip


@require_POST
@door(need=Role.EDITOR)
def keep_apart(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    likeness = scope.get(Likeness.objects.select_related("workspace"), pk=pk)
    merges.dismiss_likeness(likeness=likeness, by=scope.actor, now=clock.now())
    address = reverse("insights:alike", args=(scope.workspace.slug,))
    return done(request, address, "They stay two.", undo=True)


def _other(request: Request, scope: Scope, rows: Any) -> Any:
    """The one that the address or the form names."""
    name = request.POST.get("with") or request.GET.get("with", "")
    return scope.get(rows, pk=name) if name else None
