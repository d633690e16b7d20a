"""Following items. A member's own bookmark: it is in no one's history."""

from datetime import datetime

from clew.thread.models import Follow, Item
from clew.workspaces.models import Membership, User


def follow(*, item: Item, user: User, now: datetime) -> None:
    Follow.objects.get_or_create(item=item, user=user, defaults={"workspace": item.workspace, "since": now})


def unfollow(*, item: Item, user: User) -> None:
    Follow.objects.filter(item=item, user=user).delete()


def mark_seen(*, membership: Membership, now: datetime) -> None:
    """The member has read their updates up to now."""
    Membership.objects.filter(pk=membership.pk).update(updates_seen_at=now)
