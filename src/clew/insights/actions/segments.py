"""Segments by hand."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from clew.insights.actions.segments_members import refresh_segment
from clew.insights.models import Account, Segment
from clew.insights.queries.segments_rules import Rule, checked
from clew.kit.errors import Conflict, Invalid
from clew.kit.text import normalise
from clew.workspaces.actions.events import Actor, Subject, created, edit, record, removed
from clew.workspaces.models import Workspace

MOST = 100


@transaction.atomic
def create_segment(
    *, workspace: Workspace, name: str, description: str = "", rule: Rule, value: str = "", by: Actor, now: datetime
) -> Segment:
    """`value`: the value of the imported column in whose place it stands."""
    name, description, rule = _checked_name(workspace, name, value=value), _checked_words(description), checked(rule)
    if Segment.objects.filter(workspace=workspace).count() >= MOST:
        raise Invalid(f"There are {MOST} segments already. Remove one that nobody uses.")
    try:
        with transaction.atomic():
            segment = Segment.objects.create(
                workspace=workspace, name=name, key=normalise(name), value=value, description=description,
                rule=rule.to_json(), created_by=by.user, created_at=now, updated_at=now,
            )  # fmt: skip
    except IntegrityError:  # somebody else was quicker
        raise Conflict(f"There is a segment {name} already.", field="name") from None
    refresh_segment(segment=segment, today=timezone.localdate(now))
    record(
        workspace=workspace,
        by=by,
        now=now,
        verb="segment.created",
        subject=Subject("segment", segment.pk),
        sentence=f"Made the segment {name}.",
        changes=[created(segment)],
    )
    return segment


@transaction.atomic
def edit_segment(*, segment: Segment, name: str, description: str, rule: Rule, by: Actor, now: datetime) -> Segment:
    segment = Segment.objects.select_for_update(of=("self",)).get(pk=segment.pk)
    name = _checked_name(segment.workspace, name, value=segment.value, other_than=segment)
    values = {"name": name, "key": normalise(name), "description": _checked_words(description)}
    if change := edit(segment, **values, rule=checked(rule).to_json()):
        Segment.objects.filter(pk=segment.pk).update(updated_at=now)
        refresh_segment(segment=segment, today=timezone.localdate(now))
        record(
            workspace=segment.workspace,
            by=by,
            now=now,
            verb="segment.edited",
            subject=Subject("segment", segment.pk),
            sentence=f"Changed the segment {name}.",
            changes=[change],
        )
    return segment


@transaction.atomic
def remove_segment(*, segment: Segment, by: Actor, now: datetime) -> None:
    """Its accounts stay; a value of the imported column that it stood for is a segment by itself again."""
    change, workspace, name = removed(segment), segment.workspace, segment.name
    subject = Subject("segment", segment.pk)
    segment.delete()
    record(
        workspace=workspace,
        by=by,
        now=now,
        verb="segment.removed",
        subject=subject,
        sentence=f"Removed the segment {name}.",
        changes=[change],
    )


def _checked_name(workspace: Workspace, name: str, *, value: str, other_than: Segment | None = None) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise Invalid("Name the segment, in 1 to 80 characters.", field="name")
    others = Segment.objects.filter(workspace=workspace)
    others = others.exclude(pk=other_than.pk) if other_than else others
    if others.filter(key=normalise(name)).exists():
        raise Conflict(f"There is a segment {name} already.", field="name")
    is_in_files = Account.objects.filter(workspace=workspace, segment__iexact=name).exists()
    if is_in_files and normalise(name) != normalise(value):
        sentence = f"{name} is a segment in your files. Open that one to change its rule, or name this one otherwise."
        raise Conflict(sentence, field="name")
    return name


def _checked_words(description: str) -> str:
    description = description.strip()
    if len(description) > 500:
        raise Invalid("The description takes 500 characters.", field="description")
    return description
