"""Addresses of imports."""

from django.urls import path

from clew.interchange.views import background, runs, uploads

urlpatterns = [
    path("imports/", runs.imports, name="imports"),
    path("imports/new/", uploads.new_import, name="new_import"),
    path("imports/<uuid:pk>/", runs.run, name="run"),
    path("imports/<uuid:pk>/columns/", uploads.columns, name="columns"),
    path("imports/<uuid:pk>/columns/preview/", uploads.preview_rows, name="preview"),
    path("imports/<uuid:pk>/reading/", uploads.read_otherwise, name="read_otherwise"),
    path("imports/<uuid:pk>/progress/", runs.progress, name="progress"),
    path("imports/<uuid:pk>/start/", runs.start, name="start"),
    path("imports/<uuid:pk>/stop/", runs.stop, name="stop"),
    path("imports/<uuid:pk>/undo/", runs.undo, name="undo"),
    path("settings/background/", background.background, name="background"),
    path("settings/background/<int:pk>/again/", background.again, name="job_again"),
    path("settings/background/<int:pk>/discard/", background.discard_job, name="job_discard"),
    path("imports/<uuid:pk>/refused.csv", runs.refused, name="refused"),
]
