"""What kinds of items there are. Each area declares its own beside the table: `class Objective(Item): KIND = Kind(…)`."""

from dataclasses import dataclass, field
from enum import IntEnum


class Step(IntEnum):
    """Where a kind sits on the thread, from why to voice. Mission, themes, notes and revenue are not items."""

    MISSION = 0
    OBJECTIVE = 1
    KEY_RESULT = 2
    OPPORTUNITY = 3
    WORK = 4
    THEMES = 5
    NOTES = 6
    REVENUE = 7


@dataclass(frozen=True)
class Kind:
    """`links` are the (relation, kind) pairs that an item of this kind may point at; `page` names its URL."""

    key: str
    label: str
    plural: str
    prefix: str
    icon: str
    step: Step
    page: str
    statuses: tuple[tuple[str, str], ...] = (("open", "Open"), ("done", "Done"))
    links: tuple[tuple[str, str], ...] = field(default=())

    def ref(self, number: int) -> str:
        return f"{self.prefix}{number}"

    def called(self, ref: str) -> str:
        """Objective O1; Key result 1.2; Feature F-128."""
        return f"{self.label} {ref.removeprefix('KR')}"

    def allows(self, relation: str, target: str) -> bool:
        return (relation, target) in self.links

    def status_label(self, status: str) -> str:
        return dict(self.statuses).get(status, status.replace("_", " ").capitalize())


KINDS: dict[str, Kind] = {}
"""Every declared kind by key. Filled when the areas' models load."""

PAGES: dict[str, str] = {}
"""Where each kind of subject is shown: items, and what else may have loose ends (themes). A URL's name, by kind."""


def declare(kind: Kind) -> None:
    KINDS[kind.key] = kind
    PAGES[kind.key] = kind.page
