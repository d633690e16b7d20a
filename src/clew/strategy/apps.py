from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "clew.strategy"
    label = "strategy"
