from django.urls import path

from clew.ui.views import healthy

urlpatterns = [path("healthz", healthy)]
