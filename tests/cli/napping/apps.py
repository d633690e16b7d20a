from django.apps import AppConfig


class NappingConfig(AppConfig):
    name = "tests.cli.napping"
    label = "napping"
