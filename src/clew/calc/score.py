"""Scores whose arithmetic opens: RICE, WSJF, value over effort, and a weighted formula.

Scales are absolute: each has a fixed top that the workspace sets, so that adding an item to the pool never reorders
the others (rank reversal, the known defect of pool-rescaled scores). Counted inputs go through a logarithmic scale: the
step from 1 to 10 accounts matters as much as that from 10 to 100. Low confidence always lowers a score.

Sources: RICE as published by Intercom (reach x impact x confidence / effort in person-months, impact .25 to 3);
WSJF as in SAFe (value + urgency + risk reduction, over job size).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

__all__ = [
    "TOPS",
    "VERSION",
    "WEIGHTS",
    "Confidence",
    "Evidence",
    "Inputs",
    "Line",
    "Score",
    "Settings",
    "confidence_from",
    "score",
]

VERSION = "score-1"
WEEKS_PER_MONTH = 52 / 12
WEIGHTS = {"people": 2.0, "accounts": 2.0, "revenue": 3.0, "need": 2.0, "ease": 1.0}
TOPS = {"people": 200.0, "accounts": 100.0, "revenue": 2_000_000.0}
LARGEST_EFFORT = 64.0
"""Person-weeks at which ease is 0; at half a person-week it is 10."""
IMPACTS = ((9, 3.0), (7, 2.0), (5, 1.0), (3, 0.5), (0, 0.25))
"""RICE's impact by need: 9-10 massive 3, 7-8 high 2, 5-6 medium 1, 3-4 low .5, 1-2 minimal .25."""
HALF_SURE_AT = 4.0
"""Voices at which breadth is 50%: one voice gives 20%, twelve 75%, thirty-six 90%."""


@dataclass(frozen=True)
class Evidence:
    """What stands behind an item: notes for and against, distinct voices and channels."""

    notes: int = 0
    against: int = 0
    voices: int = 0
    channels: int = 0


@dataclass(frozen=True)
class Confidence:
    """0 to 1: what the evidence gives and, where somebody typed one, theirs. Theirs counts; both are shown."""

    counted: float
    typed: float | None = None
    lines: tuple["Line", ...] = ()

    @property
    def value(self) -> float:
        return self.counted if self.typed is None else self.typed


@dataclass(frozen=True)
class Inputs:
    """People, accounts and revenue per year are counted; need, urgency and risk are 1 to 10; effort in person-weeks."""

    people: int
    accounts: int
    revenue: float
    confidence: Confidence
    need: float | None = None
    urgency: float | None = None
    risk: float | None = None
    effort: float | None = None


@dataclass(frozen=True)
class Settings:
    """The formula's name, the weights and the tops of the counted scales; what is left out has its default."""

    formula: str = "weighted"
    weights: Mapping[str, float] = field(default_factory=dict)
    tops: Mapping[str, float] = field(default_factory=dict)

    def weight(self, name: str) -> float:
        return max(0.0, float(self.weights.get(name, WEIGHTS[name])))

    def top(self, name: str) -> float:
        return max(1.0, float(self.tops.get(name, TOPS[name])))


@dataclass(frozen=True)
class Line:
    """One step of the arithmetic: what it is, how it was reached, what it gives."""

    name: str
    how: str
    value: float


@dataclass(frozen=True)
class Score:
    """`value` is None when an input is `missing`; the lines show how far the arithmetic came."""

    formula: str
    value: float | None
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()
    version: str = VERSION


def score(inputs: Inputs, settings: Settings) -> Score:
    """Score one item. Raises ValueError for a formula that does not exist."""
    if settings.formula not in FORMULAS:
        raise ValueError(f"no formula {settings.formula}")
    needed, compute = FORMULAS[settings.formula]
    missing = tuple(name for name in needed if getattr(inputs, name) is None)
    if missing:
        return Score(settings.formula, None, (), missing)
    lines = compute(inputs, settings)
    return Score(settings.formula, lines[-1].value, tuple(lines))


def confidence_from(evidence: Evidence, typed: float | None = None) -> Confidence:
    """Breadth (how many voices) x agreement (share of notes that do not speak against) x sources (one channel, or more)."""
    breadth = evidence.voices / (evidence.voices + HALF_SURE_AT)
    notes = evidence.notes + evidence.against
    agreement = evidence.notes / notes if notes else 0.0
    sources = 1.0 if evidence.channels > 1 else 0.9
    counted = breadth * agreement * sources
    lines = (
        Line("Breadth", f"{evidence.voices} voices of {evidence.voices} + {HALF_SURE_AT:g}", breadth),
        Line("Agreement", f"{evidence.notes} of {notes} notes speak for it", agreement),
        Line("Sources", f"{evidence.channels} channel{'' if evidence.channels == 1 else 's'}", sources),
    )
    return Confidence(counted, typed, lines)


