"""What Dispatchly wants and does, with dates put in: from statements and objectives to features and comments."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from clew.cli.demo.chance import stream
from clew.cli.demo.channels import Row
from clew.cli.demo.days import is_recent
from clew.cli.demo.notes import Note
from clew.cli.demo.stock import table
from clew.cli.demo.typical import most_typical

WEEKS = 46
"""Weekly readings of each key result."""
SHORTEST_RISE = 16
"""Weeks that a history takes from baseline to now, however young the half-year is."""
MONTHS = ("January", "July")


@dataclass(frozen=True)
class Half:
    """The half-year that contains a day."""

    starts_on: date
    ends_on: date

    @property
    def name(self) -> str:
        return f"{'First' if self.starts_on.month == 1 else 'Second'} half of {self.starts_on.year}"

    @property
    def month(self) -> str:
        return "January" if self.starts_on.month == 1 else "July"


def half_of(today: date) -> Half:
    if today.month <= 6:
        return Half(date(today.year, 1, 1), date(today.year, 6, 30))
    return Half(date(today.year, 7, 1), date(today.year, 12, 31))


def files(notes: Sequence[Note], today: date, seed: int) -> dict[str, list[Row]]:
    """The rows of each file by its name."""
    plan = table("strategy.toml")
    half = half_of(today)
    witnesses = Witnesses(notes, today)
    return {
        "statements.csv": [_statement(one, today) for one in plan["statements"]],
        "members.csv": [{**one, "hats": "; ".join(one["hats"])} for one in plan["members"]],
        "objectives.csv": [_objective(one, half) for one in plan["objectives"]],
        "key_results.csv": [_key_result(one, half) for one in plan["key_results"]],
        "readings.csv": [row for one in plan["key_results"] for row in readings(one, half, today, seed)],
        "opportunities.csv": [_opportunity(one, witnesses) for one in plan["opportunities"]],
        "features.csv": [_feature(one) for one in plan["features"]],
        "comments.csv": [_comment(one, today) for one in plan["comments"]],
    }


class Witnesses:
    """Finds the notes that an opportunity rests on: a named passage, or the next telling note of a theme."""

    def __init__(self, notes: Sequence[Note], today: date) -> None:
        originals = [one for one in notes if not one.repeats]
        self._by_key = {one.key: one for one in originals}
        self._telling = {theme: iter(some) for theme, some in _by_theme(originals, today).items()}

    def find_all(self, names: Sequence[str]) -> list[Note]:
        """One note for each name, all different: two passages may have been said in one interview."""
        named = {name: self._by_key[name] for name in names if not name.startswith("theme:")}
        taken = {note.ref for note in named.values()}
        found = []
        for name in names:
            note = named.get(name) or next(
                note for note in self._telling[name.removeprefix("theme:")] if note.ref not in taken
            )
            taken.add(note.ref)
            found.append(note)
        return found


def readings(key_result: dict[str, Any], half: Half, today: date, seed: int) -> Iterator[Row]:
    """One row a Sunday, the last of them exactly the design's current value."""
    rng = stream(seed, key_result["ref"])
    sundays = _sundays(today, half, is_cumulative=key_result.get("cumulative", False))
    rise = min(WEEKS, max(SHORTEST_RISE, (today - half.starts_on).days // 7))
    values = [_value(key_result, 1 - ago / rise, rng) for ago in range(len(sundays) - 1, -1, -1)]
    if key_result.get("cumulative"):
        values = [_value(key_result, (number + 1) / len(sundays), rng) for number in range(len(sundays))]
    events = {round((1 - place) * rise): text for place, text in key_result.get("events", [])}
    for number, (day, value) in enumerate(zip(sundays, values, strict=True)):
        is_last = number == len(sundays) - 1
        yield {
            "key_result": key_result["ref"],
            "taken_on": day.isoformat(),
            "value": f"{key_result['now'] if is_last else value:.{key_result['decimals']}f}",
            "comment": events.get(len(sundays) - 1 - number, ""),
        }


def _sundays(today: date, half: Half, *, is_cumulative: bool) -> list[date]:
    """The last WEEKS Sundays before today; of a sum since the period's start, those within it, or its first day."""
    last = today - timedelta(days=today.weekday() + 1)
    found = [last - timedelta(weeks=ago) for ago in range(WEEKS - 1, -1, -1)]
    return [day for day in found if day >= half.starts_on] or [half.starts_on] if is_cumulative else found


def _value(key_result: dict[str, Any], place: float, rng: random.Random) -> float:
    """The shape's progress at `place` (0 where the rise begins, 1 now), between baseline and now, and noise."""
    progress = _progress(key_result["shape"], place)
    value = float(key_result["baseline"] + (key_result["now"] - key_result["baseline"]) * progress)
    return max(0.0, value + rng.gauss(0, key_result["noise"]))


def _progress(shape: Sequence[Sequence[float]], place: float) -> float:
    for (x0, y0), (x1, y1) in pairwise(shape):
        if place <= x1:
            return y0 + (y1 - y0) * max(0.0, place - x0) / (x1 - x0)
    return 1.0


def _by_theme(notes: Sequence[Note], today: date) -> dict[str, list[Note]]:
    """Telling notes about one theme alone: of the more typical half, those of the largest accounts first."""
    groups: dict[str, list[Note]] = {}
    for one in notes:
        if len(one.passage.themes) == 1 and _is_telling(one, today):
            groups.setdefault(one.passage.themes[0], []).append(one)
    return {theme: _largest_first(most_typical(own, notes)[: (len(own) + 3) // 2]) for theme, own in groups.items()}


def _is_telling(note: Note, today: date) -> bool:
    return is_recent(note.said_at.date(), today) and not note.passage.is_against and len(note.text) > 60


def _largest_first(notes: Sequence[Note]) -> list[Note]:
    return sorted(notes, key=lambda note: (-(note.account.arr if note.account else 0), note.key))


def _statement(one: dict[str, Any], today: date) -> Row:
    months = today.year * 12 + today.month - 1 - one["months_ago"]
    return {
        "kind": one["kind"],
        "text": one["text"],
        "short": one["short"],
        "since": date(months // 12, months % 12 + 1, 2).isoformat(),
    }


def _objective(one: dict[str, Any], half: Half) -> Row:
    dates = {"period": half.name, "starts_on": half.starts_on.isoformat(), "ends_on": half.ends_on.isoformat()}
    return {
        "ref": one["ref"],
        "title": one["title"],
        "description": one["description"],
        "owner": one["owner"],
        **dates,
        "status": "open",
    }


def _key_result(one: dict[str, Any], half: Half) -> Row:
    return {
        "ref": one["ref"],
        "objective": f"O{one['ref'][0]}",
        "title": one["title"].format(month=half.month),
        "kind": one["kind"],
        "unit": one["unit"],
        "baseline": one["baseline"],
        "target": one["target"],
        "now": one["now"],
        "due": half.ends_on.isoformat(),
        "owner": one["owner"],
    }


def _opportunity(one: dict[str, Any], witnesses: Witnesses) -> Row:
    """`rests_on` reads "support:44421 for; survey:fd6q against": the notes by channel and id, and what they speak for."""
    speak_for, against = one["rests_on"], one.get("against", [])
    found = witnesses.find_all([*speak_for, *against])
    stances = ["for"] * len(speak_for) + ["against"] * len(against)
    plain = ("ref", "title", "description", "objective", "key_result", "need", "urgency", "risk", "effort", "status")
    return {
        **{name: one.get(name, "") for name in plain},
        "rests_on": "; ".join(f"{note.ref} {stance}" for note, stance in zip(found, stances, strict=True)),
    }


def _feature(one: dict[str, Any]) -> Row:
    plain = ("ref", "title", "description", "opportunity", "key_result", "horizon", "team", "effort", "status", "owner")
    return {**{name: one.get(name, "") for name in plain}, "requires": "; ".join(one.get("requires", []))}


def _comment(one: dict[str, Any], today: date) -> Row:
    written = today - timedelta(days=one["days_ago"])
    return {"item": one["item"], "author": one["author"], "written_on": written.isoformat(), "text": one["text"]}
