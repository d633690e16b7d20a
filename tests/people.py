"""The standing people of every test, as plain functions; `conftest.py` offers them as fixtures.

Alice    owns the workspace Northwind
Bob      edits there
Carol    comments there
Dana     reads there
Charlie  is a stranger: he owns Elsewhere, and has a channel, an account and a note of his own there
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clew.insights.models import Account, Channel, Note
from clew.thread.actions.items import next_number
from clew.workspaces.access import Scope
from clew.workspaces.actions.events import Actor
from clew.workspaces.models import Membership, Role, User, Workspace

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
"""A Friday. Nothing in a test reads the real clock."""
PASSWORD = "a long enough password"


@dataclass(frozen=True)
class World:
    northwind: Workspace
    elsewhere: Workspace
    alice: User
    bob: User
    carol: User
    dana: User
    charlie: User


def make_world() -> World:
    northwind, elsewhere = make_workspace("Northwind"), make_workspace("Elsewhere")
    return World(
        northwind=northwind,
        elsewhere=elsewhere,
        alice=make_member("Alice Ahmadi", northwind, Role.OWNER),
        bob=make_member("Bob Berger", northwind, Role.EDITOR),
        carol=make_member("Carol Chen", northwind, Role.COMMENTER),
        dana=make_member("Dana Diaz", northwind, Role.READER),
        charlie=make_stranger(elsewhere),
    )


def make_workspace(name: str, timezone: str = "UTC") -> Workspace:
    return Workspace.objects.create(
        name=name, slug=name.lower(), timezone=timezone, created_at=NOW - timedelta(days=90)
    )


def make_member(name: str, workspace: Workspace, role: Role) -> User:
    user = User.objects.create_user(f"{name.split(maxsplit=1)[0].lower()}@example.com", PASSWORD, name=name)
    Membership.objects.create(workspace=workspace, user=user, role=role, joined_at=NOW - timedelta(days=90))
    return user


def make_stranger(workspace: Workspace) -> User:
    charlie = make_member("Charlie Cross", workspace, Role.OWNER)
    make_note(workspace, "Nobody in Northwind may ever see this.", account=make_account(workspace, "Acme"))
    return charlie


def make_account(workspace: Workspace, name: str, **fields: object) -> Account:
    times = {"created_at": NOW, "updated_at": NOW}
    return Account.objects.create(workspace=workspace, name=name, key=name.casefold(), **times, **fields)


def make_channel(workspace: Workspace, name: str = "Support") -> Channel:
    fields = {"name": name, "created_at": NOW}
    return Channel.objects.get_or_create(workspace=workspace, key=name.casefold(), defaults=fields)[0]


def make_note(workspace: Workspace, text: str, **fields: object) -> Note:
    """A note said now, in the channel Support unless told otherwise, with the next free number."""
    number = next_number(workspace=workspace, kind="note")
    fields = {"channel": fields.pop("channel", None) or make_channel(workspace), "said_at": NOW, **fields}
    times = {"created_at": NOW, "updated_at": NOW}
    return Note.objects.create(
        workspace=workspace, number=number, text=text, source_key=f"made by hand {number}", **times, **fields
    )


def scope_of(user: User) -> Scope:
    """What `workspaces.access.enter` would give the user in their one workspace."""
    membership = Membership.objects.select_related("workspace").get(user=user)
    return Scope(membership.workspace, Role(membership.role), Actor(user), membership)
