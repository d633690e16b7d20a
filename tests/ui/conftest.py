"""The frame without areas: registries of its own, and the little site of `addresses.py`."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, override_settings

from clew.ui import keys, navigation, palette, places

ENTRIES = (
    navigation.Entry("Direction", 0, "Brief", "compass", "brief", "B", on_phone=True),
    navigation.Entry("Discovery", 10, "Inbox", "inbox", "inbox", "I", lambda _: 1284, on_phone=True),
    navigation.Entry("Discovery", 20, "Themes", "layers", "themes", "T", is_loose=True),
)


def find(scope: Any, query: str, limit: int) -> list[palette.Hit]:
    return [palette.Hit("layers", f"A <b>{query}</b> theme", "Theme", "/w/northwind/themes/", thread="ooo@ov")]


def find_words(scope: Any, query: str, limit: int) -> list[palette.Hit]:
    return [
        palette.Hit("message-square-quote", f"“{query}ing takes long”", "Kestrel", "/w/northwind/inbox/", voice=True)
    ]


@pytest.fixture
def registries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", list(ENTRIES))
    monkeypatch.setattr(
        palette, "_sources", [palette.Source("Themes", 1, find), palette.Source("Words", 2, find_words, '"')]
    )
    actions = [
        palette.Action(
            "New theme",
            "plus",
            3,
            lambda _, typed: f"/w/northwind/themes/?name={typed}",
            "C T",
            titled="New theme called “{}”",
        ),
        palette.Action("Invite a member", "plus", 4, lambda *_: "/w/northwind/", words="people"),
    ]
    monkeypatch.setattr(palette, "_actions", actions)
    monkeypatch.setattr(keys, "_screens", [keys.Screen("Inbox", (keys.Key("E", "Archive"),))])
    pages = {"home": "brief", "palette": "palette", "undo": "undo", "switcher": "switcher"}
    monkeypatch.setattr(places, "_pages", pages)


@pytest.fixture
def site(registries: None) -> Iterator[Client]:
    """The little site, without a database."""
    with override_settings(ROOT_URLCONF="tests.ui.addresses"):
        yield Client()


@pytest.fixture
def nobody() -> SimpleNamespace:
    """A scope that no database knows: an editor's."""
    workspace = SimpleNamespace(slug="northwind", name="Northwind", is_demo=False)
    return SimpleNamespace(workspace=workspace, may=lambda need: need <= 3)
