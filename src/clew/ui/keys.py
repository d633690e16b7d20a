"""The keys and what they do, by screen: what `?` lists. Areas add their screens' keys from their `offers.py`.

The keys themselves work through `data-key` on links and buttons (static/ui/js/keys.js); this is their list in words.
"""

from dataclasses import dataclass
from typing import Any

from clew.ui import navigation, palette


@dataclass(frozen=True)
class Key:
    """`keys` are pressed one after another, “G B”; a plus joins what is held together, “Shift+J”. `href`: where they lead."""

    keys: str
    does: str
    href: str = ""


@dataclass(frozen=True)
class Screen:
    name: str
    keys: tuple[Key, ...]


EVERYWHERE = Screen(
    "Everywhere",
    (
        Key("Ctrl+K", "Find or do"),
        Key("?", "Show all keys"),
        Key("Z", "Undo the last change"),
        Key("Esc", "Close, or go back"),
        Key("Ctrl+Enter", "Send the form you are in"),
    ),
)
LISTS = Screen(
    "Lists",
    (
        Key("J", "Next row"),
        Key("K", "Previous row"),
        Key("Enter", "Open"),
        Key("Space", "Preview"),
        Key("/", "Search this list; where there is none, all notes"),
    ),
)

_screens: list[Screen] = []


def add(name: str, *keys: Key) -> None:
    """The keys of one screen: `keys.add("Inbox", Key("T", "Theme"), Key("E", "Archive"))`."""
    _screens.append(Screen(name, keys))


def screens(scope: Any) -> list[Screen]:
    """Every screen's keys; in a workspace also where G and C lead."""
    return [EVERYWHERE, *(_leading(scope) if scope else []), LISTS, *_screens]


def _leading(scope: Any) -> list[Screen]:
    links = [link for link in navigation.links(scope) if link.entry.keys]
    go = tuple(Key(f"G {link.entry.keys}", link.entry.label, link.href) for link in links)
    offered = [action for action in palette.actions(scope) if action.keys]
    do = tuple(Key(action.keys, action.name, action.href(scope, "")) for action in offered)
    return [screen for screen in (Screen("Go to", go), Screen("Create", do)) if screen.keys]
