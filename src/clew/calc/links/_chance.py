"""From what speaks for a pair to the chance that a person accepts it, and how high the chance must be to propose it."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from clew.calc.arrays import Bools, Doubles

STIFFNESS = 12.0
"""How many decisions it takes until a workspace's own count as much as what was learned before: the weight of the prior."""
ENOUGH = 20
"""Decisions from which they move the bars."""
FIRST_LIKELY, FIRST_SURE = 0.6, 0.8
"""The lowest bars until then: who begins should see good ones, and notes that wait often belong nowhere."""
STEP = 0.5
"""How far below the least likely pairs that were decided the bar may go, in log odds: further down nobody knows yet."""
MARGIN = 0.01
NEVER = 0.99
SURE, LIKELY = 0.9, 0.8
"""Of what is called sure, and of all that is suggested, at least these shares are right."""


@dataclass(frozen=True)
class Prior:
    """A logistic regression (weights per feature as they are, and an intercept) learned on sets that people labelled.

    `sure` and `likely` are the chances from which SURE and LIKELY of the pairs were right there.
    """

    weights: tuple[float, ...]
    intercept: float
    sure: float
    likely: float

    def score(self, features: Doubles) -> Doubles:
        """(pairs,) log odds."""
        scores: Doubles = features @ np.array(self.weights) + self.intercept
        return scores


@dataclass(frozen=True)
class Decisions:
    """What people decided: the scores of the pairs that were proposed, and which of them were accepted."""

    scores: Doubles
    accepted: Bools

    def __len__(self) -> int:
        return len(self.scores)


NONE = Decisions(np.zeros(0), np.zeros(0, bool))


@dataclass(frozen=True)
class Calibration:
    """chance = 1 / (1 + exp(-(slope x score + shift))); proposed from `likely` on, called sure from `sure` on."""

    slope: float
    shift: float
    sure: float
    likely: float
    decisions: int

    def chance(self, scores: Doubles) -> Doubles:
        chances: Doubles = 1 / (1 + np.exp(-np.clip(self.slope * scores + self.shift, -30, 30)))
        return chances


def calibrate(prior: Prior, decisions: Decisions = NONE) -> Calibration:
    """The prior, bent to what this workspace's people accepted and dismissed (Platt 1999, with a normal prior around no
    change that weighs as STIFFNESS decisions). Nothing is proposed below the
    prior's bar, nor much below what people decided on.
    """
    slope, shift = _bend(decisions) if len(decisions) else (1.0, 0.0)
    if len(decisions) < ENOUGH:
        sure, likely = max(prior.sure, FIRST_SURE), max(prior.likely, FIRST_LIKELY)
        return Calibration(slope, shift, sure, likely, len(decisions))
    bent = Calibration(slope, shift, 1.0, 0.0, len(decisions))
    chances = bent.chance(decisions.scores)
    seen = float(bent.chance(np.quantile(decisions.scores, [0.02]) - STEP)[0])
    least = max(prior.likely, min(FIRST_LIKELY, seen))
    likely, sure = (bar(chances, share, least) for share in (LIKELY, SURE))
    return Calibration(slope, shift, sure, likely, len(decisions))


def bar(chances: Doubles, share: float, least: float) -> float:
    """The lowest chance, `least` or more, from which on the pairs with these chances are right in `share` of the cases,
    and a bit; NEVER where not even the likeliest are.
    """
    ordered = np.sort(chances[chances >= least])[::-1]
    means = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    good = np.flatnonzero(means >= share + MARGIN)
    if not len(good):
        return NEVER
    return least if good[-1] == len(ordered) - 1 else float(ordered[good[-1]])


def _bend(decisions: Decisions) -> tuple[float, float]:
    scores, right = decisions.scores, decisions.accepted.astype(np.float64)

    def loss(at: Doubles) -> tuple[float, Doubles]:
        logits = at[0] * scores + at[1]
        off = 1 / (1 + np.exp(-np.clip(logits, -30, 30))) - right
        away = np.array([at[0] - 1, at[1]])
        value = float(np.logaddexp(0, logits).sum() - right @ logits + STIFFNESS / 2 * (away**2).sum())
        return value, np.array([off @ scores, off.sum()]) + STIFFNESS * away

    found = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(0.05, 5.0), (-6.0, 6.0)])
    return float(found.x[0]), float(found.x[1])
