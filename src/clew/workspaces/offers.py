"""Where the frame's own links lead, and what settings offer in the palette."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from clew.ui import palette, places, settings_pages, subjects
from clew.ui.settings_pages import SettingsPage
from clew.workspaces.models import Role, Workspace
from clew.workspaces.queries.members import search_members

places.serve("home", "sharing:brief")
places.serve("palette", "workspaces:palette")
places.serve("undo", "workspaces:undo")
places.serve("settings", "workspaces:general")
places.serve("profile", "workspaces:you")
places.serve("switcher", "root:switcher")


SUBJECTS = {"workspace": "workspaces:general", "token": "workspaces:tokens"}


def page_of(workspace: Workspace, kind: str) -> str:
    return reverse(SUBJECTS[kind], args=(workspace.slug,))


settings_pages.add(
    SettingsPage(10, "General", "workspaces:general"),
    SettingsPage(20, "Members", "workspaces:members"),
    SettingsPage(50, "Tokens", "workspaces:tokens"),
    SettingsPage(60, "You", "workspaces:you"),
    SettingsPage(70, "History", "workspaces:history"),
)
subjects.add(subjects.Source(SUBJECTS, subjects.fixed(page_of)))


def _to(name: str) -> Callable[[Any, str], str]:
    return lambda scope, _: reverse(name, args=(scope.workspace.slug,))


def find_members(scope: Any, query: str, limit: int) -> Iterable[palette.Hit]:
    address = reverse("workspaces:members", args=(scope.workspace.slug,))
    for member in search_members(workspace=scope.workspace, query=query, limit=limit):
        role = Role(member.role).label
        meta = f"{role}, {', '.join(member.hats)}" if member.hats else role
        yield palette.Hit("user", member.user.label, meta, f"{address}#member-{member.pk}")


palette.add_source(palette.Source("Members", 50, find_members, "@"))
palette.add_action(
    palette.Action("Invite a member", "plus", 4, _to("workspaces:members"), words="people team invitation"),
    palette.Action("Make an API token", "plus", 1, _to("workspaces:tokens"), words="key api"),
    palette.Action("See everything that changed", "history", 1, _to("workspaces:history"), words="log audit events"),
    palette.Action(
        "Change your own settings", "settings", 1, _to("workspaces:you"), words="profile shortcuts name hats"
    ),
    palette.Action(
        "Change the workspace’s settings", "settings", 4, _to("workspaces:general"), words="currency time zone"
    ),
    palette.Action("Change to another workspace", "arrow-left-right", 1, lambda *_: reverse("root:switcher")),
    palette.Action("Open a workspace", "plus", 1, lambda *_: reverse("root:new_workspace"), words="new create"),
    palette.Action("Sign out", "log-out", 1, lambda *_: reverse("account_logout"), words="leave log"),
)
