"""Channels: the streams that notes arrive by."""

from datetime import datetime

from django.db import transaction

from clew.insights.models import Channel, ChannelKind
from clew.kit.errors import Conflict, Invalid
from clew.kit.text import normalise
from clew.workspaces.actions.events import Actor, Change, Subject, created, edit, record
from clew.workspaces.models import Workspace


@transaction.atomic
def find_or_create_channel(
    *, workspace: Workspace, name: str, by: Actor, now: datetime, kind: str = ChannelKind.OTHER
) -> Channel:
    """The channel of that name, however it is spelled; made when there is none, brought back when it was archived."""
    name = _checked_name(name)
    channel = Channel.objects.filter(workspace=workspace, key=normalise(name)).first()
    if channel is None:
        channel = Channel.objects.create(
            workspace=workspace, name=name, key=normalise(name), kind=_checked_kind(kind), created_at=now
        )
        _record(channel, by, now, "channel.created", f"Opened the channel {name}.", created(channel))
    elif channel.archived_at:
        _record(channel, by, now, "channel.restored", f"Brought back {name}.", edit(channel, archived_at=None))
    return channel


@transaction.atomic
def edit_channel(*, channel: Channel, name: str, kind: str, by: Actor, now: datetime) -> Channel:
    name = _checked_name(name)
    if Channel.objects.filter(workspace=channel.workspace, key=normalise(name)).exclude(pk=channel.pk).exists():
        raise Conflict(f"There is a channel {name} already.", field="name")
    if change := edit(channel, name=name, key=normalise(name), kind=_checked_kind(kind)):
        _record(channel, by, now, "channel.edited", f"Changed the channel {name}.", change)
    return channel


@transaction.atomic
def archive_channel(*, channel: Channel, by: Actor, now: datetime) -> None:
    """Close a channel. Its notes stay where they are."""
    if channel.archived_at is None:
        change = edit(channel, archived_at=now)
        _record(channel, by, now, "channel.archived", f"Closed the channel {channel.name}.", change)


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise Invalid("Name the channel, in 1 to 80 characters: Support, App reviews, Spring survey.", field="channel")
    return name


def _checked_kind(kind: str) -> str:
    if kind not in ChannelKind.values:
        raise Invalid(f"Choose one of {', '.join(ChannelKind.values)}.", field="kind")
    return kind


def _record(channel: Channel, by: Actor, now: datetime, verb: str, sentence: str, change: Change | None) -> None:  # noqa: PLR0917 - private, and called above only
    subject = Subject("channel", channel.pk)
    record(workspace=channel.workspace, by=by, now=now, verb=verb, subject=subject, sentence=sentence, changes=[change])
