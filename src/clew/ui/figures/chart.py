"""A line of dated readings with its axes, the target, and the same numbers as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from clew.kit import text
from clew.ui.figures.axis import nice_marks, time_marks
from clew.ui.figures.geometry import Scale, can_be_drawn, path, short

LONGEST_TABLE = 400


@dataclass(frozen=True)
class Reading:
    when: date
    value: float


@dataclass(frozen=True)
class Target:
    """What the readings should come to, and by when; `since` is where the path to it starts, when that is known."""

    value: float
    due: date | None = None
    since: Reading | None = None


@dataclass(frozen=True)
class _Frame:
    """From days and values to hundredths of the drawing."""

    days: Scale
    values: Scale

    def point(self, reading: Reading) -> tuple[float, float]:
        return self.days.share(reading.when.toordinal()) * 100, (1 - self.values.share(reading.value)) * 100


def line_chart(
    readings: Sequence[Reading],
    name: str,
    *,
    target: Target | None = None,
    form: Callable[[float], str] = text.number,
    height: int = 200,
) -> Markup:
    """`readings`, in any order, as one line; `form` writes a value with its unit; `height` in pixels.

    Lines need not start at zero: the axis says where they do. Without readings, a sentence that says so.
    """
    shown = sorted((reading for reading in readings if can_be_drawn(reading.value)), key=lambda reading: reading.when)
    if not shown:
        return Markup('<p class="muted">No readings of {} yet.</p>').format(name)
    marks = nice_marks(*_range(shown, target))
    frame = _Frame(_days(shown, target), Scale(marks[0], marks[-1]))
    drawing = Markup(_lines(shown, target, frame, marks))  # noqa: S704 - numbers of ours only
    labels = Markup("").join(
        [*_axis_labels(shown, target, frame, marks, form), *_end_labels(shown, target, frame, form)]
    )
    return Markup(
        '<figure class="figure"><div class="chart chart--line" style="height:{}px"><svg viewBox="0 0 100 100"'
        ' preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>{}</div>{}</figure>'
    ).format(height, _sentence(shown, name, target, form), drawing, labels, _table(shown, name, form))


def _range(shown: list[Reading], target: Target | None) -> tuple[float, float]:
    values = [reading.value for reading in shown] + ([target.value] if target else [])
    values += [target.since.value] if target and target.since else []
    return min(values), max(values)


def _days(shown: list[Reading], target: Target | None) -> Scale:
    days = [shown[0].when, shown[-1].when]
    days += [day for day in (target.due, target.since and target.since.when) if day] if target else []
    return Scale(min(days).toordinal(), max(days).toordinal())


def _lines(shown: list[Reading], target: Target | None, frame: _Frame, marks: list[float]) -> str:
    grid = "".join(_stroke("ax", f"M0 {short((1 - frame.values.share(mark)) * 100)}H100") for mark in marks)
    x, y = frame.point(shown[-1])
    line = _stroke("ser", path(map(frame.point, shown))) if len(shown) > 1 else ""
    return grid + _target_line(target, frame) + line + _stroke("dot", f"M{short(x)} {short(y)}h.001")


def _target_line(target: Target | None, frame: _Frame) -> str:
    if target is None:
        return ""
    if target.since and target.due:
        return _stroke("tgt", path([frame.point(target.since), frame.point(Reading(target.due, target.value))]))
    return _stroke("tgt", f"M0 {short((1 - frame.values.share(target.value)) * 100)}H100")


def _stroke(name: str, line: str) -> str:
    return f'<path class="{name}" vector-effect="non-scaling-stroke" d="{line}"/>'


def _axis_labels(
    shown: list[Reading], target: Target | None, frame: _Frame, marks: list[float], form: Callable[[float], str]
) -> list[Markup]:
    ys = [_label("lbl--yo num", f"top:{short((1 - frame.values.share(mark)) * 100)}%", form(mark)) for mark in marks]
    days = frame.days
    times = time_marks(date.fromordinal(int(days.low)), date.fromordinal(int(days.high)))
    xs = [(days.share(mark.when.toordinal()) * 100, mark.words) for mark in times]
    return ys + [_label("lbl--x", f"left:{short(x)}%", words) for x, words in xs]


def _end_labels(
    shown: list[Reading], target: Target | None, frame: _Frame, form: Callable[[float], str]
) -> list[Markup]:
    x, y = frame.point(shown[-1])
    labels = [_label("nowl", f"left:{short(x)}%;top:{short(y)}%", Markup("<b>{}</b>").format(form(shown[-1].value)))]
    if target is not None:
        top = (1 - frame.values.share(target.value)) * 100
        words = Markup("<b>{}</b> target").format(form(target.value))
        labels.append(_label("endl", f"left:calc(100% + 8px);top:{short(top)}%", words))
    return labels


def _label(classes: str, style: str, words: str) -> Markup:
    return Markup('<span class="lbl {}" style="{}" aria-hidden="true">{}</span>').format(classes, style, words)


def _sentence(shown: list[Reading], name: str, target: Target | None, form: Callable[[float], str]) -> str:
    first, last = shown[0], shown[-1]
    words = f"{name}: {form(last.value)} on {text.day(last.when)}"
    if len(shown) > 1:
        words += f", from {form(first.value)} on {text.day(first.when)}, {text.plural(len(shown), 'reading')}"
    if target is not None:
        words += f"; target {form(target.value)}" + (f" by {text.day(target.due)}" if target.due else "")
    return f"{words}."


def _table(shown: list[Reading], name: str, form: Callable[[float], str]) -> Markup:
    """The newest readings first; the chart holds what a very long table would not show."""
    newest = shown[: -LONGEST_TABLE - 1 : -1]
    row = Markup('<tr><td>{}</td><td class="r">{}</td></tr>')
    rows = Markup("").join(row.format(text.day(reading.when), form(reading.value)) for reading in newest)
    return Markup(
        '<details class="figure__table"><summary class="linkbtn">Show as table</summary>'
        '<div class="figure__rows" role="group" aria-label="{}" tabindex="0">'
        '<table class="tbl tbl--mini"><caption class="vh">{}</caption><thead><tr><th scope="col">Day</th>'
        '<th scope="col" class="r">Value</th></tr></thead><tbody>{}</tbody></table></div></details>'
    ).format(name, name, rows)
