"""Where the frame's own links lead, and what settings offer in the palette."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from clew.ui import palette, places, settings_pages, subjects
from clew.ui.settings_pages import SettingsPage
from clew.workspaces.models import Workspace

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


palette.add_action(
    palette.Action("Invite a member", "plus", 4, _to("workspaces:members"), words="people team invitation"),
    palette.Action("Make an API token", "plus", 1, _to("workspaces:tokens"), words="key api"),
    palette.Action("See everything that changed", "history", 1, _to("workspaces:history"), words="log audit events"),
    palette.Action("Change your own settings", "settings", 1, _to("workspaces:you"), words="profile shortcuts name"),
)
