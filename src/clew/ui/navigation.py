"""What stands in the side bar. Areas fill it from their `offers.py`; the order follows the thread from top to bottom.

The last group is the person's own: it stands at the foot, as pictures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

FOOT = "You"
GROUPS = ("Direction", "Discovery", "Delivery", FOOT)


@dataclass(frozen=True)
class Entry:
    """One line of the side bar. `keys` go there after G, `key` alone; `count` is asked on every page, so it must be quick."""

    group: str
    order: int
    label: str
    icon: str
    page: str
    keys: str = ""
    count: Callable[[Any], int] | None = None
    is_loose: bool = False
    on_phone: bool = False
    key: str = ""


@dataclass(frozen=True)
class Link:
    """An entry as the frame draws it for one request."""

    entry: Entry
    href: str
    is_current: bool
    scope: Any

    def count(self) -> int:
        return self.entry.count(self.scope) if self.entry.count else 0


@dataclass(frozen=True)
class Group:
    name: str
    links: list[Link]

    @property
    def is_foot(self) -> bool:
        return self.name == FOOT


_entries: list[Entry] = []


def add(*entries: Entry) -> None:
    _entries.extend(entries)
    _entries.sort(key=lambda entry: (GROUPS.index(entry.group), entry.order))


def entries() -> list[Entry]:
    return list(_entries)


def links(scope: Any, path: str = "") -> list[Link]:
    """The side bar of `scope`'s workspace. The entry with the longest address that `path` begins with is current."""
    addresses = {entry: reverse(entry.page, args=(scope.workspace.slug,)) for entry in _entries}
    root = min(addresses.values(), key=len, default="")  # the home page begins every other address
    inside = [href for href in addresses.values() if path == href or (path.startswith(href) and href != root)]
    current = max(inside, key=len, default="")
    return [Link(entry, href, is_current=href == current, scope=scope) for entry, href in addresses.items()]


def groups(links: list[Link]) -> list[Group]:
    return [Group(name, list(found)) for name, found in groupby(links, key=lambda link: link.entry.group)]
