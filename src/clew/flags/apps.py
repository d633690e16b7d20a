from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FlagsConfig(AppConfig):
    name = "clew.flags"
    label = "flags"

    def ready(self) -> None:
        autodiscover_modules("flags")
