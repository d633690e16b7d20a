"""The thread as a small glyph, for table rows."""

from markupsafe import Markup

PLACES = ("mission", "objective", "key result", "opportunity", "item", "evidence")
XS = (3, 15, 27, 39, 51, 66)
MARKS = "o@vx."
_KNOTS = {
    "o": '<circle cx="{}" cy="7" r="2.5" class="mini__knot"/>',
    "@": '<circle cx="{}" cy="7" r="3.5" class="mini__here"/>',
    "v": '<circle cx="{}" cy="7" r="3" class="mini__voice"/>',
    "x": '<circle cx="{}" cy="7" r="2.5" class="mini__loose"/>',
    ".": "",
}


def mini(spec: str, label: str) -> Markup:
    """`spec`: one mark per place of `PLACES`: o linked, @ this one, v evidence, x loose, . nothing. `label` says it in words.

    Raises ValueError for any other spec.
    """
    if len(spec) != len(PLACES) or any(mark not in MARKS for mark in spec):
        raise ValueError(f"“{spec}” is no thread: six marks of {MARKS} are needed.")
    lines = [_line(index, spec[index], spec[index + 1]) for index in range(len(spec) - 1)]
    knots = [_KNOTS[mark].format(x) for x, mark in zip(XS, spec, strict=True)]
    svg = '<svg class="mini" viewBox="0 0 72 14" role="img" aria-label="{}"><title>{}</title>{}</svg>'
    return Markup(svg).format(label, label, Markup("".join(lines + knots)))  # noqa: S704 - shapes of ours only


def _line(index: int, here: str, following: str) -> str:
    left, right = XS[index], XS[index + 1]
    if "." in (here, following) or here == following == "x":
        return ""
    if following == "x":
        return f'<path class="mini__fray" d="M{left + 3} 7h4m0 0l3-2.5m-3 2.5h3.5m-3.5 0l3 2.5"/>'
    if here == "x":
        return f'<path class="mini__fray" d="M{right - 3} 7h-4m0 0l-3-2.5m3 2.5h-3.5m3.5 0l-3 2.5"/>'
    side = "voice" if following == "v" else "why"
    return f'<path class="mini__{side}" d="M{left} 7H{right}"/>'
