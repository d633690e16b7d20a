"""Customers: accounts with everything they said, and channels."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.insights.actions import customers as actions
from clew.insights.actions.channels import archive_channel, edit_channel, find_or_create_channel
from clew.insights.forms import AccountForm, ChannelForm
from clew.insights.models import Account, Channel
from clew.insights.queries import customers as queries
from clew.insights.queries import inbox
from clew.insights.queries.inbox import Filter
from clew.kit import clock
from clew.thread.queries.walk import Bead
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role


@require_GET
@door(need=Role.READER)
def listing(request: Request, scope: Scope) -> HttpResponse:
    words, segment = request.GET.get("q", "")[:100], request.GET.get("segment", "")[:80]
    heard = request.GET.get("heard") == "yes"
    rows, after = queries.accounts(
        workspace=scope.workspace, words=words, segment=segment, heard=heard, after=request.GET.get("after", "")
    )
    return page(
        request,
        "insights/customers.html",
        rows=rows,
        after=after,
        words=words,
        segment=segment,
        heard=heard,
        segments=queries.segments(workspace=scope.workspace),
        total=queries.total(workspace=scope.workspace),
    )


@require_GET
@door(need=Role.READER)
def account(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """Everything an account said, and what was made of it."""
    found = scope.get(Account.objects.defer("search"), pk=pk)
    rows, after = inbox.listing(
        workspace=scope.workspace,
        chosen=Filter(account=found.pk),
        now=clock.now(),
        after=request.GET.get("after", ""),
    )
    return page(
        request,
        "insights/account.html",
        account=found,
        rows=rows,
        after=after,
        themes=queries.themes_of(account=found),
        items=[Bead(**vars(item)) for item in queries.items_of(account=found)],
        people=queries.people_of(account=found),
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_account(request: Request, scope: Scope) -> HttpResponse:
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.create_account(workspace=scope.workspace, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, _page(scope, made), f"Added {made.name}.", undo=True)
    return page(request, "insights/edit_account.html", form=form, account=None, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_account(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    found = scope.get(Account, pk=pk)
    columns = AccountForm.Meta.fields
    form = AccountForm(request.POST or None, initial={name: getattr(found, name) for name in columns})
    if request.method == "POST" and form.is_valid():
        actions.edit_account(account=found, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, _page(scope, found), "Saved.", undo=True)
    return page(request, "insights/edit_account.html", form=form, account=found, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(need=Role.READER)
def channels(request: Request, scope: Scope) -> HttpResponse:
    """Settings, channels: the streams, and a form to open one."""
    form = ChannelForm(request.POST or None)
    if request.method == "POST":
        scope.require(Role.EDITOR)
        if form.is_valid():
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
    form = ChannelForm(request.POST or None, initial={"name": channel.name, "kind": channel.kind})
    if request.method == "POST" and form.is_valid():
        edit_channel(channel=channel, by=scope.actor, now=clock.now(), **form.cleaned_data)
        return done(request, _channels(scope), "Saved.", undo=True)
    return page(request, "insights/channel.html", form=form, channel=channel, status=422 if form.errors else 200)


@require_POST
@door(need=Role.EDITOR)
def close_channel(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    channel = scope.get(Channel, pk=pk)
    archive_channel(channel=channel, by=scope.actor, now=clock.now())
    return done(request, _channels(scope), f"{channel.name} is closed. Its notes stay.", undo=True)


def _page(scope: Scope, found: Account) -> str:
    return reverse("insights:account", args=(scope.workspace.slug, found.pk))


def _channels(scope: Scope) -> str:
    return reverse("insights:channels", args=(scope.workspace.slug,))
