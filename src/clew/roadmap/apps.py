from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    name = "clew.roadmap"
    label = "roadmap"
