"""Every address. Each area brings its own `urls.py`; a workspace's pages lie below /w/<slug>/."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, register_converter

from clew.config.api import api
from clew.config.areas import AREAS
from clew.ui import views as ui
from clew.workspaces import urls as workspaces
from clew.workspaces.models.workspaces import SLUG


class SlugConverter:
    regex = SLUG

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SlugConverter, "workspace")


def _areas(name: str) -> list[URLResolver]:
    """The list `name` of every area's urls.py that has one."""
    modules = [f"clew.{area}.urls" for area in AREAS if find_spec(f"clew.{area}.urls")]
    found = [(module.split(".")[1], getattr(import_module(module), name, [])) for module in modules]
    return [path("", include((patterns, area), namespace=area)) for area, patterns in found if patterns]


urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("favicon.ico", ui.favicon),
    path("healthz", ui.healthy),
    path("theme/", ui.choose_theme, name="theme"),
    path("api/v1/", api.urls),
    path("w/<workspace:slug>/", include(_areas("urlpatterns"))),
    path("", include((workspaces.rootpatterns, "workspaces"), namespace="root")),
]
if settings.DEBUG:
    urlpatterns.append(path("components/", ui.components, name="components"))

handler400 = "clew.ui.errors.bad_request"
handler403 = "clew.ui.errors.permission_denied"
handler404 = "clew.ui.errors.page_not_found"
handler500 = "clew.ui.errors.server_error"