def scaled(value: float, top: float) -> float:
    """0 to 10 on a logarithmic scale that reaches 10 at `top` and stays there."""
    return min(10.0, 10 * math.log1p(max(0.0, value)) / math.log1p(top))


def ease(effort: float) -> float:
    """10 at half a person-week, 0 at `LARGEST_EFFORT`, falling by the same step for each doubling."""
    share = math.log(max(effort, 0.5) / 0.5) / math.log(LARGEST_EFFORT / 0.5)
    return 10 * (1 - min(1.0, share))


def _counted(inputs: Inputs, settings: Settings) -> list[tuple[str, str, float]]:
    """The counted scales and need: key, how, value out of 10."""
    pairs = (("people", inputs.people), ("accounts", inputs.accounts), ("revenue", inputs.revenue))
    found = [
        (name, f"{value:,.0f}, where {settings.top(name):,.0f} gives 10", scaled(value, settings.top(name)))
        for name, value in pairs
    ]
    return [*found, ("need", "typed, 1 to 10", float(inputs.need or 0))]


def _mean(parts: list[tuple[str, str, float]], settings: Settings) -> tuple[list[Line], float]:
    """The weighted mean of 0–10 parts, with its lines."""
    lines = [Line(name, f"{how}; weight {settings.weight(name):g}", value) for name, how, value in parts]
    total = sum(settings.weight(name) for name, _, _ in parts)
    mean = sum(settings.weight(name) * value for name, _, value in parts) / total if total else 0.0
    return lines, mean


def _weighted(inputs: Inputs, settings: Settings) -> list[Line]:
    effort = float(inputs.effort or 0)
    parts = [
        *_counted(inputs, settings),
        ("ease", f"{effort:g} person-weeks, where {LARGEST_EFFORT:g} give 0", ease(effort)),
    ]
    lines, mean = _mean(parts, settings)
    sure = inputs.confidence.value
    return [
        *lines,
        Line("weighted mean", "of the lines above, 0 to 10", mean),
        Line("confidence", _sure(inputs.confidence), sure),
        Line("score", f"{mean:.2f} × 10 × {sure:.0%}", mean * 10 * sure),
    ]


def _value_effort(inputs: Inputs, settings: Settings) -> list[Line]:
    lines, mean = _mean(_counted(inputs, settings), settings)
    sure, effort = inputs.confidence.value, float(inputs.effort or 0)
    value = mean * 10 * sure
    return [
        *lines,
        Line("confidence", _sure(inputs.confidence), sure),
        Line("value", f"{mean:.2f} × 10 × {sure:.0%}", value),
        Line("effort", "person-weeks", effort),
        Line("score", f"{value:.1f} ÷ {effort:g}", value / effort),
    ]


def _rice(inputs: Inputs, settings: Settings) -> list[Line]:
    need, effort, sure = float(inputs.need or 0), float(inputs.effort or 0), inputs.confidence.value
    impact = next(value for least, value in IMPACTS if need >= least)
    months = effort / WEEKS_PER_MONTH
    return [
        Line("reach", "people counted in the evidence", float(inputs.people)),
        Line("impact", f"need {need:g} of 10", impact),
        Line("confidence", _sure(inputs.confidence), sure),
        Line("effort", f"{effort:g} person-weeks in person-months", months),
        Line(
            "score", f"{inputs.people} × {impact:g} × {sure:.0%} ÷ {months:.2f}", inputs.people * impact * sure / months
        ),
    ]


def _wsjf(inputs: Inputs, settings: Settings) -> list[Line]:
    need, urgency, risk = float(inputs.need or 0), float(inputs.urgency or 0), float(inputs.risk or 0)
    effort, delay = float(inputs.effort or 0), need + urgency + risk
    return [
        Line("value", "need, 1 to 10", need),
        Line("urgency", "typed, 1 to 10", urgency),
        Line("risk", "what it lowers or opens, 1 to 10", risk),
        Line("cost of delay", f"{need:g} + {urgency:g} + {risk:g}", delay),
        Line("job size", "person-weeks", effort),
        Line("score", f"{delay:g} ÷ {effort:g}", delay / effort),
    ]


def _sure(confidence: Confidence) -> str:
    if confidence.typed is None:
        return "from the evidence"
    return f"typed; the evidence gives {confidence.counted:.0%}"


FORMULAS: dict[str, tuple[tuple[str, ...], Callable[[Inputs, Settings], list[Line]]]] = {
    "weighted": (("need", "effort"), _weighted),
    "value_effort": (("need", "effort"), _value_effort),
    "rice": (("need", "effort"), _rice),
    "wsjf": (("need", "urgency", "risk", "effort"), _wsjf),
}
