"""Customers: accounts, ranked and one by one, and channels."""

from collections.abc import Sequence
from datetime import date, timedelta
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
from clew.insights.models import Account, Channel, Health
from clew.insights.queries import accounts, accounts_said
from clew.insights.queries import customers as queries
from clew.insights.queries.accounts_health import MOOD_DAYS, RENEWAL_DAYS, read
from clew.insights.queries.accounts_likely import count_likely
from clew.insights.queries.accounts_merging import account_called
from clew.insights.queries.accounts_said import Said
from clew.insights.queries.choices import account_by_id
from clew.insights.queries.customers import LATELY, AccountFilter, Band, Heard, Rank, Renewal, Standing
from clew.insights.queries.segments import segments_of_account
from clew.insights.queries.strips import account_strip
from clew.kit import clock
from clew.kit.errors import NotFound
from clew.kit.text import day
from clew.ui.answers import see_other
from clew.ui.responses import done, page
from clew.ui.telling import telling
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role
from clew.workspaces.queries.members import members

NOTES = 40
"""How many notes a page of an account shows."""
HEARD = {Heard.LATELY: f"in the last {LATELY} days", Heard.EVER: "at least once", Heard.QUIET: f"not for {LATELY} days",
         Heard.NEVER: "never"}  # fmt: skip
RENEWALS = {Renewal.OVERDUE: "overdue", Renewal.MONTH: "within 30 days", Renewal.QUARTER: "within 90 days",
            Renewal.YEAR: "within a year", Renewal.UNKNOWN: "not known"}  # fmt: skip
BANDS = {Band.MORE: "100k and more", Band.TO_100K: "50k to 100k", Band.TO_50K: "10k to 50k", Band.TO_10K: "below 10k",
         Band.UNKNOWN: "not known"}  # fmt: skip
STANDINGS = {Standing.BAD: "bad", Standing.RISK: "at risk", Standing.GOOD: "good", Standing.UNKNOWN: "not known"}
FILTERS: tuple[tuple[str, str, dict[Any, str]], ...] = (
    ("health", "Health", STANDINGS),
    ("renewal", "Renewal", RENEWALS),
    ("arr", "ARR", BANDS),
    ("heard", "Heard", HEARD),
)
"""What the list narrows by beside the segment: the address's name, the chip's, and what there is to choose."""


@require_GET
@door(need=Role.READER)
def listing(request: Request, scope: Scope) -> HttpResponse:
    chosen, after = _chosen(request), request.GET.get("after", "")
    today = timezone.localdate(clock.now())
    rows, older = queries.accounts(workspace=scope.workspace, today=today, chosen=chosen, after=after)
    total = queries.total_listed(workspace=scope.workspace, today=today, chosen=AccountFilter())
    return page(
        request,
        "insights/customers.html",
        rows=rows,
        today=today,
        soon=today + timedelta(days=RENEWAL_DAYS),
        chosen=chosen,
        kept=_kept(chosen),
        filters=[(name, label, choices, _kept(chosen)[name]) for name, label, choices in FILTERS],
        to=lambda **changes: _address(request, chosen, **changes),
        older=_address(request, chosen, after=older) if older else "",
        is_first=not after,
        segments=queries.segments(workspace=scope.workspace),
        total=total,
        fitting=_fitting(scope, today, chosen) if chosen.is_narrow else total,
        alike=count_likely(workspace=scope.workspace),
    )


