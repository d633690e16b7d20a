"""What the base page needs on every screen."""

from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from clew.ui import keys, navigation, notices, places, settings_pages

THEMES = ("light", "dark")
NAMES = frozenset({
    "scope", "slug", "person", "theme", "place", "links", "groups", "settings_pages", "screens", "taken", "is_demo",
})  # fmt: skip
"""What `frame` brings into every template, and so no view may call its own."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of the base page. What costs a query is a function, asked only by templates that show it."""
    scope = getattr(request, "scope", None)
    user = getattr(request, "user", None)
    slug = scope.workspace.slug if scope else ""
    links = cache(lambda: navigation.links(scope, request.path) if scope else [])
    return {
        "scope": scope,
        "slug": slug,
        "person": user if user is not None and user.is_authenticated else None,
        "theme": theme(request),
        "place": partial(places.address, slug=slug),
        "links": links,
        "groups": lambda: navigation.groups(links()),
        "settings_pages": lambda: settings_pages.tabs(scope, request.path) if scope else [],
        "screens": cache(lambda: keys.screens(scope)),
        "taken": partial(notices.take, request),
        "is_demo": settings.DEMO and scope is not None and scope.workspace.is_demo,
    }


def theme(request: HttpRequest) -> str:
    """The theme that the person chose, empty to follow the system's."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else ""
