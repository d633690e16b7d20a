"""Finding and making the accounts that rows speak of, and importing accounts themselves."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from clew.insights.actions.imports.domains import company_domain
from clew.insights.models import Account, Likeness
from clew.interchange.actions.bulk import array_of, copy_rows, listed, new_ids, update_rows
from clew.interchange.models import AccountOfRows, Outcome, ParsedRow, Result, Setting
from clew.kit.errors import Invalid
from clew.kit.text import normalise
from clew.workspaces.models import Workspace

FIND = """
select {columns} from insights_account where workspace_id = %(workspace)s
  and (key = any({keys}) or (external_id = any({ids}) and external_id <> '') or domain = any({domains}))"""
LISTS = {name: array_of(name) for name in ("keys", "ids", "domains")}
ALIASED = """
select l.kind, l.key, {columns} from insights_accountalias l join insights_account a on a.id = l.account_id
where l.workspace_id = %(workspace)s and ((l.kind = 'name' and l.key = any({keys}))
  or (l.kind = 'id' and l.key = any({ids})) or (l.kind = 'domain' and l.key = any({domains})))"""
MOST_ARR = Decimal(10) ** 12
LONGEST_NAME = 200
plain = lru_cache(maxsize=1 << 16)(normalise)
"""Names repeat from row to row."""


class AccountClue(NamedTuple):
    """What a row says of an account. `hint` is the domain of an e-mail address: it finds, and never makes, one."""

    name: str = ""
    external_id: str = ""
    domain: str = ""
    hint: str = ""

    @property
    def key(self) -> str:
        return plain(self.name)


@dataclass
class KnownAccount:
    id: UUID
    name: str
    key: str
    external_id: str = ""
    domain: str = ""
    segment: str = ""
    plan: str = ""
    arr: Decimal | None = None
    renews_on: date | None = None
    extra: dict[str, str] = field(default_factory=dict)
    aliases: set[tuple[str, str]] = field(default_factory=set)
    """Other names, ids and domains that rows of this batch call it by."""

    def is_called(self, kind: str, value: str) -> bool:
        return (kind, value) in self.aliases


COLUMNS = tuple(name for name in KnownAccount.__dataclass_fields__ if name not in {"id", "aliases"})


class AccountBook:
    """The accounts of one batch. `look_up` first, then `find` and `make` row by row, then `write`.

    An account is told by its external id, else by its name however it is spelled, else by its domain where exactly one
    account has that; by what an account merged into it was called as by its own. Two accounts that one clue names both
    are kept in `doubts`, for a person to judge.
    """

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        self.workspace, self.now = workspace, now
        self.by_external_id: dict[str, KnownAccount] = {}
        self.by_key: dict[str, KnownAccount] = {}
        self.by_domain: defaultdict[str, list[KnownAccount]] = defaultdict(list)
        self.new: dict[UUID, KnownAccount] = {}
        self.changed: dict[UUID, KnownAccount] = {}
        self.doubts: dict[tuple[UUID, UUID], str] = {}
        self.ids = new_ids()

    def look_up(self, clues: Iterable[AccountClue]) -> None:
        clues = [clue for clue in set(clues) if clue != AccountClue()]
        if not clues:
            return
        asked: dict[str, Any] = {
            "workspace": self.workspace.pk,
            "ids": listed({clue.external_id for clue in clues}),
            "keys": listed({clue.key for clue in clues}),
            "domains": listed({clue.domain or clue.hint for clue in clues}),
        }
        known: dict[UUID, KnownAccount] = {}
        with connection.cursor() as cursor:
            cursor.execute(FIND.format(columns=", ".join(("id", *COLUMNS)), **LISTS), asked)
            for values in cursor.fetchall():
                account = _read(values)
                self._remember(known.setdefault(account.id, account))
            columns = ", ".join(f"a.{name}" for name in ("id", *COLUMNS))
            cursor.execute(ALIASED.format(columns=columns, **LISTS), asked)
            for kind, key, *values in cursor.fetchall():
                account = _read(values)
                self._remember_alias(known.setdefault(account.id, account), kind, key)

    def find(self, clue: AccountClue) -> KnownAccount | None:
        named = self.by_key.get(clue.key) if clue.name else None
        if clue.external_id in self.by_external_id:
            found = self.by_external_id[clue.external_id]
            if named is not None and named is not found:
                self.doubts[found.id, named.id] = f"One row gives the id {clue.external_id} and the name {clue.name}"
            return found
        if named is not None and not (clue.external_id and named.external_id):
            return named
        return None if clue.name or clue.external_id else self.of_domain(clue.domain or clue.hint)

    def of_domain(self, domain: str) -> KnownAccount | None:
        found = self.by_domain.get(domain, []) if domain else []
        return found[0] if len(found) == 1 else None

    def resolve(self, clue: AccountClue) -> UUID | None:
        """The account that a note or a person belongs to, made where it is new; blanks of a known one are filled."""
        account = self.find(clue)
        if account is None:
            name = self._free_name(clue)
            return self.make(name, external_id=clue.external_id, domain=clue.domain).id if name else None
        if clue.external_id and not account.external_id:
            self.change(account, external_id=clue.external_id)
        if clue.domain and not account.domain:
            self.change(account, domain=clue.domain)
        return account.id

    def make(self, name: str, **values: Any) -> KnownAccount:
        account = KnownAccount(next(self.ids), name, plain(name), **values)
        self.new[account.id] = account
        self._remember(account)
        return account

    def change(self, account: KnownAccount, **values: Any) -> None:
        for name, value in values.items():
            setattr(account, name, value)
        self._remember(account)
        if account.id not in self.new:
            self.changed[account.id] = account

    def write(self) -> None:
        shared = (self.workspace.pk, self.now)
        names = ("id", "workspace_id", "updated_at", "created_at", *COLUMNS)
        copy_rows(Account, names, ((row.id, *shared, self.now, *_values(row)) for row in self.new.values()))
        rows = [(row.id, self.now, *_values(row)) for row in self.changed.values()]
        update_rows(Account, ("updated_at", *COLUMNS), rows)
        write_doubts(self.workspace, Likeness.Kind.ACCOUNT, self.doubts, self.now)
        self.new, self.changed = {}, {}

    def _remember_alias(self, account: KnownAccount, kind: str, key: str) -> None:
        """An account that is called so itself goes before one that a merged account was called by."""
        account.aliases.add((kind, key))
        if kind == "name":
            self.by_key.setdefault(key, account)
        elif kind == "id":
            self.by_external_id.setdefault(key, account)
        elif account not in self.by_domain[key]:
            self.by_domain[key].append(account)

    def _free_name(self, clue: AccountClue) -> str:
        """Another account of the same name, told apart by its external id, carries that in its name."""
        name = clue.name or clue.external_id or clue.domain
        return f"{name[: LONGEST_NAME - 124]} ({clue.external_id})" if plain(name) in self.by_key else name

    def _remember(self, account: KnownAccount) -> None:
        self.by_key[account.key] = account
        if account.external_id:
            self.by_external_id[account.external_id] = account
        if account.domain and account not in self.by_domain[account.domain]:
            self.by_domain[account.domain].append(account)


def write_doubts(workspace: Workspace, kind: str, doubts: dict[tuple[UUID, UUID], str], now: datetime) -> None:
    """Keep which two a row speaks of as one, for a person to merge them or to set it aside."""
    found = [
        Likeness(workspace=workspace, kind=kind, first=first, second=second, reason=reason[:300], score=1, found_at=now)
        for (first, second), reason in doubts.items()
    ]
    if found:
        Likeness.objects.bulk_create(found, ignore_conflicts=True)
    doubts.clear()


def _read(values: Sequence[Any]) -> KnownAccount:
    row = dict(zip(("id", *COLUMNS), values, strict=True))
    return KnownAccount(**row | {"extra": json.loads(row["extra"])})


def _values(row: KnownAccount) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in COLUMNS)


class AccountImporter:
    """Rows that each describe an account. An empty cell leaves what is known; of two rows for one account the first counts."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.taken: dict[UUID, int] = {}

    def take(self, rows: Sequence[ParsedRow]) -> list[Outcome]:
        book = AccountBook(self.setting.workspace, self.setting.now)
        clues = [self._clue(row) for row in rows]
        book.look_up(clues)
        outcomes = [self._take(row, clue, book) for row, clue in zip(rows, clues, strict=True)]
        book.write()
        return outcomes

    def finish(self, account: AccountOfRows) -> str:
        return f"Imported accounts from {self.setting.file_name}."

    def _take(self, row: ParsedRow, clue: AccountClue, book: AccountBook) -> Outcome:
        try:
            values = self._checked(row, clue)
            found = book.find(clue) or self._moved(clue, book)
            if found is not None and found.id in self.taken:
                first = self.taken[found.id]
                return Outcome(Result.DUPLICATE, "", f"Row {first} is this account already; the first row counts.")
            self._check_name(clue, found, book)
        except Invalid as error:
            column = ", ".join(self.setting.columns.of(error.field))
            return Outcome(Result.REFUSED, column, error.sentence, str(row.values.get(error.field) or ""))
        if found is None:
            made = book.make(clue.name, **values, extra=row.extra)
            self.taken[made.id] = row.number
            return Outcome(Result.CREATED)
        self.taken[found.id] = row.number
        return self._update(found, {"name": clue.name, "key": clue.key, **values}, row.extra, book)

    def _update(self, found: KnownAccount, values: dict[str, Any], extra: dict[str, str], book: AccountBook) -> Outcome:
        if found.is_called("name", values["key"]):  # it keeps its own name, id and domain
            del values["name"], values["key"]
        for kind, name in (("id", "external_id"), ("domain", "domain")):
            if found.is_called(kind, values[name]):
                del values[name]
        news = {name: value for name, value in values.items() if value not in {None, "", getattr(found, name)}}
        if extra.items() - found.extra.items():
            news["extra"] = found.extra | extra
        if not news:
            return Outcome(Result.UNCHANGED)
        book.change(found, **news)
        return Outcome(Result.UPDATED)

    def _moved(self, clue: AccountClue, book: AccountBook) -> KnownAccount | None:
        """An account under a new name: no row of this file speaks of it by its old one, and its domain is its own."""
        found = book.of_domain(clue.domain)
        if found is None or found.id in self.taken or (clue.external_id and found.external_id):
            return None
        return found

    @staticmethod
    def _clue(row: ParsedRow) -> AccountClue:
        values = row.values
        return AccountClue(values["name"], values["external_id"], company_domain(values["domain"]))

    @staticmethod
    def _checked(row: ParsedRow, clue: AccountClue) -> dict[str, Any]:
        arr = row.values["arr"]
        if arr is not None and not 0 <= arr < MOST_ARR:
            raise Invalid("Revenue is at least 0 and below a thousand billion.", field="arr")
        values = {name: row.values[name] for name in ("segment", "plan", "renews_on")}
        return {**values, "arr": arr and arr.quantize(Decimal("0.01")), **_identity(clue)}

    @staticmethod
    def _check_name(clue: AccountClue, found: KnownAccount | None, book: AccountBook) -> None:
        namesake = book.by_key.get(clue.key)
        if namesake is not None and namesake is not found:
            raise Invalid(
                f"There is an account “{namesake.name}” already, with the id {namesake.external_id or '(none)'}. "
                "Give this one another name, or that id.",
                field="name",
            )


def _identity(clue: AccountClue) -> dict[str, str]:
    return {"external_id": clue.external_id, "domain": clue.domain}
