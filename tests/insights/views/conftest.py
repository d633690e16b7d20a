"""Who asks for the screens of insights, and when."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.pages import client_of
from tests.people import NOW, make_account
from tests.things import say


@pytest.fixture
def today(monkeypatch):
    """The tests' day, for views, which read the clock."""
    monkeypatch.setattr("clew.kit.clock.now", lambda: NOW)


@pytest.fixture
def ask(world) -> Callable[[str], Client]:
    """Somebody signed in, by name."""
    return lambda name: client_of(getattr(world, name))


@pytest.fixture
def calder(workspace) -> Any:
    return make_account(workspace, "Calder", arr=Decimal(71_000), segment="Mid-market")


@pytest.fixture
def note(scope) -> Any:
    return say(scope, "Two guys called in sick at 6:40 this morning.")