@require_GET
@door(need=Role.READER)
def account(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """Everything an account said, asked for and got. The address of one that was merged leads to where it went."""
    found = account_by_id(workspace=scope.workspace, pk=pk)
    if found is None:
        return _moved_to(request, scope, pk)
    now, after = clock.now(), request.GET.get("after", "")
    today, chosen = timezone.localdate(now), said_asked(request, account=found.pk)
    rows, older = accounts_said.notes_said(workspace=scope.workspace, chosen=chosen, after=after, size=NOTES)
    items, themes = accounts.items_of(account=found), accounts.themes_of(account=found)
    said = accounts.sum_of(account=found, today=today, items=items)
    return page(
        request,
        "insights/account.html",
        account=found,
        said=said,
        strip=account_strip(
            workspace=scope.workspace, account=found, said=said, themes=themes, items=items, today=today
        ),
        rows=rows,
        stands=accounts_said.stands_of(notes=rows),
        chosen=chosen,
        chosen_words=said_words(chosen, today),
        older=older_page(request, older),
        is_first=not after,
        themes=themes,
        items=items,
        people=accounts.people_of(account=found),
        segments=segments_of_account(account=found),
        aliases=list(found.aliases.exclude(kind="former").order_by("kind", "label")),
        months=accounts_said.months_of(account=found, today=today),
        moments=accounts_said.moments_of(account=found, done=[item.id for item in items if item.is_got]),
        reading=read(said, renews_on=found.renews_on, today=today),
        recent=today - timedelta(days=MOOD_DAYS),
        today=today,
        renews_in=(found.renews_on - today).days if found.renews_on else None,
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_account(request: Request, scope: Scope) -> HttpResponse:
    form = AccountForm(request.POST or None, owners=_owners(scope))
    if request.method == "POST" and form.is_valid():
        with telling(form):
            data = form.cleaned_data
            made = actions.create_account(workspace=scope.workspace, by=scope.actor, now=clock.now(), **data)
            return done(request, _page(scope, made), f"Added {made.name}.", undo=True)
    return _typing(request, scope, form)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_account(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    found = scope.get(Account.objects.defer("search").select_related("owner"), pk=pk)
    initial = {name: getattr(found, name) for name in AccountForm.base_fields}
    form = AccountForm(request.POST or None, initial=initial, owners=_owners(scope, found))
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


# ── the list ──────────────────────────────────────────────────────────────────────────────────────────
def _chosen(request: Request) -> AccountFilter:
    """What the address asks for; an unknown rank is the usual one, an unknown choice none."""
    rank = request.GET.get("rank", "")
    return AccountFilter(
        words=request.GET.get("q", "").strip()[:100],
        segment=request.GET.get("segment", "")[:80],
        heard=_one_of(request, "heard", Heard),
        renewal=_one_of(request, "renewal", Renewal),
        band=_one_of(request, "arr", Band),
        health=_one_of(request, "health", Standing),
        rank=Rank(rank) if rank in set(Rank) else Rank.ARR,
    )


def _one_of(request: Request, name: str, choices: Any) -> str:
    value = request.GET.get(name, "")
    return value if value in set(choices) else ""


def _kept(chosen: AccountFilter) -> dict[str, str]:
    """The list's choices as its address carries them."""
    return {
        "q": chosen.words,
        "segment": chosen.segment,
        "health": chosen.health,
        "renewal": chosen.renewal,
        "arr": chosen.band,
        "heard": chosen.heard,
        "rank": chosen.rank if chosen.rank != Rank.ARR else "",
    }


def _address(request: Request, chosen: AccountFilter, **changes: Any) -> str:
    """The list's address with some of its choices changed; from the first page on, unless `after` says otherwise."""
    query = urlencode({name: value for name, value in (_kept(chosen) | changes).items() if value})
    return f"{request.path}?{query}" if query else request.path


def _fitting(scope: Scope, today: date, chosen: AccountFilter) -> queries.Total:
    return queries.total_listed(workspace=scope.workspace, today=today, chosen=chosen)


# ── one account ───────────────────────────────────────────────────────────────────────────────────────
def said_asked(request: Request, **whose: UUID) -> Said:
    """Which notes the address asks for; what cannot be read is left out."""
    asked = request.GET
    mood = asked.get("mood", "")
    return Said(
        **whose,
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
        mood=mood if mood in accounts_said.MOODS else "",
        channel=_uuid(asked.get("channel", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def said_words(chosen: Said, today: date) -> str:
    """What the notes were narrowed to."""
    parts: Sequence[str] = (
        f"in a {chosen.mood} mood" if chosen.mood else "",
        f"since {day(chosen.since, today)}" if chosen.since else "",
        f"before {day(chosen.until, today)}" if chosen.until else "",
        "in one channel" if chosen.channel else "",
    )
    return ", ".join(part for part in parts if part)


def older_page(request: Request, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query["after"] = cursor
    return f"?{query.urlencode()}#said"


def _moved_to(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    moved = account_called(workspace=scope.workspace, pk=pk)
    if moved is None:
        raise NotFound("There is no such account in this workspace.")
    return see_other(request, reverse("insights:account", args=(scope.workspace.slug, moved)))


def _owners(scope: Scope, found: Account | None = None) -> list[Any]:
    """Who may be the account's owner at our side: the members, and the one who is."""
    people = [member.user for member in members(workspace=scope.workspace)]
    if found and found.owner and found.owner not in people:
        people.append(found.owner)
    return people


def _typing(request: Request, scope: Scope, form: AccountForm, found: Account | None = None) -> HttpResponse:
    return page(
        request,
        "insights/edit_account.html",
        form=form,
        account=found,
        name=found.name if found else "",
        segments=queries.segments(workspace=scope.workspace),
        healths=Health.choices,
        status=422 if form.errors else 200,
    )


def _page(scope: Scope, found: Account) -> str:
    return reverse("insights:account", args=(scope.workspace.slug, found.pk))


def _channels(scope: Scope) -> str:
    return reverse("insights:channels", args=(scope.workspace.slug,))
