"""The theme finder's runs."""

from clew.insights.models import Grouping, Note
from clew.workspaces.models import Workspace


def last_grouping(*, workspace: Workspace) -> Grouping | None:
    """The newest run that ended."""
    found = Grouping.objects.filter(workspace=workspace).exclude(finished_at=None)
    return found.order_by("-started_at").first()


def has_notes(*, workspace: Workspace) -> bool:
    return Note.objects.filter(workspace=workspace).exists()
