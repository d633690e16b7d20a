from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class InterchangeConfig(AppConfig):
    name = "clew.interchange"
    label = "interchange"

    def ready(self) -> None:
        """Let every area's `exchange.py` register its formats. They import no heavy code: web processes load them."""
        autodiscover_modules("exchange")
