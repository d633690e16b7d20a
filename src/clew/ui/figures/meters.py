"""Shares of a whole: one bar, three feelings, or a few named parts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from clew.ui.figures.geometry import can_be_drawn, clamp, short

Tone = Literal["why", "why-line", "why-mid", "quiet", "loose"]
TINTS: tuple[Tone, ...] = ("why", "why-line", "why-mid")
"""Objectives are told apart by their number and by tint of one blue; a fourth begins again."""
NARROW = 6.0
"""Below this share, in percent, a part has no room for its words; they are in the label."""


@dataclass(frozen=True)
class Part:
    """One part of a share bar. `value` in any unit; a part that is `loose` (unaligned) is hatched."""

    name: str
    value: float
    tone: Tone


def meter(share: float, label: str = "", *, voice: bool = False) -> Markup:
    """A bar filled to `share` of 0 to 1; blue, or saffron for evidence. Decoration, unless `label` names it."""
    percent = short(clamp(share, 0, 1) * 100) if math.isfinite(share) else "0"
    role = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    kind = " meter--voice" if voice else ""
    return Markup('<span class="meter{}" {}><i style="--v:{}%"></i></span>').format(kind, role, percent)


def sentiment(negative: float, neutral: float, positive: float) -> Markup:
    """The feelings of some notes, as counts or shares. Without any, a dash that says so."""
    counts = [max(0.0, count) if can_be_drawn(count) else 0.0 for count in (negative, neutral, positive)]
    total = sum(counts)
    if not total:
        return Markup('<span class="muted">no feeling</span>')
    percents = [round(count / total * 100) for count in counts]
    label = "{}% negative, {}% neutral, {}% positive".format(*percents)
    bars = Markup("").join(Markup('<i style="--v:{}"></i>').format(percent) for percent in percents)
    return Markup('<span class="senti" role="img" aria-label="{}">{}</span>').format(label, bars)


def share(parts: Sequence[Part], label: str) -> Markup:
    """A bar of named parts that make a whole; `label` says what is shared, its parts follow in words."""
    drawn = [part for part in parts if can_be_drawn(part.value) and part.value > 0]
    total = sum(part.value for part in drawn)
    shown = [(part, part.value / total * 100) for part in drawn]
    words = ", ".join(f"{part.name} {percent:.0f}%" for part, percent in shown) or "nothing yet"
    bars = Markup("").join(_part(part, percent) for part, percent in shown)
    return Markup('<div class="share share--lbl" role="img" aria-label="{}: {}">{}</div>').format(label, words, bars)


def _part(part: Part, percent: float) -> Markup:
    words = f"{part.name} {percent:.0f}%" if percent >= NARROW else ""
    inner = Markup("<span>{}</span>").format(words) if words else ""
    return Markup('<i class="share__part share__part--{}" style="--v:{}">{}</i>').format(
        part.tone, short(percent), inner
    )
