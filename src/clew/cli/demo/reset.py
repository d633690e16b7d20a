"""Throwing a demo workspace away, with everything that hangs on it."""

from django.db import connection, transaction

from clew.workspaces.models import Workspace


@transaction.atomic
def remove(*, workspace: Workspace) -> None:
    """Delete a demo workspace. Refuses any other: this is the one place where an event log may go."""
    if not workspace.is_demo:
        raise ValueError("only a demo workspace is thrown away")
    with connection.cursor() as cursor:
        cursor.execute("set local clew.purging = 'on'")
    workspace.delete()
