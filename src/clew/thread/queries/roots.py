"""Where the thread begins: the mission, which an area above provides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from clew.workspaces.models import Workspace


@dataclass(frozen=True)
class Root:
    """The mission as a thread shows it."""

    name: str
    since: date
    page: str


_providers: list[Callable[[Workspace, date], Root | None]] = []


def provide(provider: Callable[[Workspace, date], Root | None]) -> None:
    _providers.append(provider)


def root_of(*, workspace: Workspace, today: date) -> Root | None:
    """The mission, or None when nobody wrote one down."""
    return next((root for provider in _providers if (root := provider(workspace, today))), None)
