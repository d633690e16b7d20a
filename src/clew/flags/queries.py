"""Red flags: the registry of rules that areas contribute from their `flags.py`.

No area contributes one yet: flags need a metric's history. The brief says so instead of showing an empty box.
"""

from collections.abc import Callable
from dataclasses import dataclass

from clew.workspaces.models import Workspace


@dataclass(frozen=True)
class RaisedFlag:
    """One sentence that a chief executive can repeat, with what it is about."""

    rule: str
    headline: str
    sentence: str
    href: str


@dataclass(frozen=True)
class FlagRule:
    key: str
    label: str
    find: Callable[[Workspace], list[RaisedFlag]]


RULES: dict[str, FlagRule] = {}


def add(*rules: FlagRule) -> None:
    RULES.update({rule.key: rule for rule in rules})


def raised(*, workspace: Workspace) -> list[RaisedFlag]:
    """Every flag that the rules raise now."""
    return [flag for rule in RULES.values() for flag in rule.find(workspace)]
