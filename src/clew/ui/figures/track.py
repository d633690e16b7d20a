"""How far a key result has come: a bar to now, a flag at the target and, once there is a forecast, its 80% band."""

import math
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from clew.ui.figures.geometry import clamp, short

ROOM = 1.14
"""How much of the way the drawing holds: a little more than all of it, so that passing the target shows."""

Better = Literal["higher", "lower"]


@dataclass(frozen=True)
class _Way:
    """From `start` (0) to `target` (1); better is always to the right."""

    start: float
    target: float

    def percent(self, value: float) -> float:
        span = self.target / 2 - self.start / 2
        share = (value / 2 - self.start / 2) / span if span else 1.0
        return clamp(share / ROOM * 100, 0, 100) if math.isfinite(share) else 0.0


def track(
    *,
    target: float,
    now: float | None,
    baseline: float | None = None,
    low: float | None = None,
    middle: float | None = None,
    high: float | None = None,
    status: str = "none",
    better: Better = "higher",
) -> Markup:
    """Everything as a share of the way from `baseline` to `target`, all in the metric's unit.

    `low`, `middle`, `high`: the forecast's 80% range and its likeliest value, where there is a forecast. `status`: good,
    warn, bad or none. Without a baseline (a result to stay above, or below, its target) the way begins as far on the
    wrong side as the farthest value is from the target. Decoration: the numbers stand beside it in words.
    """
    way = _Way(baseline if baseline is not None else _start(target, [now, low, high], better), target)
    places = {"goal": target, "now": now, "mid": middle}
    percents = {name: way.percent(value) for name, value in places.items() if value is not None}
    if low is not None and high is not None:
        percents["lo"], percents["hi"] = sorted((way.percent(low), way.percent(high)))
    style = ";".join(f"--{name}:{short(percent)}%" for name, percent in percents.items())
    shown = [("band", "lo"), ("now", "now"), ("mid", "mid"), ("goal", "goal")]
    parts = "".join(f'<i class="{part}"></i>' for part, name in shown if name in percents)
    tail = Markup(parts)  # noqa: S704 - names of ours only
    return Markup('<span class="track" data-s="{}" style="{}" aria-hidden="true">{}</span>').format(status, style, tail)


def _start(target: float, values: list[float | None], better: Better) -> float:
    farthest = max((abs(value - target) for value in values if value is not None), default=0.0)
    reach = farthest * 1.25 or abs(target) * 0.1 or 1.0
    return target - reach if better == "higher" else target + reach
