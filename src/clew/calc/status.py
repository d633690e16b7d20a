"""How a computation ended. `calc` never raises for data: it says so in the result's `status` and `message`."""

from enum import StrEnum


class Status(StrEnum):
    """`too_little` still comes with a complete result: the empty one, which says nothing and breaks nothing."""

    DONE = "done"
    TOO_LITTLE = "too_little"


__all__ = ["Status"]
