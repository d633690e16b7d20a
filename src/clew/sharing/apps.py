from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "clew.sharing"
    label = "sharing"
