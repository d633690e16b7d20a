"""Find or do (Ctrl K): areas contribute what can be found and what can be done, from their `offers.py`.

>  narrows to what can be done     "  to customers' words     @  to people
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from clew.ui import navigation

PER_SOURCE = 6
LONGEST_QUERY = 200
DO = ">"
PREFIXES = {'"': '"', "“": '"', "@": "@", DO: DO}
"""What people type → the prefix that a source names. Phones type the curly mark."""


@dataclass(frozen=True)
class Hit:
    """Something found. `name` and `meta` are plain text; `voice` says that the name is a customer's own words.

    `loose` names a missing piece; `thread` is a spec for the small glyph (`figures.mini`); `keys` is the shortcut.
    """

    icon: str
    name: str
    meta: str
    href: str
    voice: bool = False
    loose: str = ""
    thread: str = ""
    keys: str = ""


@dataclass(frozen=True)
class Section:
    heading: str
    hits: list[Hit]


@dataclass(frozen=True)
class Source:
    """Finds rows for a query. `prefix` narrows the palette to it: a quotation mark for words, @ for people."""

    heading: str
    order: int
    find: Callable[[Any, str, int], Iterable[Hit]]
    prefix: str = ""


@dataclass(frozen=True)
class Action:
    """Something to do. `href` builds the address from the scope and what was typed; `need` is a `Role` value.

    `words` are other words that find it. `titled` offers it for any words, such as “New feature called “{}””.
    """

    name: str
    icon: str
    need: int
    href: Callable[[Any, str], str]
    keys: str = ""
    words: str = ""
    titled: str = ""


_sources: list[Source] = []
_actions: list[Action] = []


def add_source(*sources: Source) -> None:
    _sources.extend(sources)
    _sources.sort(key=lambda source: source.order)


def add_action(*actions: Action) -> None:
    _actions.extend(actions)


def sources() -> list[Source]:
    return list(_sources)


def actions(scope: Any) -> list[Action]:
    """What `scope`'s person may do."""
    return [action for action in _actions if scope.may(action.need)]


def search(scope: Any, query: str) -> list[Section]:
    """What there is to find or do for `query`, best sections first; sections without a hit are left out.

    An empty query offers the places to go and everything that can be done.
    """
    typed = query.strip()[:LONGEST_QUERY]
    prefix = PREFIXES.get(typed[:1], "")
    words = typed[1:].strip() if prefix else typed
    found = [*_places(scope, words, prefix), *_found(scope, words, prefix), _doable(scope, words, prefix)]
    return [section for section in found if section.hits]


def _places(scope: Any, words: str, prefix: str) -> list[Section]:
    """The side bar's pages: what the phone's tab bar has no room for is reached here."""
    if prefix:
        return []
    matching = [link for link in navigation.links(scope) if _matches(words, link.entry.label)]
    hits = [
        Hit(link.entry.icon, link.entry.label, "", link.href, keys=f"G {link.entry.keys}" if link.entry.keys else "")
        for link in matching
    ]
    return [Section("Go to", hits)]


def _found(scope: Any, words: str, prefix: str) -> list[Section]:
    if not words or prefix == DO:
        return []
    asked = [source for source in _sources if not prefix or source.prefix == prefix]
    return [Section(source.heading, list(source.find(scope, words, PER_SOURCE))) for source in asked]


def _doable(scope: Any, words: str, prefix: str) -> Section:
    """Actions that are called so, then those that take any words."""
    if prefix and prefix != DO:
        return Section("Do", [])
    called = [action for action in actions(scope) if _matches(words, f"{action.name} {action.words}")]
    taking = [action for action in actions(scope) if words and action.titled and action not in called]
    hits = [Hit(action.icon, action.name, "", action.href(scope, ""), keys=action.keys) for action in called]
    hits += [
        Hit(action.icon, action.titled.format(words), "", action.href(scope, words), keys=action.keys)
        for action in taking
    ]
    return Section("Do", hits)


def _matches(words: str, text: str) -> bool:
    """Whether each of `words` begins a word of `text`."""
    parts = text.casefold().split()
    return all(any(part.startswith(word) for part in parts) for word in words.casefold().split())
