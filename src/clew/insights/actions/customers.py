"""Accounts and people, by hand."""

from datetime import datetime
from typing import Any

from django.db import transaction

from clew.insights.actions.imports.people import PersonBook, PersonClue, known_name
from clew.insights.models import Account, Person
from clew.interchange.actions.parsing import domain_in
from clew.kit.errors import Conflict, Invalid
from clew.kit.text import normalise
from clew.workspaces.actions.events import Actor, Subject, created, edit, record
from clew.workspaces.models import Workspace

EDITABLE = {"name", "domain", "segment", "plan", "arr", "renews_on", "external_id"}


@transaction.atomic
def create_account(*, workspace: Workspace, name: str, by: Actor, now: datetime, **values: Any) -> Account:
    name = _checked_name(name)
    if Account.objects.filter(workspace=workspace, key=normalise(name)).exists():
        raise Conflict(f"There is an account {name} already.", field="name")
    account = Account.objects.create(
        workspace=workspace, name=name, key=normalise(name), created_at=now, updated_at=now, **_checked(values)
    )
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
    if "name" in values:
        values["name"] = _checked_name(values["name"])
        values["key"] = normalise(values["name"])
        if Account.objects.filter(workspace=account.workspace, key=values["key"]).exclude(pk=account.pk).exists():
            raise Conflict(f"There is an account {values['name']} already.", field="name")
    if change := edit(account, **values):
        Account.objects.filter(pk=account.pk).update(updated_at=now)
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


@transaction.atomic
def find_or_create_person(
    *, workspace: Workspace, account: Account | None, name: str, email: str, now: datetime
) -> Person | None:
    """Who said it, for a note written by hand: told as imports tell people. None for nobody, and for a name alone."""
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


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - EDITABLE:
        raise Invalid(f"An account has no {min(unknown)}.")
    if values.get("arr") is not None and values["arr"] < 0:
        raise Invalid("ARR cannot be negative.", field="arr")
    if values.get("domain"):
        values["domain"] = _checked_domain(values["domain"])
    return values


def _checked_domain(typed: str) -> str:
    try:
        return domain_in(typed)
    except Invalid as error:
        raise Invalid(error.sentence, field="domain") from None


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 200:
        raise Invalid("Name the account, in 1 to 200 characters.", field="name")
    return name
