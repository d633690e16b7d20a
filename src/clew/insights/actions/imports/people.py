"""Finding and making the people who speak, and importing people themselves."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from clew.insights.actions.imports.accounts import AccountBook, AccountClue, plain, write_doubts
from clew.insights.actions.imports.domains import company_domain, domain_of
from clew.insights.models import Likeness, Person
from clew.interchange.actions.bulk import array_of, copy_rows, listed, new_ids, update_rows
from clew.interchange.models import AccountOfRows, Outcome, ParsedRow, Result, Setting
from clew.workspaces.models import Workspace

BY_KEY = "select {columns} from insights_person where workspace_id = %(workspace)s and key = any({keys})"
BY_ID = "select {columns} from insights_person where workspace_id = %(workspace)s and external_id = any({ids})"
BY_NAME = """
select {columns} from insights_person where workspace_id = %(workspace)s and account_id = any({accounts}::uuid[])
  and lower(name) = any({names})"""
ALIASED = """
select l.key, {columns} from insights_personalias l join insights_person p on p.id = l.person_id
where l.workspace_id = %(workspace)s and l.key = any({keys})"""
NOBODY = frozenset({"a google user", "anonymous", "anonymous user", "anonym", "anonyme", "anónimo", "anonimo", "guest", "unknown",
                    "unknown user", "deleted user", "user", "someone", "n.n."})  # fmt: skip
"""Names that tools write for people they do not know: many voices, not one."""
LISTS = {name: array_of(name) for name in ("keys", "ids", "accounts", "names")}


@dataclass(eq=False)
class PersonClue:
    """What a row says of a person. `channel_id` matters where nothing but a name is known.

    `keys` is what the person may be filed under, the surest first: here alone, for files and for notes by hand.
    """

    name: str = ""
    email: str = ""
    external_id: str = ""
    account_id: UUID | None = None
    channel_id: UUID | None = None
    keys: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.email:
            self.keys.append(f"e:{self.email}")
        if self.external_id:
            self.keys.append(f"x:{self.external_id}")
        if self.name and self.account_id:
            self.keys.append(f"a:{self.account_id}:{plain(self.name)}"[:400])
        elif self.name and self.channel_id and not self.keys:
            self.keys.append(f"c:{self.channel_id}:{plain(self.name)}"[:400])


@dataclass
class KnownPerson:
    id: UUID
    key: str
    name: str = ""
    email: str = ""
    external_id: str = ""
    account_id: UUID | None = None
    job: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    aliases: set[str] = field(default_factory=set)
    """Other keys that rows of this batch tell them by."""

    def may_be(self, clue: PersonClue) -> bool:
        """Whether no address and no id speak against it."""
        return not (clue.email and self.email and clue.email != self.email) and not (
            clue.external_id and self.external_id and clue.external_id != self.external_id
        )


COLUMNS = tuple(name for name in KnownPerson.__dataclass_fields__ if name not in {"id", "aliases"})


class PersonBook:
    """The people of one batch. `look_up` first, then `find` and `make` row by row, then `write`.

    A person is told by e-mail address, else by external id, else by name within the account, else (nothing but a name
    being known) by name within the channel; by what a person merged into them was told by as by their own. Two people
    that one clue names both are kept in `doubts`, for a person to judge.
    """

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        self.workspace, self.now = workspace, now
        self.by_key: dict[str, KnownPerson] = {}
        self.by_external_id: dict[str, KnownPerson] = {}
        self.by_name: defaultdict[tuple[UUID | None, str], dict[UUID, KnownPerson]] = defaultdict(dict)
        self.new: dict[UUID, KnownPerson] = {}
        self.changed: dict[UUID, KnownPerson] = {}
        self.doubts: dict[tuple[UUID, UUID], str] = {}
        self.ids = new_ids()

    def look_up(self, clues: Iterable[PersonClue]) -> None:
        clues = [clue for clue in clues if clue.keys]
        if not clues:
            return
        named = [clue for clue in clues if clue.name and clue.account_id]
        asked: dict[str, Any] = {
            "workspace": self.workspace.pk,
            "keys": listed({key for clue in clues for key in clue.keys}),
            "ids": listed({clue.external_id for clue in clues}),
            "accounts": listed({str(clue.account_id) for clue in named}),
            "names": listed({clue.name.lower() for clue in named}),
        }
        wanted = [BY_KEY] + [BY_ID] * bool(asked["ids"]) + [BY_NAME] * bool(named)
        with connection.cursor() as cursor:
            cursor.execute(" union all ".join(wanted).format(columns=", ".join(("id", *COLUMNS)), **LISTS), asked)
            for values in cursor.fetchall():
                person = _read(values)
                self._remember(self.by_key.get(person.key, person))
            columns = ", ".join(f"p.{name}" for name in ("id", *COLUMNS))
            cursor.execute(ALIASED.format(columns=columns, **LISTS), asked)
            for key, *values in cursor.fetchall():
                person = _read(values)
                self._remember_alias(self.by_key.get(person.key, person), key)

    def find(self, clue: PersonClue) -> KnownPerson | None:
        addressed, numbered = self._by_address_and_id(clue)
        if addressed and numbered and addressed is not numbered:
            self.doubts[addressed.id, numbered.id] = f"One row gives both {clue.email} and the id {clue.external_id}"
        if addressed or numbered:
            return addressed or numbered
        if clue.name and clue.account_id:
            namesakes = self.by_name[clue.account_id, plain(clue.name)].values()
            fitting = [person for person in namesakes if person.may_be(clue)]
            if len(fitting) == 1:
                return fitting[0]
            filed = self.by_key.get(clue.keys[-1])  # of several, the one of whom nothing but the name is known
            return filed if filed is not None and filed.may_be(clue) else None
        return self.by_key.get(clue.keys[0]) if clue.keys else None

    def conflict(self, clue: PersonClue) -> str:
        """Why the clue cannot be one person's; empty when it can."""
        addressed, numbered = self._by_address_and_id(clue)
        if not (addressed and numbered) or addressed is numbered:
            return ""
        names = [one.name or one.email or one.external_id for one in (addressed, numbered)]
        return f"The e-mail is {names[0]}’s and the id {names[1]}’s. Merge the two, or mend the row."

    def _by_address_and_id(self, clue: PersonClue) -> tuple[KnownPerson | None, KnownPerson | None]:
        addressed = self.by_key.get(f"e:{clue.email}") if clue.email else None
        return addressed, self.by_external_id.get(clue.external_id) if clue.external_id else None

    def resolve(self, clue: PersonClue) -> KnownPerson | None:
        """Who said it, made where they are new; blanks of a known person are filled."""
        if not clue.keys:
            return None
        person = self.find(clue)
        if person is None:
            return self.make(clue)
        self.fill(person, clue)
        return person

    def make(self, clue: PersonClue, **values: Any) -> KnownPerson:
        key = next((key for key in clue.keys if key not in self.by_key), clue.keys[0])
        person = KnownPerson(next(self.ids), key, clue.name, clue.email, clue.external_id, clue.account_id, **values)
        self.new[person.id] = person
        self._remember(person)
        return person

    def fill(self, person: KnownPerson, clue: PersonClue) -> bool:
        """Add what the clue knows and the person lacks; whether there was anything."""
        news: dict[str, Any] = {}
        if clue.name and not person.name:
            news["name"] = clue.name
        if clue.email and not person.email:
            news["email"] = clue.email
        if clue.external_id and not person.external_id and clue.external_id not in self.by_external_id:
            news["external_id"] = clue.external_id
        if clue.account_id and not person.account_id:
            news["account_id"] = clue.account_id
        return self.change(person, **news) if news else False

    def change(self, person: KnownPerson, **values: Any) -> bool:
        for name, value in values.items():
            setattr(person, name, value)
        if person.email and f"e:{person.email}" not in self.by_key:
            person.key = f"e:{person.email}"
        self._remember(person)
        if person.id not in self.new:
            self.changed[person.id] = person
        return True

    def write(self) -> None:
        names = ("id", "workspace_id", "updated_at", "created_at", *COLUMNS)
        shared = (self.workspace.pk, self.now, self.now)
        copy_rows(Person, names, ((row.id, *shared, *_values(row)) for row in self.new.values()))
        rows = [(row.id, self.now, *_values(row)) for row in self.changed.values()]
        update_rows(Person, ("updated_at", *COLUMNS), rows)
        write_doubts(self.workspace, Likeness.Kind.PERSON, self.doubts, self.now)
        self.new, self.changed = {}, {}

    def _remember_alias(self, person: KnownPerson, key: str) -> None:
        """Somebody who is told so themselves goes before one that a merged person was told by."""
        person.aliases.add(key)
        self.by_key.setdefault(key, person)
        if key.startswith("x:"):
            self.by_external_id.setdefault(key.removeprefix("x:"), person)

    def _remember(self, person: KnownPerson) -> None:
        self.by_key[person.key] = person
        if person.external_id:
            self.by_external_id[person.external_id] = person
        if person.name and person.account_id:
            self.by_name[person.account_id, plain(person.name)][person.id] = person


