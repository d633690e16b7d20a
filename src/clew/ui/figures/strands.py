"""The end of the thread: one strand per account, and a dot at its end with an area in proportion to its revenue."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from clew.ui.figures.geometry import clamp, short

MOST = 12
"""Strands that stay apart in 24 px. Of more accounts the largest are drawn; the words beside say how many there are."""
TOP, BOTTOM = 0.5, 23.0
ENDS = (62, 84, 70, 92, 66, 88, 74, 95, 60, 80, 68, 90)
"""How far each strand reaches, in hundredths of the width: scattered, and the same every time."""
SMALLEST, ROOM = 3.0, 6.0


def strands(weights: Sequence[float]) -> Markup:
    """`weights`: the accounts' yearly revenue, in a stable order. Zero or unknown revenue is the smallest dot."""
    sizes = [weight if math.isfinite(weight) and weight > 0 else 0.0 for weight in weights]
    kept = sorted(sorted(range(len(sizes)), key=lambda index: -sizes[index])[:MOST])
    largest = max(sizes, default=0.0) or 1.0
    drawn = [_strand(place, len(kept), sizes[index] / largest) for place, index in enumerate(kept)]
    head = '<svg class="strands" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">'
    return Markup(f"{head}{''.join(drawn)}</svg>")  # noqa: S704 - numbers of ours only


def _strand(place: int, count: int, share: float) -> str:
    y = TOP + (BOTTOM - TOP) * place / (count - 1) if count > 1 else 8.0
    x = ENDS[place % len(ENDS)]
    bend = 0 if count == 1 else 4 if y > 8 else -4
    line = f"M0 8C24 {8 + bend} {x - 34} {short(y)} {x} {short(y)}"
    dot = SMALLEST + ROOM * math.sqrt(clamp(share, 0, 1))
    return (
        f'<path vector-effect="non-scaling-stroke" d="{line}"/>'
        f'<path vector-effect="non-scaling-stroke" stroke-width="{short(dot)}" d="M{x} {short(y)}h.01"/>'
    )
