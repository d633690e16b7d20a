from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "clew.workspaces"
    label = "workspaces"
