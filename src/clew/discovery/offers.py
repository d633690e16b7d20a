"""What discovery offers everywhere: its page, and an opportunity of any theme."""

from typing import Any
from urllib.parse import quote

from django.urls import reverse

from clew.ui import acts, navigation, palette, settings_pages, subjects
from clew.workspaces.models import Workspace


def new_opportunity(scope: Any, words: str) -> str:
    address = reverse("discovery:new_opportunity", args=(scope.workspace.slug,))
    return f"{address}?title={quote(words)}" if words else address


def of_theme(scope: Any, theme: Any) -> str:
    return f"{reverse('discovery:new_opportunity', args=(scope.workspace.slug,))}?theme={theme.number}"


def scores_page(workspace: Workspace, kind: str) -> str:
    return reverse("discovery:scoring", args=(workspace.slug,))


settings_pages.add(settings_pages.SettingsPage(40, "Scores", "discovery:scoring"))
subjects.add(subjects.Source({"scoring"}, subjects.fixed(scores_page)))
navigation.add(navigation.Entry("Discovery", 40, "Opportunities", "door-open", "discovery:opportunities", "O"))
palette.add_action(
    palette.Action("New opportunity", "plus", 3, new_opportunity, "C O", titled="New opportunity called “{}”")
)
acts.add("theme", acts.Act("Make an opportunity", "door-open", 3, of_theme, "L"))
