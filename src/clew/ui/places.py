"""Where the frame's own links lead. The areas that serve those pages name them here, from their `offers.py`.

A place that nobody serves is not drawn: the frame works before its areas do.
"""

from typing import Literal

from django.urls import reverse

Place = Literal["home", "palette", "undo", "settings", "switcher", "profile"]
IN_WORKSPACE = frozenset({"home", "palette", "undo", "settings", "profile"})
"""These addresses take the workspace's slug."""

_pages: dict[Place, str] = {}


def serve(place: Place, page: str) -> None:
    """`page` is a URL's name: `places.serve("palette", "workspaces:palette")`."""
    _pages[place] = page


def address(place: Place, slug: str = "") -> str:
    """The address of `place`, empty where it has none."""
    page = _pages.get(place, "")
    if not page or (place in IN_WORKSPACE and not slug):
        return ""
    return reverse(page, args=(slug,) if place in IN_WORKSPACE else ())
