"""Mission and vision. A new wording never overwrites the old one."""

from datetime import date, datetime

from django.db import transaction

from clew.kit.errors import Invalid
from clew.strategy.models import Statement, StatementKind
from clew.workspaces.actions.events import Actor, Subject, created, record
from clew.workspaces.models import Workspace

LONGEST = 600
LONGEST_SHORT = 60


@transaction.atomic
def state(
    *,
    workspace: Workspace,
    kind: str,
    text: str,
    by: Actor,
    now: datetime,
    short: str = "",
    since: date | None = None,
) -> Statement:
    """Word the mission or the vision anew, from `since` (today unless told)."""
    text, short = " ".join(text.split()), " ".join(short.split())
    if kind not in StatementKind.values:
        raise Invalid("State a mission or a vision.", field="kind")
    if not 1 <= len(text) <= LONGEST:
        raise Invalid(f"Say it in one or two sentences, {LONGEST} characters at most.", field="text")
    if len(short) > LONGEST_SHORT:
        raise Invalid(f"The short form has {LONGEST_SHORT} characters at most.", field="short")
    statement = Statement.objects.create(
        workspace=workspace,
        kind=kind,
        text=text,
        short=short,
        since=since or now.date(),
        created_by=by.user,
        created_at=now,
    )
    record(
        workspace=workspace,
        by=by,
        now=now,
        verb=f"{kind}.stated",
        subject=Subject(kind, workspace.pk),
        sentence=f"Worded the {kind}: “{text}”",
        changes=[created(statement)],
    )
    return statement
