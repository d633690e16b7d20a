"""People at the accounts, cast as they are needed: a passage asks for a role, and somebody there fills it."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from clew.cli.demo.accounts import Account, slug
from clew.cli.demo.stock import names, table

ROOM = {
    "Small": {"tech": 2, "disp": 1, "office": 1, "boss": 1},
    "Growing": {"tech": 4, "disp": 2, "office": 1, "boss": 1, "ops": 1, "fin": 1, "branch": 1, "it": 1},
    "Mid-market": {"tech": 6, "disp": 4, "office": 2, "boss": 1, "ops": 2, "fin": 2, "branch": 4, "it": 2},
}
"""How many people of a role an account of a segment has at most. A role without room is filled by the owner."""


KNOWN = 0.65
"""How often somebody who has spoken speaks again while there is room for another."""


@dataclass(frozen=True)
class Person:
    account: Account
    name: str
    email: str
    job: str
    role: str


class People:
    """Everybody cast so far. The same role at the same account is often the same person."""

    def __init__(self, accounts: Sequence[Account], rng: random.Random) -> None:
        self._rng = rng
        self._by_place: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self._named: dict[str, Person] = {}
        self._taken: set[str] = set()
        by_key = {account.key: account for account in accounts if account.key}
        for key, values in table("cast.toml").items():
            for handle, person in values["people"].items():
                self._named[f"{key}.{handle}"] = self._add(by_key[key], **person)

    def named(self, by: str) -> Person:
        return self._named[by]

    def cast(self, account: Account, role: str) -> Person:
        """Somebody of that role there: known already, or new while there is room."""
        role = role if role in ROOM[account.segment] else "boss"
        known = self._by_place[account.id, role]
        room = ROOM[account.segment][role]
        if known and (len(known) >= room or self._rng.random() < KNOWN):
            return self._rng.choice(known)
        return self._new(account, role)

    def colleague(self, person: Person) -> Person:
        """Somebody else at the same account."""
        role = "ops" if person.role != "ops" and "ops" in ROOM[person.account.segment] else "office"
        found = self.cast(person.account, role)
        return found if found != person else self._new(person.account, "boss")

    def fill(self, accounts: Sequence[Account]) -> None:
        """A contact at each account where nobody has spoken."""
        known = {account for account, _ in self._by_place}
        for account in accounts:
            if account.id not in known:
                self._new(account, "boss")

    def everybody(self) -> list[Person]:
        found = [person for people in self._by_place.values() for person in people]
        return sorted(found, key=lambda person: (person.account.id, person.email))

    def _new(self, account: Account, role: str) -> Person:
        language = account.language
        job = self._rng.choice(names()[f"jobs {role} {language}"])
        while True:
            name = f"{self._rng.choice(names()[f'first {language}'])} {self._rng.choice(names()[f'last {language}'])}"
            if name not in self._taken:
                return self._add(account, name.replace("OBrien", "O'Brien"), job, role)

    def _add(self, account: Account, name: str, job: str, role: str) -> Person:
        email = _email(account, name)
        while email in self._taken:
            email = email.replace("@", "2@")
        self._taken |= {name, email}
        person = Person(account, name, email, job, role)
        self._by_place[account.id, role].append(person)
        return person


def _email(account: Account, name: str) -> str:
    """Each company has one way of making addresses; it follows from its own name."""
    first, _, last = name.partition(" ")
    first, last = slug(first), slug(last)
    ways = (f"{first}.{last}", f"{first[0]}{last}", f"{first}{last[0]}")
    way = first if account.segment == "Small" else ways[sum(map(ord, account.name)) % len(ways)]
    return f"{way}@{account.domain}"
