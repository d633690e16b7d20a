"""Who says what: accounts that fit the words, and together give each theme its planted accounts and revenue."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from clew.cli.demo.accounts import SEGMENTS, Account
from clew.cli.demo.days import is_recent
from clew.cli.demo.notes import Casting
from clew.cli.demo.people import People, Person
from clew.cli.demo.stock import PLACES, Passage, Theme, names

SPEAKING = {"Small": 0.3, "Growing": 0.5, "Mid-market": 0.9}
"""How many accounts of a segment ever say something."""
ANONYMOUS = {"review": 0.55, "survey": 0.25}
USUAL_ROLE = {"support": "office", "call": "boss", "review": "tech", "survey": "disp", "interview": "ops"}
STEPS = 700
"""Exchanges tried for each theme on the way to its accounts and revenue."""
SAME_INTERVIEW = 40
"""Days within which fitting passages are taken to be of one interview."""


class Caster:
    """Holds who has been cast so far. Every choice depends on `rng` and the order of calls alone."""

    def __init__(self, accounts: Sequence[Account], people: People, today: date, rng: random.Random) -> None:
        self.people = people
        self.today = today
        self.rng = rng
        pool = _speakers(accounts, rng)
        self.pools = {place: [account for account in pool if _in_place(place, account)] for place in ("", *PLACES)}
        self.chosen: dict[str, Account | None] = {}
        self.heard: Counter[str] = Counter()

    def cast(self, stock: Sequence[Passage], placed: Mapping[str, date], themes: Iterable[Theme]) -> list[Casting]:
        sessions = _sessions(stock, placed, self.today)
        days = {one.key: placed[sessions[one.key]] for one in stock}
        leaders = [one for one in stock if sessions[one.key] == one.key]
        for one in leaders:
            if one.by:
                self._choose(one, self.people.named(one.by).account)
            elif self.rng.random() < ANONYMOUS.get(one.channel, 0):
                self.chosen[one.key] = None
        about: dict[str, set[str]] = {}  # one account says all of an interview, so its opener stands for all its themes
        for one in stock:
            about.setdefault(sessions[one.key], set()).update(one.themes)
        for theme in themes:
            self._cast_theme(theme, [one for one in leaders if theme.key in about[one.key]], days)
        for one in leaders:
            if one.key not in self.chosen:
                self._choose(one, self._unheard_first(one, days[one.key]))
        return self._with_people(stock, sessions, days)

    def _choose(self, passage: Passage, account: Account) -> None:
        self.chosen[passage.key] = account
        self.heard[account.id] += 1

    def _unheard_first(self, passage: Passage, day: date) -> Account:
        """A fitting account that has said least, the larger ones more often."""
        fitting = self._fitting(passage, day)
        weights = [(1 + account.vans / 60) / (1 + 4 * self.heard[account.id]) ** 2 for account in fitting]
        return self.rng.choices(fitting, weights)[0]

    def _fitting(self, passage: Passage, day: date) -> list[Account]:
        """Accounts that could have said it: place always, trade if any has it, then size and having been a customer."""
        found = self.pools[passage.place]
        wishes: tuple[Callable[[Account], bool], ...] = (
            lambda account: passage.trade in ("", account.trade),
            lambda account: account.since <= day - timedelta(days=14),
            lambda account: SEGMENTS.get(passage.size, account.segment) == account.segment,
        )
        for wish in wishes:
            found = [account for account in found if wish(account)] or found
        return found

    def _cast_theme(self, theme: Theme, passages: Sequence[Passage], days: Mapping[str, date]) -> None:
        """The recent notes of a theme: start anywhere, then keep each exchange that brings accounts and revenue closer."""
        recent = [one for one in passages if is_recent(days[one.key], self.today)]
        open_ones = [one for one in recent if one.key not in self.chosen]
        if not open_ones:
            return
        options = [self._fitting(one, days[one.key]) for one in open_ones]
        fixed = [account for one in recent if (account := self.chosen.get(one.key))]
        cast = [self._unheard_first(one, days[one.key]) for one in open_ones]
        best = _distance(theme, [*fixed, *cast])
        for _ in range(STEPS):
            place = self.rng.randrange(len(cast))
            tried = [*cast[:place], self.rng.choice(options[place]), *cast[place + 1 :]]
            distance = _distance(theme, [*fixed, *tried])
            if distance <= best:
                cast, best = tried, distance
        for one, account in zip(open_ones, cast, strict=True):
            self._choose(one, account)

    def _with_people(
        self, stock: Sequence[Passage], sessions: Mapping[str, str], days: Mapping[str, date]
    ) -> list[Casting]:
        nicknames = {language: list(names()[f"nicknames{mark}"]) for language, mark in (("en", ""), ("fr", " fr"))}
        for some in nicknames.values():
            self.rng.shuffle(some)
        speakers: dict[str, Casting] = {}
        found = []
        for one in sorted(stock, key=lambda passage: sessions[passage.key] != passage.key):
            leader = speakers.get(sessions[one.key])
            person = leader.person if leader else self._person(one)
            nickname = "" if person or one.channel != "review" else _turn(nicknames[one.language])
            casting = Casting(one, days[one.key], sessions[one.key], person, nickname)
            speakers.setdefault(sessions[one.key], casting)
            found.append(casting)
        return found

    def _person(self, passage: Passage) -> Person | None:
        if passage.by:
            return self.people.named(passage.by)
        account = self.chosen[passage.key]
        return self.people.cast(account, passage.role or USUAL_ROLE[passage.channel]) if account else None


def _speakers(accounts: Sequence[Account], rng: random.Random) -> list[Account]:
    """Those who ever speak: the named ones, a share of each trade, size and place, and one of each trade and place at least."""
    groups: dict[tuple[str, str, str], list[Account]] = {}
    for account in accounts:
        groups.setdefault((account.trade, _place(account), account.segment), []).append(account)
    found = [account for account in accounts if account.key]
    for (trade, place, segment), group in sorted(groups.items()):
        others = [account for account in group if not account.key]
        count = int(len(others) * SPEAKING[segment] + rng.random())
        is_first = (trade, place) not in {(one.trade, _place(one)) for one in found}
        found += rng.sample(others, min(len(others), max(count, 1 if is_first else 0)))
    return found


def _place(account: Account) -> str:
    return "qc" if account.region == "CA-QC" else "france" if account.country == "FR" else ""


def _in_place(place: str, account: Account) -> bool:
    return _place(account) in (("qc", "france") if place == "fr" else (place,))


def _distance(theme: Theme, cast: Sequence[Account]) -> float:
    different = {account.id: account.arr for account in cast}
    return (
        abs(len(different) - theme.accounts) / theme.accounts + 2 * abs(sum(different.values()) - theme.arr) / theme.arr
    )


def _sessions(stock: Sequence[Passage], placed: Mapping[str, date], today: date) -> dict[str, str]:
    """The key of the passage that opens its interview, for each passage; its own outside interviews."""
    opened: list[Passage] = []
    found = {}
    for one in sorted(stock, key=lambda passage: (placed[passage.key], passage.at is None, passage.at, passage.key)):
        same = [other for other in opened if one.channel == "interview" and _one_interview(one, other, placed, today)]
        found[one.key] = same[0].key if same else one.key
        if not same and one.channel == "interview":
            opened.append(one)
    return found


def _one_interview(one: Passage, other: Passage, placed: Mapping[str, date], today: date) -> bool:
    if one.by or other.by:
        return one.by == other.by
    near = abs((placed[one.key] - placed[other.key]).days) <= SAME_INTERVIEW
    side = is_recent(placed[one.key], today) == is_recent(placed[other.key], today)
    return near and side and (one.trade, one.role, one.place) == (other.trade, other.role, other.place)


def _turn(some: list[str]) -> str:
    """The next of a list that begins anew when it is through."""
    some.append(some.pop(0))
    return some[-1]
