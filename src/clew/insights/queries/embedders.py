"""How a workspace's notes are placed in meaning, for pages: without numpy."""

from clew.insights.models import EmbedderChoice, UnderstandingSettings
from clew.workspaces.models import Workspace

LABELS = {
    EmbedderChoice.MANY_LANGUAGES.value: "Many languages",
    EmbedderChoice.ENGLISH.value: "English, finer",
}


def understanding(*, workspace: Workspace) -> UnderstandingSettings:
    """What was decided and how far it is; the defaults, unsaved, where nothing was."""
    found = UnderstandingSettings.objects.filter(workspace=workspace).first()
    return found or UnderstandingSettings(workspace=workspace)
