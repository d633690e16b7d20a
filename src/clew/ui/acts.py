"""What a screen offers on behalf of an area above it: “Make an opportunity” on a theme. Filled from `offers.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Act:
    """`href` builds the address from the scope and the subject; `need` is a `Role` value; `key` its single key."""

    label: str
    icon: str
    need: int
    href: Callable[[Any, Any], str]
    key: str = ""


@dataclass(frozen=True)
class Offered:
    label: str
    icon: str
    href: str
    key: str


_acts: dict[str, list[Act]] = {}


def add(kind: str, *acts: Act) -> None:
    """Offer `acts` on every subject of `kind`: theme, note, account."""
    _acts.setdefault(kind, []).extend(acts)


def offered(kind: str, scope: Any, subject: Any) -> list[Offered]:
    """What the person may do with `subject`, on behalf of other areas."""
    allowed = [act for act in _acts.get(kind, []) if scope.may(act.need)]
    return [Offered(act.label, act.icon, act.href(scope, subject), act.key) for act in allowed]
