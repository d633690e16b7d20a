from typing import ClassVar

from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "clew.discovery"
    label = "discovery"
    listens: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(
        ("note.", "notes.", "theme.", "account.", "accounts.", "opportunity."), ("discovery.scores",)
    )
