from typing import ClassVar

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "clew.insights"
    label = "insights"
    listens: ClassVar[dict[str, tuple[str, ...]]] = {
        "": ("insights.rollups",),
        "note.created": ("insights.understand", "insights.words"),
        "note.edited": ("insights.understand",),
        "note.imported": ("insights.understand", "insights.words"),
        "embedder.chosen": ("insights.change_embedder",),
    }
