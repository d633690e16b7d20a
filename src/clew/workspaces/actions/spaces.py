"""Workspaces: making one, and changing what it is called."""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from clew.kit.errors import Invalid
from clew.kit.text import SYMBOLS
from clew.workspaces.actions.events import Actor, Subject, edit, record
from clew.workspaces.models import Membership, Role, User, Workspace

RESERVED = {"new", "settings", "api", "static", "accounts"}


@transaction.atomic
def create_workspace(
    *, name: str, owner: User, now: datetime, currency: str = "USD", timezone: str = "UTC", is_demo: bool = False
) -> Workspace:
    """A new, empty workspace with `owner` as its owner."""
    name = _checked_name(name)
    workspace = Workspace.objects.create(
        name=name,
        slug=_free_slug(name),
        currency=_checked_currency(currency),
        timezone=_checked_timezone(timezone),
        is_demo=is_demo,
        created_at=now,
    )
    Membership.objects.create(workspace=workspace, user=owner, role=Role.OWNER, joined_at=now)
    record(
        workspace=workspace,
        by=Actor(owner),
        now=now,
        verb="workspace.created",
        subject=Subject("workspace", workspace.id),
        sentence=f"Opened the workspace {name}.",
    )
    return workspace


@transaction.atomic
def edit_workspace(
    *, workspace: Workspace, name: str, currency: str, timezone: str, by: Actor, now: datetime
) -> Workspace:
    change = edit(
        workspace,
        name=_checked_name(name),
        currency=_checked_currency(currency),
        timezone=_checked_timezone(timezone),
    )
    if change:
        record(
            workspace=workspace,
            by=by,
            now=now,
            verb="workspace.edited",
            subject=Subject("workspace", workspace.id),
            sentence="Changed the workspace’s settings.",
            changes=[change],
        )
    return workspace


@transaction.atomic
def edit_profile(*, user: User, name: str, shortcuts: bool) -> User:
    """A person's own settings: in no workspace, so in no event log."""
    user.name = name.strip()[:120]
    user.shortcuts = shortcuts
    user.save(update_fields=["name", "shortcuts"])
    return user


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise Invalid("Give the workspace a name of 1 to 80 characters.", field="name")
    return name


def _checked_currency(currency: str) -> str:
    if currency not in SYMBOLS:
        raise Invalid(f"Choose one of {', '.join(SYMBOLS)}.", field="currency")
    return currency


def _checked_timezone(timezone: str) -> str:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid(f"“{timezone}” is not a time zone. Try Europe/Berlin.", field="timezone") from error
    return timezone


def _free_slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "workspace"
    taken = set(Workspace.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    if base not in taken:
        return base
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{base}-{number}") not in taken)
