"""Whether a theme grows: the last weeks of notes against the weeks before, with the doubt that small counts carry.

Pure Python, because web pages ask it too.

Source: the exact conditional test for two Poisson counts (Przyborowski and Wilenski 1940): given their sum, the later
count is binomial with the share of time that it covers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, lgamma, log, log1p

__all__ = ["Options", "Trend", "trend"]


@dataclass(frozen=True)
class Options:
    """`window` weeks are compared with as many before. Fewer than `least` notes in both together, or fewer weeks than
    two windows, give no change: a theme that is younger than the comparison has not grown, it has begun.

    `level` is the largest chance at which growth is called rising. A board of forty flat themes then shows one falsely
    rising in five looks (40 x .005); 5% would show two at every look.
    """

    window: int = 6
    least: int = 8
    level: float = 0.005


@dataclass(frozen=True)
class Trend:
    """`change`: .38 is 38% more a week than before; None when there are too few notes or there were none before.

    `chance`: of a count this high or higher if nothing had changed (one-sided).
    """

    recent: int
    before: int
    change: float | None
    chance: float
    is_rising: bool


def trend(weekly: Sequence[int], *, elapsed: float = 1.0, options: Options | None = None) -> Trend:
    """`weekly`: notes a week, oldest first; `elapsed`: the share of the last week that is over, above 0 up to 1."""
    options = options or Options()
    recent = sum(weekly[-options.window :])
    before = sum(weekly[-2 * options.window : -options.window])
    recent_weeks = max(options.window - 1 + min(max(elapsed, 0.0), 1.0), 0.5)
    enough = len(weekly) >= 2 * options.window and recent + before >= options.least
    change = (recent / recent_weeks) / (before / options.window) - 1 if enough and before else None
    chance = at_least(recent, recent + before, recent_weeks / (recent_weeks + options.window))
    return Trend(recent, before, change, chance, is_rising=enough and chance <= options.level)


def at_least(successes: int, trials: int, share: float) -> float:
    """The chance of `successes` or more among `trials`, each with the chance `share` (above 0, below 1). Exact."""
    if successes <= 0:
        return 1.0
    ways = lgamma(trials + 1)
    tail = fsum(
        exp(ways - lgamma(k + 1) - lgamma(trials - k + 1) + k * log(share) + (trials - k) * log1p(-share))
        for k in range(successes, trials + 1)
    )
    return min(1.0, tail)
