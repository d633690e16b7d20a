"""What an owner decides about understanding notes. The worker carries it out: `understanding/changing.py`."""

from datetime import datetime

from django.db import transaction

from clew.insights.models import EmbedderChoice, UnderstandingSettings
from clew.insights.queries.embedders import LABELS
from clew.kit.errors import Invalid
from clew.workspaces.actions.events import Actor, Subject, edit, record
from clew.workspaces.models import Workspace


@transaction.atomic
def choose_embedder(*, workspace: Workspace, embedder: str, by: Actor, now: datetime) -> UnderstandingSettings:
    """Place notes in meaning by that embedder. Until all notes have their new place, the old ones stay in use."""
    if embedder not in EmbedderChoice.values:
        raise Invalid(f"Choose one of {', '.join(EmbedderChoice.values)}.", field="embedder")
    settings, _ = UnderstandingSettings.objects.select_for_update(of=("self",)).get_or_create(workspace=workspace)
    if change := edit(settings, embedder=embedder):
        UnderstandingSettings.objects.filter(pk=settings.pk).update(prepared=0, to_prepare=0)  # no part of the undo
        record(
            workspace=workspace,
            by=by,
            now=now,
            verb="embedder.chosen",
            subject=Subject("embedder", workspace.pk),
            sentence=f"Chose how notes are read: “{LABELS[embedder]}”.",
            changes=[change],
        )
    return settings
