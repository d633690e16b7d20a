"""The thread across the pages that stand alone: signing in, invitations, errors."""

from markupsafe import Markup

STRANDS = ((8, 930), (27, 880), (44, 965), (61, 905), (78, 950), (96, 870), (113, 925))
"""Where each strand ends, in a drawing of 1000 by 120: height, and reach."""
_STROKE = '<path class="{}" vector-effect="non-scaling-stroke" d="{}"/>'
_CUT = (
    ("banner__loose banner__loose--gone", "M500 60C560 62 600 74 664 74"),
    ("banner__loose", "M664 74C690 74 702 66 728 60"),
    ("banner__loose", "M664 74C694 75 712 76 742 75"),
    ("banner__loose", "M664 74C690 74 704 84 724 92"),
)


def banner(*, is_whole: bool = True) -> Markup:
    """From the left, why; at the knot, this page; to the right, voices. Cut where there is nothing to lead to. Decoration."""
    right = _CUT if not is_whole else tuple(stroke for y, x in STRANDS for stroke in _strand(y, x))
    strokes = (("banner__why", "M0 46C160 84 330 84 500 60"), *right)
    body = "".join(_STROKE.format(*stroke) for stroke in strokes)
    svg = f'<svg viewBox="0 0 1000 120" preserveAspectRatio="none">{body}</svg>'
    return Markup(f'<div class="banner" aria-hidden="true">{svg}<i class="banner__here"></i></div>')  # noqa: S704 - shapes of ours only


def _strand(y: int, x: int) -> tuple[tuple[str, str], ...]:
    return (
        ("banner__voice", f"M500 60C620 {60 + (y - 60) // 4} 700 {y} {x} {y}"),
        ("banner__dot", f"M{x} {y}h.01"),
    )
