"""A line without axes, for table rows: its shape is the message."""

from collections.abc import Sequence

from markupsafe import Markup

from clew.ui.figures.geometry import Scale, can_be_drawn, path, short

WIDTH, HEIGHT = 88, 20


def spark(values: Sequence[float], label: str) -> Markup:
    """`values`, oldest first, from zero (or the lowest, when below it) up. `label` says what they are: “Notes per week”."""
    shown = [value for value in values if can_be_drawn(value)]
    svg = '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    return Markup(svg).format(WIDTH, HEIGHT, label, Markup(_lines(shown)))  # noqa: S704 - numbers of ours only


def _lines(values: list[float]) -> str:
    if not values:
        return f'<path class="ax" d="M0 {HEIGHT - 1}H{WIDTH}"/>'
    low, high = min(0.0, *values), max(0.0, *values)
    scale = Scale(low, high if high > low else 1.0)
    step = WIDTH / max(len(values) - 1, 1)
    points = [(index * step, HEIGHT - 1 - scale.share(value) * (HEIGHT - 4)) for index, value in enumerate(values)]
    if len(points) == 1:
        return _dot(WIDTH, points[0][1])
    line = path(points)
    return f'<path class="area" d="{line}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z"/><path d="{line}"/>{_dot(*points[-1])}'


def _dot(x: float, y: float) -> str:
    return f'<path class="last" d="M{short(x)} {short(y)}h.01"/>'
