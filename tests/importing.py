"""Importing a file in one line, as the tests of every area do it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.people import NOW

from clew.interchange.actions.importing import import_file
from clew.interchange.models import AccountOfRows
from clew.workspaces.access import Scope


def import_notes(
    scope: Scope,
    path: Path,
    fields: Mapping[str, Sequence[str]] | None = None,
    *,
    channel: str = "Support",
    now: datetime = NOW,
    readings: Any = None,
    rehearsal: bool = False,
    **options: str,
) -> AccountOfRows:
    return import_file(
        scope=scope,
        path=path,
        record="notes",
        now=now,
        fields=fields,
        options={"channel": channel, **options},
        readings=readings,
        rehearsal=rehearsal,
    )


def counts(account: AccountOfRows) -> tuple[int, int, int, int, int]:
    """Created, updated, unchanged, duplicates, refused; checked to add up."""
    found = (account.created, account.updated, account.unchanged, account.duplicates, account.refusals)
    assert sum(found) == account.rows
    return found