def _read(values: Sequence[Any]) -> KnownPerson:
    row = dict(zip(("id", *COLUMNS), values, strict=True))
    return KnownPerson(**row | {"extra": json.loads(row["extra"])})


def _values(row: KnownPerson) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in COLUMNS)


def _is_somebody(row: ParsedRow) -> bool:
    return any(row.values[name] for name in ("name", "email", "external_id"))


def known_name(name: str) -> str:
    return "" if plain(name) in NOBODY else name


def account_clue(values: Any, email: str) -> AccountClue:
    """What the fields account_name, account_id and account_domain say, or else the e-mail address."""
    domain = company_domain(values["account_domain"])
    return AccountClue(values["account_name"], values["account_id"], domain, domain_of(email) if email else "")


class PersonImporter:
    """Rows that each describe a person. An empty cell leaves what is known; of two rows for one person the first counts."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.taken: dict[UUID, int] = {}

    def take(self, rows: Sequence[ParsedRow]) -> list[Outcome]:
        accounts = AccountBook(self.setting.workspace, self.setting.now)
        wanted = [account_clue(row.values, row.values["email"]) if _is_somebody(row) else AccountClue() for row in rows]
        accounts.look_up(wanted)
        clues = [self._clue(row, accounts.resolve(clue)) for row, clue in zip(rows, wanted, strict=True)]
        people = PersonBook(self.setting.workspace, self.setting.now)
        people.look_up(clues)
        outcomes = [self._take(row, clue, people) for row, clue in zip(rows, clues, strict=True)]
        accounts.write()
        people.write()
        return outcomes

    def finish(self, account: AccountOfRows) -> str:
        return f"Imported people from {self.setting.file_name}."

    def _take(self, row: ParsedRow, clue: PersonClue, people: PersonBook) -> Outcome:
        if not clue.keys:
            reason = "A person needs an e-mail address, an id, or a name and an account."
            return Outcome(Result.REFUSED, "", reason, clue.name)
        found, conflict = people.find(clue), people.conflict(clue)
        if conflict:
            return Outcome(Result.REFUSED, "", conflict, clue.email)
        if found is None:
            made = people.make(clue, job=row.values["job"], extra=row.extra)
            self.taken[made.id] = row.number
            return Outcome(Result.CREATED)
        if found.id in self.taken:
            first = self.taken[found.id]
            return Outcome(Result.DUPLICATE, "", f"Row {first} is this person already; the first row counts.")
        self.taken[found.id] = row.number
        return self._update(found, clue, row, people)

    @staticmethod
    def _update(found: KnownPerson, clue: PersonClue, row: ParsedRow, people: PersonBook) -> Outcome:
        said = {name: getattr(clue, name) for name in ("name", "external_id", "account_id")} | {
            "job": row.values["job"]
        }
        if found.aliases.intersection(clue.keys):  # told by what a merged person was called: they keep their own name
            del said["name"], said["external_id"]
        news = {name: value for name, value in said.items() if value and value != getattr(found, name)}
        if clue.email and not found.email:
            news["email"] = clue.email
        if row.extra.items() - found.extra.items():
            news["extra"] = found.extra | row.extra
        if not news:
            return Outcome(Result.UNCHANGED)
        people.change(found, **news)
        return Outcome(Result.UPDATED)

    @staticmethod
    def _clue(row: ParsedRow, account_id: UUID | None) -> PersonClue:
        values = row.values
        return PersonClue(values["name"], values["email"], values["external_id"], account_id)
