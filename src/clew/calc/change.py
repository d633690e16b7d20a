"""Whether two counts of one thing differ by more than chance. Pure Python, because web pages ask it.

Source: the exact conditional test for two Poisson counts, as in `calc.trend`.
"""

from dataclasses import dataclass
from enum import StrEnum

from clew.calc.trend import at_least

FEW = 5
"""People on either side below which a change is not called one."""
LEVEL = 0.01


class Verdict(StrEnum):
    """What became of a theme, as far as anybody can tell; `few`: too few people say so on either side."""

    APPEARED = "appeared"
    GREW = "grew"
    LEVEL = "level"
    SHRANK = "shrank"
    GONE = "gone"
    FEW = "few"


@dataclass(frozen=True)
class Change:
    """`ratio`: the second rate over the first, less one; None where the first is nothing. `chance`: of a difference
    this large or larger, in this direction, if both rates were the same.
    """

    verdict: Verdict
    ratio: float | None
    chance: float


def change(first: int, second: int, *, share: float = 0.5) -> Change:
    """People who say something on either side; `share`, above 0 and below 1, is the second side's part of everybody
    asked: half for two periods of one length, its part of all people for two segments.
    """
    rate = (second / share) / (first / (1 - share)) - 1 if first else None
    rising = at_least(second, first + second, share)
    falling = at_least(first, first + second, 1 - share)
    chance = min(rising, falling)
    if max(first, second) < FEW:
        return Change(Verdict.FEW, rate, chance)
    if chance > LEVEL:
        return Change(Verdict.LEVEL, rate, chance)
    if rising < falling:
        return Change(Verdict.GREW if first else Verdict.APPEARED, rate, chance)
    return Change(Verdict.SHRANK if second else Verdict.GONE, rate, chance)
