"""A made-up company of any size as CSV files: recombined sentences of the demo's stock, seeded.

The demo has 1,300 hand-written notes; a benchmark of speed needs a hundred times as many, of which only length, spread
over themes and accounts, and the number of different words matter.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from clew.cli.demo.stock import passages

CHANNELS = {"Support": "support", "Sales calls": "call", "App reviews": "review", "Survey": "survey"}
KEY_RESULTS_EACH = 4
DAYS = 540


@dataclass(frozen=True)
class Size:
    notes: int
    items: int
    """Objectives, key results, opportunities and features together."""

    @property
    def accounts(self) -> int:
        return max(50, self.notes // 10)

    @property
    def objectives(self) -> int:
        return max(3, min(12, self.items // 80))

    @property
    def opportunities(self) -> int:
        return (self.items - self.objectives * (1 + KEY_RESULTS_EACH)) * 2 // 5

    @property
    def features(self) -> int:
        return self.items - self.objectives * (1 + KEY_RESULTS_EACH) - self.opportunities


def write(folder: Path, size: Size, today: date) -> None:
    """accounts.csv, a file of notes per channel, objectives, key_results, readings, opportunities, features."""
    chance = Random(20260101)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "accounts.csv", _accounts(size, chance, today))
    notes = list(_notes(size, chance, today))
    for number, channel in enumerate(CHANNELS):
        _write(folder / f"{channel}.csv", notes[number :: len(CHANNELS)])
    for name, rows in _strategy(size, chance, today).items():
        _write(folder / f"{name}.csv", rows)


def _accounts(size: Size, chance: Random, today: date) -> Iterator[dict[str, object]]:
    for number in range(size.accounts):
        yield {
            "Name": f"Customer {number:05}",
            "Id": f"A{number:05}",
            "Domain": f"customer{number:05}.example",
            "Segment": chance.choice(["Small", "Growing", "Mid-size"]),
            "ARR": chance.randrange(1_200, 90_000, 100),
            "Renews on": today + timedelta(days=chance.randrange(365)),
        }


def _notes(size: Size, chance: Random, today: date) -> Iterator[dict[str, object]]:
    pools = _sentences()
    names, weights = list(pools), [1 / (1 + rank) ** 0.7 for rank in range(len(pools))]
    for number in range(size.notes):
        pool = pools[chance.choices(names, weights)[0]]
        account, person = chance.randrange(size.accounts), chance.randrange(4)
        yield {
            "Id": f"N{number:06}",
            "Text": " ".join(chance.sample(pool, k=min(len(pool), chance.choice([1, 2, 2, 3, 3, 4, 6])))),
            "Date": today - timedelta(days=int(DAYS * chance.random() ** 1.4)),
            "E-mail": f"person{person}@customer{account:05}.example",
            "Account": f"Customer {account:05}",
            "Rating": chance.choice(["", "", 1, 2, 3, 4, 5]),
        }


def _sentences() -> dict[str, list[str]]:
    """By theme, what its passages are made of."""
    pools: dict[str, list[str]] = {}
    for passage in passages():
        words = passage.text.replace("\n", " ")
        pools.setdefault(passage.about, []).extend(one for one in re.split(r"(?<=[.!?])\s+", words) if len(one) > 20)
    return pools


def _strategy(size: Size, chance: Random, today: date) -> Mapping[str, list[dict[str, object]]]:
    start, end = today - timedelta(days=60), today + timedelta(days=30)
    period = {"Period": "This quarter", "Starts on": start, "Ends on": end}
    objectives = [
        {"Ref": f"O{o}", "Objective": f"Objective number {o}", **period} for o in range(1, size.objectives + 1)
    ]
    pairs = [(o, k) for o in range(1, size.objectives + 1) for k in range(1, KEY_RESULTS_EACH + 1)]
    refs = [f"{o}.{k}" for o, k in pairs]
    readings = [
        {"Key result": ref, "Date": start + timedelta(days=7 * week), "Value": 20 + 4 * week + chance.random()}
        for ref in refs
        for week in range(8)
    ]
    wishes = [one for pool in _sentences().values() for one in pool if len(one) < 120]
    opportunities = [
        {
            "Ref": f"OP-{n}",
            "Title": f"{chance.choice(wishes)} ({n})",
            "Key result": chance.choice(refs) if n % 9 else "",
            "Need": chance.randint(1, 10),
            "Effort": chance.randint(1, 12),
        }
        for n in range(1, size.opportunities + 1)
    ]
    features = [
        {
            "Ref": f"F-{n}",
            "Feature": f"Feature number {n}",
            "Opportunity": f"OP-{chance.randint(1, size.opportunities)}" if n % 7 else "",
            "Effort": chance.randint(1, 8),
            "When": chance.choice(["now", "next", "later"]),
        }
        for n in range(1, size.features + 1)
    ]
    key_results = [
        {"Ref": f"{o}.{k}", "Key result": f"Key result {o}.{k}", "Objective": f"O{o}", "From": 20, "To": 60, "Due": end}
        for o, k in pairs
    ]
    return {
        "objectives": objectives,
        "key_results": key_results,
        "readings": readings,
        "opportunities": opportunities,
        "features": features,
    }


def _write(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)
