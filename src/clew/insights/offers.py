"""What insights offer everywhere: their pages in the side bar; notes, themes and accounts in the palette."""

import re
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from clew.insights.queries.choices import existing, passages, search_accounts, search_notes, search_themes
from clew.insights.queries.inbox import triage_count
from clew.kit import clock
from clew.kit.text import excerpt, money
from clew.ui import keys, navigation, palette, settings_pages, subjects
from clew.workspaces.models import Workspace

NUMBER = re.compile(r"n-?(\d{1,9})", re.IGNORECASE)


def count_waiting(scope: Any) -> int:
    return triage_count(workspace=scope.workspace, now=clock.now())


def find_words(scope: Any, query: str, limit: int) -> Iterable[palette.Hit]:
    for found in passages(workspace=scope.workspace, query=query, limit=limit):
        yield palette.Hit(
            icon="message-square-quote",
            name=f"“{excerpt(found.passage, 110)}”",
            meta=found.account or found.channel,
            href=reverse("insights:note", args=(scope.workspace.slug, found.number)),
            voice=True,
        )


def find_notes(scope: Any, query: str, limit: int) -> Iterable[palette.Hit]:
    """The one note whose number was typed: N-2041, n2041."""
    asked = NUMBER.fullmatch(query.strip())
    for note in search_notes(workspace=scope.workspace, query=asked[1], limit=limit) if asked else ():
        href = reverse("insights:note", args=(scope.workspace.slug, note.number))
        yield palette.Hit("message-square-quote", f"“{excerpt(note.text, 110)}”", note.ref, href, voice=True)


def find_themes(scope: Any, query: str, limit: int) -> Iterable[palette.Hit]:
    for theme in search_themes(workspace=scope.workspace, query=query, limit=limit):
        href = reverse("insights:theme", args=(scope.workspace.slug, theme.number))
        yield palette.Hit(icon="layers", name=theme.name, meta="Theme", href=href)


def find_accounts(scope: Any, query: str, limit: int) -> Iterable[palette.Hit]:
    for account in search_accounts(workspace=scope.workspace, query=query, limit=limit):
        arr = f"{money(account.arr, scope.workspace.currency)} ARR" if account.arr is not None else "Account"
        href = reverse("insights:account", args=(scope.workspace.slug, account.pk))
        yield palette.Hit(icon="building-2", name=account.name, meta=arr, href=href)


def row_pages(workspace: Workspace, asked: Collection[subjects.Subject]) -> subjects.Pages:
    """Notes and themes by their numbers, accounts by their ids."""
    found = existing(workspace=workspace, ids=[pk for _, pk in asked if pk])
    return {
        (row.kind, row.id): reverse(f"insights:{row.kind}", args=(workspace.slug, row.number or row.id))
        for row in found
    }


_PAGES = {
    "search": "insights:search",
    "channel": "insights:channels",
    "themes": "insights:themes",
    "notes": "insights:inbox",
    "embedder": "insights:understanding",
}


def list_page(workspace: Workspace, kind: str) -> str:
    return reverse(_PAGES[kind], args=(workspace.slug,))


def _to(name: str, key: str = "") -> Any:
    """An address that carries what was typed, where the page takes it."""

    def href(scope: Any, words: str) -> str:
        address = reverse(name, args=(scope.workspace.slug,))
        return f"{address}?{key}={quote(words)}" if key and words else address

    return href


navigation.add(
    navigation.Entry("Discovery", 10, "Inbox", "inbox", "insights:inbox", "I", count_waiting, on_phone=True),
    navigation.Entry("Discovery", 20, "Search", "search", "insights:search", "Q", key="/"),
    navigation.Entry("Discovery", 30, "Themes", "layers", "insights:themes", "T", on_phone=True),
    navigation.Entry("Discovery", 50, "Customers", "building-2", "insights:customers", "C"),
)
settings_pages.add(
    settings_pages.SettingsPage(30, "Channels", "insights:channels"),
    settings_pages.SettingsPage(35, "Understanding", "insights:understanding"),
)
subjects.add(
    subjects.Source({"note", "theme", "account"}, row_pages),
    subjects.Source({"channel", "themes", "notes", "embedder", "search"}, subjects.fixed(list_page)),
)
palette.add_source(
    palette.Source("Notes", 15, find_notes),
    palette.Source("Themes", 20, find_themes),
    palette.Source("In customers’ words", 30, find_words, '"'),
    palette.Source("Customers", 40, find_accounts, "@"),
)
palette.add_action(
    palette.Action("Search all notes", "search", 1, _to("insights:search", "q"), titled="Search all notes for “{}”"),
    palette.Action("New note", "plus", 3, _to("insights:new_note", "text"), "C N", titled="New note “{}”"),
    palette.Action("New theme", "plus", 3, _to("insights:new_theme", "name"), "C T", titled="New theme called “{}”"),
    palette.Action("Add an account", "plus", 3, _to("insights:new_account"), words="customer company"),
)
keys.add(
    "Inbox",
    keys.Key("T", "Put into a theme"),
    keys.Key("L", "Link to an item"),
    keys.Key("E", "Archive"),
    keys.Key("S", "Snooze"),
    keys.Key("A", "Accept the first suggested link"),
    keys.Key("X", "Dismiss it"),
    keys.Key("V", "Select the note, for several at once"),
    keys.Key("Shift+J", "Select on, downwards"),
)
keys.add("Themes", keys.Key("L", "Make an opportunity"), keys.Key("N", "New theme"))
