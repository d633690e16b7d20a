"""API tokens: shown once when made, kept as a hash."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from clew.kit.errors import Invalid
from clew.kit.secrets import hash_secret
from clew.workspaces.actions.events import Actor, Subject, record
from clew.workspaces.models import ApiToken, TokenScope, User, Workspace

LONGEST = timedelta(days=366)
PREFIX = "clew_"


@transaction.atomic
def create_token(
    *, workspace: Workspace, user: User, name: str, scopes: Sequence[str], days: int, by: Actor, now: datetime
) -> tuple[ApiToken, str]:
    """A token and its secret. The secret is told here once and kept nowhere."""
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise Invalid("Name the token after what will use it, in 1 to 80 characters.", field="name")
    if not scopes or set(scopes) - set(TokenScope.values):
        raise Invalid(f"Choose from {', '.join(TokenScope.values)}.", field="scopes")
    if not 1 <= days <= LONGEST.days:
        raise Invalid(f"A token lives for 1 to {LONGEST.days} days.", field="days")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        workspace=workspace,
        user=user,
        name=name,
        prefix=secret[:10],
        secret_hash=hash_secret(secret),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    _record(token, by, now, "token.created", f"Made the token “{name}”.")
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor, now: datetime) -> None:
    if token.revoked_at:
        return
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    _record(token, by, now, "token.revoked", f"Revoked the token “{token.name}”.")


def note_use(*, token: ApiToken, now: datetime) -> None:
    """Remember the last use, at most once a minute: this runs on every API call."""
    if token.last_used_at is None or now - token.last_used_at > timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _record(token: ApiToken, by: Actor, now: datetime, verb: str, sentence: str) -> None:
    subject = Subject("token", token.id)
    record(workspace=token.workspace, by=by, now=now, verb=verb, subject=subject, sentence=sentence)
