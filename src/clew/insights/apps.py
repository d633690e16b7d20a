from typing import ClassVar

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "clew.insights"
    label = "insights"
    listens: ClassVar[dict[str, tuple[str, ...]]] = {
        "": ("insights.rollups", "insights.customers"),
        "note.created": ("insights.understand", "insights.words"),
        "note.edited": ("insights.understand",),
        "note.imported": ("insights.understand", "insights.words"),
        "import.undone": ("insights.understand", "insights.words"),
        "embedder.chosen": ("insights.change_embedder",),
        "theme.": ("insights.suggest",),
        "objective.evidence_linked": ("insights.suggest",),
        "opportunity.evidence_linked": ("insights.suggest",),
        "feature.evidence_linked": ("insights.suggest",),
    }
