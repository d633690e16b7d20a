from typing import ClassVar

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ThreadConfig(AppConfig):
    name = "clew.thread"
    label = "thread"
    listens: ClassVar[dict[str, tuple[str, ...]]] = {"": ("thread.loose_ends",)}

    def ready(self) -> None:
        autodiscover_modules("loose_ends")
