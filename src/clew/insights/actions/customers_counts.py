"""Keeping what lists show of accounts true: their counts, how they read, and which segments they are in.

Derived values: no event, and any of them can be counted again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from clew.insights.actions.merges_likely import find_likenesses
from clew.insights.actions.segments_members import refresh_segments
from clew.insights.models import CustomersCounted, Note
from clew.insights.queries.accounts_counted import REFRESH
from clew.insights.queries.reach import WEEKS
from clew.kit.clock import weeks_back
from clew.kit.rows import execute
from clew.workspaces.models import Event, Workspace

COUNTED_FROM = ("note", "theme", "account", "people", "person", "evidence", "suggestion", "opportunity", "feature",
                "segment")  # fmt: skip
"""What the verbs begin with that can change a count of an account. An import's verb is its record's, one or many."""
NARROW = {"note.created", "note.edited", "account.created", "account.edited"}
"""Events that name all the accounts they touch."""
WHO = ("account", "people", "person", "note.", "notes.")
"""Events of these kinds may bring somebody who is known already under another name."""
UNDERWAY = timedelta(seconds=5)
"""How long an event may be born before others can see it: it is the last thing that its transaction writes."""


def refresh_customers(*, workspace: Workspace, now: datetime) -> None:
    """Bring everything up to now that the events since the last time can have changed."""
    last = CustomersCounted.objects.filter(workspace=workspace).first()
    if last is None:
        recount_customers(workspace=workspace, now=now)
        return
    born = _first_id(last.counted_at - UNDERWAY)
    since = Event.objects.filter(workspace=workspace, id__gte=born).only("verb", "subject_id", "changes")
    events = [event for event in since if event.verb.startswith(COUNTED_FROM)]
    others = [event for event in events if not event.verb.startswith("segment")]
    if not others:
        if events:
            refresh_segments(workspace=workspace, now=now)
        return
    if all(event.verb in NARROW for event in events):
        recount_accounts(workspace=workspace, account_ids=_touched(events), now=now)
    else:
        recount_customers(workspace=workspace, now=now, likenesses=any(event.verb.startswith(WHO) for event in events))


@transaction.atomic
def recount_customers(*, workspace: Workspace, now: datetime, likenesses: bool = True) -> None:
    """Count everything, and look for accounts and people that may be one."""
    counted_at = _database_time()
    execute(REFRESH, _parameters(workspace, None, now))
    refresh_segments(workspace=workspace, now=now)
    if likenesses:
        find_likenesses(workspace=workspace, now=now)
    CustomersCounted.objects.update_or_create(workspace=workspace, defaults={"counted_at": counted_at})


@transaction.atomic
def recount_accounts(*, workspace: Workspace, account_ids: Sequence[UUID], now: datetime) -> None:
    """Count these accounts, and find their segments."""
    execute(REFRESH, _parameters(workspace, account_ids, now))
    refresh_segments(workspace=workspace, account_ids=account_ids, now=now)


def _parameters(workspace: Workspace, account_ids: Sequence[UUID] | None, now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    return {
        "workspace": workspace.pk,
        "accounts": list(account_ids) if account_ids is not None else None,
        "today": today,
        "monday": weeks_back(today, WEEKS)[0],
    }


def _touched(events: Iterable[Event]) -> list[UUID]:
    """The accounts that notes and accounts in `events` belong to, and belonged to."""
    named: set[UUID] = set()
    notes: set[UUID] = set()
    for event in events:
        if event.subject_id:
            (notes if event.verb.startswith("note.") else named).add(event.subject_id)
        for change in event.changes:
            for side in (change["before"], change["after"]):
                if side and side.get("account_id"):
                    named.add(UUID(side["account_id"]))
    named.update(Note.objects.filter(pk__in=notes, account__isnull=False).values_list("account_id", flat=True))
    return sorted(named)


def _first_id(moment: datetime) -> UUID:
    """The least id that a row born at `moment` can have: the first 48 bits of an id count milliseconds."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _database_time() -> datetime:
    """By the clock that ids are made from, which need not be the web's."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (moment,) = cursor.fetchone()
    found: datetime = moment
    return found
