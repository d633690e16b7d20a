"""Accounts and people, by hand."""

from datetime import datetime
from typing import Any

import psycopg
from django.db import IntegrityError, transaction

from clew.insights.actions.imports.domains import company_domain
from clew.insights.actions.imports.people import PersonBook, PersonClue, known_name
from clew.insights.actions.segments_members import refresh_segments
from clew.insights.models import Account, AccountAlias, AliasKind, Health, Person
from clew.interchange.actions.parsing import domain_in
from clew.kit.errors import Conflict, Invalid
from clew.kit.text import normalise
from clew.workspaces.actions.events import Actor, Subject, created, edit, record
from clew.workspaces.models import Workspace

EDITABLE = {"name", "domain", "segment", "plan", "arr", "renews_on", "external_id", "owner", "health", "health_reason"}
ATTEMPTS = 3
TAKEN = (IntegrityError, psycopg.IntegrityError)
"""Somebody was quicker. What COPY raises is the driver's own."""


@transaction.atomic
def create_account(*, workspace: Workspace, name: str, by: Actor, now: datetime, **values: Any) -> Account:
    name = _checked_name(name)
    _check_free(workspace, name)
    values = _checked(values)
    _check_id(workspace, values.get("external_id", ""))
    try:
        with transaction.atomic():
            account = Account.objects.create(
                workspace=workspace, name=name, key=normalise(name), created_at=now, updated_at=now, **values
            )
    except IntegrityError:  # somebody else was quicker
        raise Conflict(f"There is an account {name} already.", field="name") from None
    refresh_segments(workspace=workspace, now=now, account_ids=[account.pk])
    record(
        workspace=workspace,
        by=by,
        now=now,
        verb="account.created",
        subject=Subject("account", account.pk),
        sentence=f"Added the account {name}.",
        changes=[created(account)],
    )
    return account


@transaction.atomic
def edit_account(*, account: Account, by: Actor, now: datetime, **values: Any) -> Account:
    values = _checked(values)
    _check_id(account.workspace, values.get("external_id", ""), account)
    if "name" in values:
        values["name"] = _checked_name(values["name"])
        values["key"] = normalise(values["name"])
        _check_free(account.workspace, values["name"], account)
    if change := edit(account, **values):
        Account.objects.filter(pk=account.pk).update(updated_at=now)
        refresh_segments(workspace=account.workspace, now=now, account_ids=[account.pk])
        record(
            workspace=account.workspace,
            by=by,
            now=now,
            verb="account.edited",
            subject=Subject("account", account.pk),
            sentence=f"Changed the account {account.name}.",
            changes=[change],
        )
    return account


def find_or_create_person(
    *, workspace: Workspace, account: Account | None, name: str, email: str, now: datetime
) -> Person | None:
    """Who said it, for a note written by hand: told as imports tell people. None for nobody, and for a name alone.

    Where somebody else writes the same person down at the same moment, both get the one who was quicker.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return _find_or_create(workspace, account, name, email, now)
        except TAKEN:  # made since we looked: look again
            continue
    return _find_or_create(workspace, account, name, email, now)


@transaction.atomic
def _find_or_create(
    workspace: Workspace, account: Account | None, name: str, email: str, now: datetime
) -> Person | None:
    clue = PersonClue(
        name=known_name(" ".join(name.split())[:200]),
        email=email.strip().lower()[:254],
        account_id=account.pk if account else None,
    )
    book = PersonBook(workspace, now)
    book.look_up([clue])
    person = book.resolve(clue)
    book.write()
    return Person.objects.get(pk=person.id) if person else None


@transaction.atomic
def edit_person(
    *, person: Person, name: str, email: str, job: str, account: Account | None, by: Actor, now: datetime
) -> Person:
    """Correct who somebody is. An address that is somebody else's is refused: the two may be merged."""
    name, email = " ".join(name.split())[:200], email.strip().lower()[:254]
    if not name and not email and not person.external_id:
        raise Invalid("Give a name or an e-mail address.", field="name")
    others = PersonBook(person.workspace, now)
    others.look_up([PersonClue(email=email)])
    found = others.find(PersonClue(email=email)) if email else None
    if found is not None and found.id != person.pk:
        raise Conflict(f"{email} is the address of {found.name or 'somebody else'}. Merge the two.", field="email")
    values = {"name": name, "email": email, "job": job.strip()[:120], "account": account}
    if email and found is None:
        values["key"] = f"e:{email}"
    if change := edit(person, **values):
        record(
            workspace=person.workspace,
            by=by,
            now=now,
            verb="person.edited",
            subject=Subject("person", person.pk),
            sentence=f"Changed {person.label}.",
            changes=[change],
        )
    return person


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - EDITABLE:
        raise Invalid(f"An account has no {min(unknown)}.")
    if values.get("arr") is not None and values["arr"] < 0:
        raise Invalid("ARR cannot be negative.", field="arr")
    if values.get("domain"):
        values["domain"] = _checked_domain(values["domain"])
    if values.get("health", "") not in {"", *Health.values}:
        raise Invalid("Health is good, at risk or bad, or nobody's word.", field="health")
    if values.get("health_reason") and not values.get("health", True):
        raise Invalid("Choose how things stand, or leave the reason empty too.", field="health")
    return values


def _check_free(workspace: Workspace, name: str, account: Account | None = None) -> None:
    """Raises Conflict where another account has the name, or had it before it was merged."""
    others = Account.objects.filter(workspace=workspace, key=normalise(name))
    others = others.exclude(pk=account.pk) if account else others
    if others.exists():
        raise Conflict(f"There is an account {name} already.", field="name")
    aliases = AccountAlias.objects.filter(workspace=workspace, kind=AliasKind.NAME, key=normalise(name))
    alias = (aliases.exclude(account=account) if account else aliases).select_related("account").first()
    if alias is not None:
        raise Conflict(f"{alias.label} was merged into {alias.account.name}. Open that one.", field="name")


def _check_id(workspace: Workspace, external_id: str, account: Account | None = None) -> None:
    if not external_id:
        return
    others = Account.objects.filter(workspace=workspace, external_id=external_id)
    other = (others.exclude(pk=account.pk) if account else others).first()
    if other is not None:
        raise Conflict(f"{other.name} has this id. Merge the two if they are one.", field="external_id")


def _checked_domain(typed: str) -> str:
    try:
        domain = domain_in(typed)
    except Invalid as error:
        raise Invalid(error.sentence, field="domain") from None
    if not company_domain(domain):
        raise Invalid(
            f"{domain} is a mail provider: who writes from there need not be of this account.", field="domain"
        )
    return domain


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 200:
        raise Invalid("Name the account, in 1 to 200 characters.", field="name")
    return name
