"""Numbers to coordinates. Whatever comes in, what goes out is finite."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

LARGEST = 1e300
"""Beyond this, the arithmetic of axes would overflow."""


def can_be_drawn(value: float) -> bool:
    return math.isfinite(value) and abs(value) < LARGEST


def clamp(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def short(value: float) -> str:
    """A coordinate with two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` as shares from 0 to 1; everything in the middle when the two are equal."""

    low: float
    high: float

    def share(self, value: float) -> float:
        span = self.high / 2 - self.low / 2  # halves, for the difference of two huge numbers would be infinite
        return (value / 2 - self.low / 2) / span if span else 0.5


def path(points: Iterable[tuple[float, float]]) -> str:
    """An SVG path through `points`; empty without any."""
    words = "L".join(f"{short(x)} {short(y)}" for x, y in points)
    return f"M{words}" if words else ""
