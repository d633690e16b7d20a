"""Stylesheets and scripts of a page. What `make assets` has not made yet is left out, not asked for in vain."""

import functools

from django.conf import settings
from django.templatetags.static import static
from markupsafe import Markup

from clew.ui import sheets

VENDOR = "ui/vendor/"


@functools.cache
def has(path: str) -> bool:
    """Whether a static file is there: our own always are, others' only after `make assets`."""
    return not path.startswith(VENDOR) or (sheets.STATIC / path).exists()


def stylesheet(path: str) -> Markup:
    return Markup('<link rel="stylesheet" href="{}">').format(static(path)) if has(path) else Markup("")


def common_styles() -> Markup:
    """What every page looks like: the joined file where it is fresh, else its sources one by one."""
    files = [sheets.JOINED] if _is_joined() else [*sheets.FILES, sheets.FONTS]
    return Markup("\n").join(filter(None, map(stylesheet, files)))


def script(path: str) -> Markup:
    return Markup('<script src="{}" defer></script>').format(static(path)) if has(path) else Markup("")


def module(path: str) -> Markup:
    return Markup('<script type="module" src="{}"></script>').format(static(path))


def preload(path: str) -> Markup:
    """A font of the first view, asked for before its stylesheet is read."""
    link = Markup('<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>')
    return link.format(static(path)) if has(path) else Markup("")


@functools.cache
def _is_joined() -> bool:
    return not settings.DEBUG and sheets.is_fresh()
