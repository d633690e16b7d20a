"""Keeping the counts of lists true. Derived values: no event, and any of them can be counted again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clew.calc.trend import trend
from clew.insights.actions.segments_members import refresh_segments
from clew.insights.models import EarlierReach, Reach, Rollup, SegmentReach, ThemeReach
from clew.insights.queries.reach import ReachRow, count_reach
from clew.insights.queries.theme_counts import (
    ThemeCount,
    count_heard,
    count_segments,
    count_themes,
    keep_earlier,
    main_segments,
    placed_notes,
    unplaced_notes,
)
from clew.kit.clock import week_elapsed
from clew.kit.ids import born_before, new_id
from clew.thread.models import KINDS, Item, Link, Relation
from clew.thread.queries.walk import above_all
from clew.workspaces.models import Event, Workspace

WINDOWS = (0, 30, 90, 365)
"""Days that a theme's notes are counted over; 0 is all time."""
WIDE = ("note.", "theme.", "account.", "person.", "people.", "accounts.", "notes.", "segment.")
"""Events of these kinds may change any count."""
BATCH = 500
SEGMENTS = 24
"""Segments whose themes are counted ahead."""
UNDERWAY = timedelta(seconds=5)
"""How long an event may be born before others can see it: it is the last thing that its transaction writes."""


def refresh_rollups(*, workspace: Workspace, now: datetime) -> None:
    """Bring every count up to now: all of them, or only those that the events since the last time can have changed."""
    counted_to = new_id()
    last = Rollup.objects.filter(workspace=workspace).exclude(counted_to=None).first()
    events = None
    if last and last.counted_to:
        events = Event.objects.filter(workspace=workspace, id__gte=born_before(last.counted_to, UNDERWAY))
    if events is None or any(events.filter(verb__startswith=prefix).exists() for prefix in WIDE):
        recount(workspace=workspace, now=now)
    else:
        recount_items(workspace=workspace, item_ids=_touched(list(events)), now=now)
        kept = {"counted_at": now, "counted_to": counted_to}
        Rollup.objects.update_or_create(workspace=workspace, defaults=kept)


@transaction.atomic
def recount(*, workspace: Workspace, now: datetime) -> None:
    """Count everything."""
    counted_to = new_id()
    items = list(Item.objects.filter(workspace=workspace, archived_at=None).values_list("pk", flat=True))
    for start in range(0, len(items), BATCH):
        recount_items(workspace=workspace, item_ids=items[start : start + BATCH], now=now)
    today = timezone.localdate(now)
    ThemeReach.objects.filter(workspace=workspace).delete()
    ever = {count.theme_id: count for count in count_themes(workspace=workspace, today=today)}
    for days in WINDOWS:
        counts = count_themes(workspace=workspace, today=today, days=days) if days else ever.values()
        rows = [ThemeReach(**_counts(workspace, count, ever[count.theme_id].weekly, days, now)) for count in counts]
        ThemeReach.objects.bulk_create(rows)
    _recount_segments(workspace, now)
    EarlierReach.objects.filter(workspace=workspace).delete()
    lasting = [days for days in WINDOWS if days]
    for days in lasting:
        keep_earlier(workspace=workspace, today=today, days=days)
    placed = {str(days): placed_notes(workspace=workspace, today=today, days=days) for days in WINDOWS}
    kept = {
        "counted_at": now,
        "counted_to": counted_to,
        "placed": placed,
        "heard": {str(days): count_heard(workspace=workspace, today=today, days=days) for days in lasting},
        "unplaced": unplaced_notes(workspace=workspace),
    }
    Rollup.objects.update_or_create(workspace=workspace, defaults=kept)


def _recount_segments(workspace: Workspace, now: datetime) -> None:
    """What the ranking shows of one segment; of a workspace with many only the largest."""
    refresh_segments(workspace=workspace, now=now)
    today, segments = timezone.localdate(now), ["", *main_segments(workspace=workspace, limit=SEGMENTS)]
    SegmentReach.objects.filter(workspace=workspace).delete()
    counted = {days: count_segments(workspace=workspace, today=today, days=days, segments=segments) for days in WINDOWS}
    weekly = {(count.theme_id, count.segment): count.weekly for count in counted[0]}
    rows = [
        SegmentReach(
            segment=count.segment, **_counts(workspace, count, weekly[count.theme_id, count.segment], days, now)
        )
        for days, counts in counted.items()
        for count in counts
    ]
    SegmentReach.objects.bulk_create(rows, batch_size=1000)


def recount_items(*, workspace: Workspace, item_ids: Sequence[UUID], now: datetime) -> None:
    """Count the reach of these items."""
    if not item_ids:
        return
    rows = [_reach(workspace, row, now) for row in count_reach(item_ids=item_ids, today=timezone.localdate(now))]
    columns = [field.name for field in Reach._meta.concrete_fields if not field.primary_key]
    Reach.objects.bulk_create(rows, update_conflicts=True, unique_fields=["item"], update_fields=columns)


def _touched(events: Sequence[Event]) -> list[UUID]:
    """The items whose counts the events can have changed: their subjects, the ends of their ties, all above, and the
    work that addresses them.
    """
    named = {event.subject_id for event in events if event.subject_kind in KINDS and event.subject_id}
    ends = ("source_id", "target_id", "item_id", "parent_id")
    for event in events:
        for change in event.changes:
            for side in (change["before"], change["after"]):
                named |= {UUID(side[end]) for end in ends if side and side.get(end)}
    named |= set(Link.objects.filter(target__in=named, relation=Relation.ADDRESSES).values_list("source_id", flat=True))
    living = set(Item.objects.filter(pk__in=named, archived_at=None).values_list("pk", flat=True))
    beads = above_all(item_ids=sorted(named))
    return sorted(living | {bead.id for found in beads.values() for bead in found})


def _reach(workspace: Workspace, row: ReachRow, now: datetime) -> Reach:
    return Reach(
        item_id=row.item_id,
        workspace=workspace,
        notes=row.notes,
        voices=row.voices,
        channels=row.channels,
        accounts=row.accounts,
        arr=row.arr,
        weekly=row.weekly,
        against=row.against,
        work=row.work,
        themes=row.themes,
        top=list(row.top),
        counted_at=now,
    )


def _counts(workspace: Workspace, count: ThemeCount, weekly: Sequence[int], days: int, now: datetime) -> dict[str, Any]:
    """The weeks and the trend are the same for every window: the last twelve weeks."""
    found = trend(weekly, elapsed=week_elapsed(timezone.localdate(now)))
    return {
        "theme_id": count.theme_id,
        "workspace": workspace,
        "days": days,
        "notes": count.notes,
        "voices": count.voices,
        "accounts": count.accounts,
        "arr": count.arr,
        "weekly": list(weekly),
        "trend": found.change,
        "is_rising": found.is_rising,
        "negative": count.negative,
        "neutral": count.neutral,
        "positive": count.positive,
        "counted_at": now,
    }
