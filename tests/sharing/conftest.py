"""The brief and the first steps, asked for by the standing people on the day that the tests know."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.pages import client_of
from tests.people import NOW, World


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clew.kit.clock.now", lambda: NOW)


@pytest.fixture
def ask(world: World) -> Callable[[str], Client]:
    """`ask("dana").get(…)`."""
    return lambda name: client_of(getattr(world, name))
