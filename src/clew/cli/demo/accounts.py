"""The 412 customer companies: the eight that the design names, exactly, and the rest of a plausible book of business."""

import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from clew.cli.demo.stock import sections, table

TOTAL_ARR = 8_000_000
SEGMENTS = {"small": "Small", "growing": "Growing", "mid": "Mid-market"}
PLANS = {"Small": "Crew", "Growing": "Branch", "Mid-market": "Fleet"}
OWNERS = ("Sofia Kim", "Marcus Bell", "Jessie Lindholm", "Owen Pratt")


@dataclass(frozen=True)
class Account:
    """A customer. `arr` in US dollars a year; `region` by ISO 3166-2; `key` is its name in cast.toml, where it has one."""

    id: str
    name: str
    domain: str
    trade: str
    segment: str
    vans: int
    arr: int
    plan: str
    region: str
    since: date
    renews_on: date
    owner: str
    key: str = ""

    @property
    def country(self) -> str:
        return self.region[:2]

    @property
    def language(self) -> str:
        return "fr" if self.country == "FR" or self.region == "CA-QC" else "en"


def build(today: date, rng: random.Random) -> list[Account]:
    """All accounts, in the order of their ids. Their ARR adds up to TOTAL_ARR, give or take the rounding."""
    named = [_named(key, values, today) for key, values in table("cast.toml").items()]
    others = _scaled(
        [_other(*line, today=today, rng=rng) for line in _lines()], TOTAL_ARR - sum(one.arr for one in named)
    )
    both = named + others
    rng.shuffle(both)
    return [replace(one, id=f"ACC-{1000 + number * 7}") for number, one in enumerate(both)]


def slug(text: str) -> str:
    """Lower-case ASCII letters and digits only: for domains and addresses."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def segment_of(vans: int) -> str:
    return SEGMENTS["small" if vans < 10 else "growing" if vans < 50 else "mid"]


def month_end_after(day: date, days: int) -> date:
    """The first end of a month at least `days` after `day`."""
    later = day + timedelta(days=days)
    return (later.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _lines() -> Iterator[tuple[str, str, str, str]]:
    for heading, lines in sections("accounts.txt").items():
        trade, size = heading.split()
        for line in lines:
            name, _, region = line.rpartition(", ")
            yield trade, size, name, region


def _named(key: str, values: dict[str, Any], today: date) -> Account:
    segment = segment_of(values["vans"])
    return Account(
        id="",
        key=key,
        name=values["name"],
        domain=values["domain"],
        trade=values["trade"],
        segment=segment,
        vans=values["vans"],
        arr=values["arr"],
        plan=PLANS[segment],
        region=values["region"],
        since=today - timedelta(days=round(values["years"] * 365.25)),
        renews_on=month_end_after(today, 60) + timedelta(days=values["renews"]),
        owner=OWNERS[0],
    )


def _other(trade: str, size: str, name: str, region: str, *, today: date, rng: random.Random) -> Account:
    vans = _vans(size, rng)
    segment = segment_of(vans)
    since = today - timedelta(days=rng.randint(40, 540) if rng.random() < 0.33 else rng.randint(541, 2300))
    return Account(
        id="",
        name=name,
        domain=f"{slug(name)}.example",
        trade=trade,
        segment=segment,
        vans=vans,
        arr=round(vans * rng.uniform(520, 720)),
        plan=PLANS[segment],
        region=region,
        since=since,
        renews_on=_anniversary(since, today + timedelta(days=3)),
        owner=rng.choice(OWNERS),
    )


def _vans(size: str, rng: random.Random) -> int:
    if size == "small":
        return rng.randint(2, 9)
    if size == "growing":
        return min(49, 10 + int(rng.expovariate(1 / 15)))
    return min(195, 50 + int(rng.expovariate(1 / 40)))


def _anniversary(since: date, after: date) -> date:
    """The next anniversary of `since` on or after `after`; 29 February becomes the 28th."""
    day = min(since.day, 28) if since.month == 2 else since.day
    this_year = date(after.year, since.month, day)
    return this_year if this_year >= after else date(after.year + 1, since.month, day)


def _scaled(accounts: list[Account], total: int) -> list[Account]:
    factor = total / sum(one.arr for one in accounts)
    return [replace(one, arr=round(one.arr * factor / 100) * 100) for one in accounts]
