"""How the facts about an account read: a plain sum of points against it, each from a number that opens.

| fact | points |
|---|---|
| mood: of three notes or more in the last 90 days whose mood is known, at least half are bad | 2 |
| mood: more are bad than good | 1 |
| five open requests or more | 1 |
| the renewal is overdue, or within 60 days | 1 |

0 or 1 point reads good, 2 at risk, 3 and more bad. With fewer than three such notes and fewer than 2 points: too little known.
The same in SQL for lists (`POINTS`, `READING`) and in words for one account (`read`); a test compares them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from clew.insights.models import Health
from clew.kit.text import day, plural

MOOD_DAYS = 90
FEWEST = 3
MANY_ASKED = 5
RENEWAL_DAYS = 60

POINTS = f"""(
  case when negative + neutral + positive < {FEWEST} then 0
    when 2 * negative >= negative + neutral + positive then 2
    when negative > positive then 1 else 0 end
  + case when asked >= {MANY_ASKED} then 1 else 0 end
  + case when renews_on <= %(today)s::date + {RENEWAL_DAYS} then 1 else 0 end)"""
READING = f"""case when points >= 3 then 'bad' when points = 2 then 'risk'
  when negative + neutral + positive >= {FEWEST} then 'good' else '' end"""


class Facts(Protocol):
    """What the reading rests on; of the last 90 days, without repeats."""

    @property
    def negative(self) -> int: ...

    @property
    def neutral(self) -> int: ...

    @property
    def positive(self) -> int: ...

    @property
    def asked(self) -> int: ...


@dataclass(frozen=True)
class Line:
    """One fact: its points, and what opens it (mood, asked or renewal)."""

    fact: str
    points: int
    opens: str


@dataclass(frozen=True)
class Reading:
    """`health` is empty where too little is known."""

    health: str
    points: int
    lines: list[Line]

    @property
    def label(self) -> str:
        return str(Health(self.health).label) if self.health else "Too little known"


def read(facts: Facts, *, renews_on: date | None, today: date) -> Reading:
    lines = [_mood(facts), _asked(facts), _renewal(renews_on, today)]
    points = sum(line.points for line in lines)
    known = facts.negative + facts.neutral + facts.positive >= FEWEST
    health = Health.BAD if points >= 3 else Health.RISK if points == 2 else Health.GOOD if known else ""
    return Reading(str(health), points, lines)


def _mood(facts: Facts) -> Line:
    known = facts.negative + facts.neutral + facts.positive
    if known < FEWEST:
        return Line(f"{plural(known, 'note')} with a known mood in {MOOD_DAYS} days: too few to count", 0, "mood")
    points = 2 if 2 * facts.negative >= known else 1 if facts.negative > facts.positive else 0
    return Line(f"{facts.negative} bad and {facts.positive} good of {plural(known, 'note')} in {MOOD_DAYS} days", points, "mood")  # fmt: skip


def _asked(facts: Facts) -> Line:
    return Line(plural(facts.asked, "open request"), int(facts.asked >= MANY_ASKED), "asked")


def _renewal(renews_on: date | None, today: date) -> Line:
    if renews_on is None:
        return Line("No renewal date", 0, "renewal")
    days = (renews_on - today).days
    if days < 0:
        return Line(f"Renewal overdue since {day(renews_on, today)}", 1, "renewal")
    return Line(f"Renewal in {plural(days, 'day')}", int(days <= RENEWAL_DAYS), "renewal")
