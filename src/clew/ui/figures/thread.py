"""The thread's horizontal strip: the knots, and the line from each to the next."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

Side = Literal["why", "here", "voice"]

LEVEL = 8
"""Where the line starts and ends, in a drawing of 100 by 24 that is stretched to the knot's width."""
SAGS = {1: (7,), 2: (3, 9), 3: (1, 7, 13), 4: (-1, 4, 10, 15), 5: (-3, 2, 7, 12, 17)}
"""How far each strand hangs below (or above) the level, by the number of strands."""

Stroke = tuple[str, str]
"""Extra attributes, and the path."""

_STROKE = '<path vector-effect="non-scaling-stroke" {}d="{}"/>'
_CUT: tuple[Stroke, ...] = (
    ('stroke-dasharray="3 4" ', "M0 8C10 10 22 12 34 12"),
    ("", "M36 12C42 12 45 9 52 7"),
    ("", "M36 12C43 12.5 48 13 56 12.5"),
    ("", "M36 12C42 12.5 45 16 50 19"),
)
_FRAY: tuple[Stroke, ...] = (
    ('stroke-dasharray="3 3.5" ', "M0 8C14 15 24 20 40 20"),
    ("", "M40 20C44 20 46 18 50 17"),
    ("", "M40 20C45 20 48 21 52 21"),
    ("", "M40 20C43 20.5 45 23 48 25"),
)


@dataclass(frozen=True)
class Knot:
    """One stop of a thread: left of `here` is why, right of it is voice.

    kind    what it is, small: “Objective O1”; name: which one; note: a second small line
    strands into how many strands the line after it splits, 1 to 5: more as the evidence widens
    loose   this knot is missing: drawn dashed, in rust, with `name` saying what is missing
    cut     the line after it stops and frays;  fray: one strand came loose, the others go on
    todo    not yet there, and not a fault (a new workspace)
    """

    side: Side
    kind: str
    name: str
    note: str = ""
    href: str = ""
    strands: int = 1
    loose: bool = False
    cut: bool = False
    fray: bool = False
    todo: bool = False


def is_mended(knot: Knot, following: Knot | None) -> bool:
    """Whether a cut line is no fault: it leads from, or to, something that is simply not there yet."""
    return knot.todo or (following is not None and following.todo)


def thread_line(knot: Knot) -> Markup:
    """The line from `knot` to the next. Its colour comes from the knot's class."""
    if knot.cut:
        strokes = _CUT
    else:
        sags = SAGS[max(1, min(knot.strands, max(SAGS)))]
        strokes = tuple(("", f"M0 {LEVEL}C28 {LEVEL + sag} 72 {LEVEL + sag} 100 {LEVEL}") for sag in sags)
    body = _draw(strokes)
    if knot.fray and not knot.cut:
        body += f'<g class="fray">{_draw(_FRAY)}</g>'
    svg = f'<svg class="knot__line" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">{body}</svg>'
    return Markup(svg)  # noqa: S704 - numbers of ours only


def _draw(strokes: tuple[Stroke, ...]) -> str:
    return "".join(_STROKE.format(dashes, line) for dashes, line in strokes)
