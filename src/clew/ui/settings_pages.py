"""The pages of the settings: areas add theirs from their `offers.py`, and every one of them shows the same tabs."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class SettingsPage:
    """`page` is a URL's name that takes the workspace's slug; `need` the `Role` value that opens it."""

    order: int
    label: str
    page: str
    need: int = 1


@dataclass(frozen=True)
class Tab:
    words: str
    href: str
    on: bool


_pages: list[SettingsPage] = []


def add(*pages: SettingsPage) -> None:
    _pages.extend(pages)
    _pages.sort(key=lambda page: page.order)


def tabs(scope: Any, path: str = "") -> list[Tab]:
    """The settings that `scope`'s person may open; the one at `path` is on, the longest address first."""
    allowed = [(page, reverse(page.page, args=(scope.workspace.slug,))) for page in _pages if scope.may(page.need)]
    here = max((href for _, href in allowed if path.startswith(href)), key=len, default="")
    return [Tab(page.label, href, on=href == here) for page, href in allowed]
