"""Making one of two accounts, or of two people: one event, which undo takes back row by row.

What the one that goes was called by stays as an alias of the one that stays, so that later notes and files land right.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from clew.insights.actions.customers_counts import recount_accounts
from clew.insights.models import Account, AccountAlias, AliasKind, Likeness, Note, Person, PersonAlias
from clew.insights.queries.accounts_merging import namesakes
from clew.kit.errors import Conflict, Invalid
from clew.kit.text import normalise
from clew.workspaces.actions.events import Actor, Change, Subject, created, edit, record, removed

FILLED = ("external_id", "domain", "segment", "plan", "arr", "renews_on", "owner", "health", "health_reason")
"""What the account that stays takes from the other one where it has nothing itself."""


@transaction.atomic
def merge_accounts(*, kept: Account, gone: Account, by: Actor, now: datetime, arr: Decimal | None = None) -> Account:
    """Everything of `gone` becomes that of `kept`; `arr` is their revenue together, where it is neither's own.

    People of both who are told by the same name become one, as they would have been within one account.
    Raises Conflict where one of them is gone already.
    """
    kept, gone = _lock(Account, kept, gone)
    changes = _merge_namesakes(kept, gone, now)
    changes += _moved(Note.objects.filter(account=gone), "account_id", kept.pk)
    changes += _moved(Person.objects.filter(account=gone), "account_id", kept.pk)
    changes += _moved(AccountAlias.objects.filter(account=gone), "account_id", kept.pk)
    filled = {name: value for name in FILLED if (value := getattr(gone, name)) and not getattr(kept, name)}
    filled["extra"] = gone.extra | kept.extra
    if arr is not None:
        filled["arr"] = arr
    aliases = _account_aliases(kept, gone, filled)
    removal = removed(gone)
    gone_id, name = gone.pk, gone.name
    gone.delete()
    changes += [removal, *_changed(edit(kept, **filled))]
    for alias in aliases:
        alias.save(force_insert=True)
        changes.append(created(alias))
    changes += _forget_likenesses(gone_id)
    record(
        workspace=kept.workspace,
        by=by,
        now=now,
        verb="account.merged",
        subject=Subject("account", kept.pk),
        sentence=f"Merged the account {name} into {kept.name}.",
        changes=changes,
    )
    recount_accounts(workspace=kept.workspace, account_ids=[kept.pk], now=now)
    return kept


@transaction.atomic
def merge_people(*, kept: Person, gone: Person, by: Actor, now: datetime) -> Person:
    """Everything `gone` said becomes `kept`'s, who counts once from now on."""
    kept, gone = _lock(Person, kept, gone)
    label = gone.label
    touched = {pk for pk in (kept.account_id, gone.account_id) if pk}
    touched |= set(Note.objects.filter(person=gone, account__isnull=False).values_list("account_id", flat=True))
    record(
        workspace=kept.workspace,
        by=by,
        now=now,
        verb="person.merged",
        subject=Subject("person", kept.pk),
        sentence=f"Merged {label} into {kept.label}.",
        changes=_merge_person(kept, gone, now),
    )
    recount_accounts(workspace=kept.workspace, account_ids=sorted(touched), now=now)
    return kept


@transaction.atomic
def dismiss_likeness(*, likeness: Likeness, by: Actor, now: datetime) -> None:
    """They are two: not proposed again."""
    changes = [edit(likeness, dismissed_at=now, dismissed_by=by.user)]
    record(
        workspace=likeness.workspace,
        by=by,
        now=now,
        verb=f"{likeness.kind}.kept_apart",
        subject=Subject(likeness.kind, likeness.first),
        sentence="Said that the two are not one.",
        changes=changes,
    )


