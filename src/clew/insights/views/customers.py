"""Customers: accounts with everything they said, and channels."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.insights.actions import customers as actions
from clew.insights.actions.channels import archive_channel, edit_channel, find_or_create_channel
from clew.insights.forms import AccountForm, ChannelForm
from clew.insights.models import Account, Channel
from clew.insights.queries import accounts, inbox
from clew.insights.queries import customers as queries
from clew.insights.queries.customers import AccountFilter, Rank
from clew.insights.queries.inbox import Filter
from clew.insights.queries.strips import account_strip
from clew.kit import clock
from clew.ui.responses import done, page
from clew.ui.telling import telling
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

NOTES = 40
"""How many notes a page of an account shows."""


@require_GET
@door(need=Role.READER)
def listing(request: Request, scope: Scope) -> HttpResponse:
    chosen, after = _chosen(request), request.GET.get("after", "")
    today = timezone.localdate(clock.now())
    rows, older = queries.accounts(workspace=scope.workspace, today=today, chosen=chosen, after=after)
    return page(
        request,
        "insights/customers.html",
        rows=rows,
        chosen=chosen,
        to=lambda **changes: _address(request, chosen, **changes),
        older=_address(request, chosen, after=older) if older else "",
        is_first=not after,
        segments=queries.segments(workspace=scope.workspace),
        total=queries.total(workspace=scope.workspace),
    )


@require_GET
@door(need=Role.READER)
def account(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """Everything an account said, and what was made of it."""
    found = scope.get(Account.objects.defer("search"), pk=pk)
    now, after = clock.now(), request.GET.get("after", "")
    rows, older = inbox.listing(
        workspace=scope.workspace, chosen=Filter(account=found.pk), now=now, after=after, size=NOTES
    )
    said, themes = accounts.sum_of(account=found), accounts.themes_of(account=found)
    items = accounts.items_of(account=found)
    strip = account_strip(
        workspace=scope.workspace, account=found, said=said, themes=themes, items=items, today=timezone.localdate(now)
    )
    return page(
        request,
        "insights/account.html",
        account=found,
        said=said,
        strip=strip,
        rows=rows,
        older=f"?{urlencode({'after': older})}#said" if older else "",
        is_first=not after,
        themes=themes,
        items=items,
        people=accounts.people_of(account=found),
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_account(request: Request, scope: Scope) -> HttpResponse:
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            data = form.cleaned_data
            made = actions.create_account(workspace=scope.workspace, by=scope.actor, now=clock.now(), **data)
            return done(request, _page(scope, made), f"Added {made.name}.", undo=True)
    return _typing(request, scope, form)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_account(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    found = scope.get(Account.objects.defer("search"), pk=pk)
    form = AccountForm(request.POST or None, initial={name: getattr(found, name) for name in AccountForm.base_fields})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            actions.edit_account(account=found, by=scope.actor, now=clock.now(), **form.cleaned_data)
            return done(request, _page(scope, found), "Saved.", undo=True)
    return _typing(request, scope, form, found)


@require_http_methods(["GET", "POST"])
@door(need=Role.READER)
def channels(request: Request, scope: Scope) -> HttpResponse:
    """Settings, channels: the streams, and a form to open one, or to open one again."""
    form = ChannelForm(request.POST or None)
    if request.method == "POST":
        scope.require(Role.EDITOR)
        if form.is_valid():
            with telling(form):
                data = form.cleaned_data
                made = find_or_create_channel(
                    workspace=scope.workspace, name=data["name"], kind=data["kind"], by=scope.actor, now=clock.now()
                )
                return done(request, _channels(scope), f"{made.name} is open.", undo=True)
    found = queries.channels(workspace=scope.workspace)
    return page(request, "insights/channels.html", form=form, channels=found, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def change_channel(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    channel = scope.get(Channel, pk=pk)
    name = channel.name
    form = ChannelForm(request.POST or None, initial={"name": name, "kind": channel.kind})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            edit_channel(channel=channel, by=scope.actor, now=clock.now(), **form.cleaned_data)
            return done(request, _channels(scope), "Saved.", undo=True)
    status = 422 if form.errors else 200
    return page(request, "insights/channel.html", form=form, channel=channel, name=name, status=status)


@require_POST
@door(need=Role.EDITOR)
def close_channel(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    channel = scope.get(Channel, pk=pk)
    archive_channel(channel=channel, by=scope.actor, now=clock.now())
    return done(request, _channels(scope), f"{channel.name} is closed. Its notes stay.", undo=True)


def _typing(request: Request, scope: Scope, form: AccountForm, found: Account | None = None) -> HttpResponse:
    return page(
        request,
        "insights/edit_account.html",
        form=form,
        account=found,
        name=found.name if found else "",
        segments=queries.segments(workspace=scope.workspace),
        status=422 if form.errors else 200,
    )


def _chosen(request: Request) -> AccountFilter:
    """What the address asks for; an unknown rank is the usual one."""
    rank = request.GET.get("rank", "")
    return AccountFilter(
        words=request.GET.get("q", "").strip()[:100],
        segment=request.GET.get("segment", "")[:80],
        heard=request.GET.get("heard") == "yes",
        rank=Rank(rank) if rank in set(Rank) else Rank.ARR,
    )


def _address(request: Request, chosen: AccountFilter, **changes: Any) -> str:
    """The list's address with some of its choices changed; from the first page on, unless `after` says otherwise."""
    kept = {"q": chosen.words, "segment": chosen.segment, "heard": "yes" if chosen.heard else ""}
    kept |= {"rank": chosen.rank if chosen.rank != Rank.ARR else ""}
    query = urlencode({name: value for name, value in (kept | changes).items() if value})
    return f"{request.path}?{query}" if query else request.path


def _page(scope: Scope, found: Account) -> str:
    return reverse("insights:account", args=(scope.workspace.slug, found.pk))


def _channels(scope: Scope) -> str:
    return reverse("insights:channels", args=(scope.workspace.slug,))