def _lock(model: Any, kept: Any, gone: Any) -> tuple[Any, Any]:
    """Both rows as they are now, held in one order so that two merges never wait for each other."""
    if kept.pk == gone.pk:
        raise Invalid("These are one already. Choose another one.")
    rows = model.objects.select_for_update(of=("self",)).filter(workspace=kept.workspace_id, pk__in=[kept.pk, gone.pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    if len(found) < 2:
        raise Conflict("One of them was merged or removed meanwhile. Look again.")
    return found[kept.pk], found[gone.pk]


def _merge_namesakes(kept: Account, gone: Account, now: datetime) -> list[Change]:
    """Of both accounts' people, those of one name, where that is told without doubt."""
    return [
        change
        for ours, theirs in namesakes(kept=kept, gone=gone)
        for change in _merge_person(*_lock(Person, ours, theirs), now)
    ]


def _merge_person(kept: Person, gone: Person, now: datetime) -> list[Change]:
    changes = _moved(Note.objects.filter(person=gone), "person_id", kept.pk)
    changes += _moved(PersonAlias.objects.filter(person=gone), "person_id", kept.pk)
    names = ("name", "email", "external_id", "account", "job")
    filled = {name: value for name in names if (value := getattr(gone, name)) and not getattr(kept, name)}
    aliases = _person_aliases(kept, gone)
    changes.append(removed(gone))
    gone_id = gone.pk
    gone.delete()
    changes += _changed(edit(kept, **filled, extra=gone.extra | kept.extra))
    Person.objects.filter(pk=kept.pk).update(updated_at=now)
    for alias in aliases:
        alias.save(force_insert=True)
        changes.append(created(alias))
    return changes + _forget_likenesses(gone_id)


def _account_aliases(kept: Account, gone: Account, filled: dict[str, Any]) -> list[AccountAlias]:
    wanted = [(AliasKind.NAME, gone.key, gone.name), (AliasKind.FORMER, str(gone.pk), gone.name)]
    for kind, field in ((AliasKind.ID, "external_id"), (AliasKind.DOMAIN, "domain")):
        value = getattr(gone, field)
        if value and field not in filled and value != getattr(kept, field):
            wanted.append((kind, value, value))
    have = set(AccountAlias.objects.filter(account=kept).values_list("kind", "key"))
    return [
        AccountAlias(workspace=kept.workspace, account=kept, kind=kind, key=key, label=label)
        for kind, key, label in wanted
        if (kind, key) not in have
    ]


def _person_aliases(kept: Person, gone: Person) -> list[PersonAlias]:
    """Every key that a note or a file may tell the one that goes by, and the address of their page."""
    wanted = {gone.key: gone.label, f"f:{gone.pk}": gone.label}
    if gone.email:
        wanted[f"e:{gone.email}"] = gone.email
    if gone.external_id:
        wanted[f"x:{gone.external_id}"] = gone.external_id
    for account_id in {kept.account_id, gone.account_id} - {None}:
        if gone.name:
            wanted[f"a:{account_id}:{normalise(gone.name)}"[:400]] = gone.name
    taken = set(PersonAlias.objects.filter(workspace=kept.workspace, key__in=wanted).values_list("key", flat=True))
    return [
        PersonAlias(workspace=kept.workspace, person=kept, key=key, label=label[:254])
        for key, label in wanted.items()
        if key not in taken and key != kept.key
    ]


def _moved(rows: "QuerySet[Any]", column: str, to: UUID) -> list[Change]:
    """Point the rows' `column` elsewhere, all in one statement; the change of each."""
    before = list(rows.values_list("pk", column))
    label = rows.model._meta.label
    rows.model._default_manager.filter(pk__in=[pk for pk, _ in before]).update(**{column: to})
    return [
        Change(model=label, id=str(pk), before={column: str(value)}, after={column: str(to)}) for pk, value in before
    ]


def _forget_likenesses(gone: UUID) -> list[Change]:
    found = Likeness.objects.filter(first=gone) | Likeness.objects.filter(second=gone)
    changes = []
    for likeness in found:
        changes.append(removed(likeness))
        likeness.delete()
    return changes


def _changed(change: Change | None) -> list[Change]:
    return [change] if change else []
