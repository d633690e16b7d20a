"""What every kind of item can undergo. The areas' own actions build on these."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from clew.kit.errors import Conflict, Invalid
from clew.kit.rows import execute, one_row
from clew.thread.models import KINDS, Follow, Item, Kind
from clew.workspaces.actions.events import Actor, Change, Subject, created, edit, record
from clew.workspaces.models import Membership, User, Workspace

I = TypeVar("I", bound=Item)  # noqa: E741 - an item
LONGEST_TITLE = 300


def next_number(*, workspace: Workspace, kind: str, count: int = 1) -> int:
    """Reserve `count` numbers; the first of them. Two writers never get the same."""
    sql = """
        insert into thread_counter (workspace_id, kind, last) values (%s, %s, %s)
        on conflict (workspace_id, kind) do update set last = thread_counter.last + excluded.last
        returning last"""
    last: int = one_row(sql, [workspace.id, kind, count], dict)["last"]
    return last - count + 1


def take_number(*, workspace: Workspace, kind: str, wanted: int) -> int:
    """`wanted` where no item of the kind has it yet, else the next one; later numbers come after it either way."""
    if wanted < 1 or Item.objects.filter(workspace=workspace, kind=kind, number=wanted).exists():
        return next_number(workspace=workspace, kind=kind)
    sql = """
        insert into thread_counter (workspace_id, kind, last) values (%s, %s, %s)
        on conflict (workspace_id, kind) do update set last = greatest(thread_counter.last, excluded.last)"""
    execute(sql, [workspace.id, kind, wanted])
    return wanted


def create_item(
    model: type[I],
    *,
    workspace: Workspace,
    title: str,
    by: Actor,
    now: datetime,
    ref: str = "",
    wanted: int = 0,
    **fields: Any,
) -> tuple[I, list[Change]]:
    """A new item that its maker follows, with the changes for the caller's event. Within the caller's transaction.

    `wanted` is the number that an import would like it to keep.
    """
    kind = kind_of(model)
    number = take_number(workspace=workspace, kind=kind.key, wanted=wanted)
    item = model.objects.create(
        workspace=workspace,
        kind=kind.key,
        number=number,
        ref=ref or kind.ref(number),
        title=checked_title(title),
        owner=checked_member(workspace, fields.pop("owner", None)),
        created_by=by.user,
        created_at=now,
        updated_at=now,
        **fields,
    )
    changes = [created(item)]
    if by.user:
        changes.append(created(Follow.objects.create(workspace=workspace, item=item, user=by.user, since=now)))
    return item, changes


@transaction.atomic
def edit_item(*, item: I, by: Actor, now: datetime, **values: Any) -> I:
    """Change columns of an item, its kind's own among them."""
    if "title" in values:
        values["title"] = checked_title(values["title"])
    if "owner" in values:
        values["owner"] = checked_member(item.workspace, values["owner"])
    if "status" in values and values["status"] not in dict(item.kind_info.statuses):
        raise Invalid(f"Choose one of {', '.join(label for _, label in item.kind_info.statuses)}.", field="status")
    change = edit(item, **values)
    if change:
        Item.objects.filter(pk=item.pk).update(updated_at=now)
        sentence = f"Changed {_listed(item, change['after'] or {})} of {item.called}."
        record_on(item, by=by, now=now, verb="edited", sentence=sentence, changes=[change])
    return item


@transaction.atomic
def archive_item(*, item: Item, by: Actor, now: datetime) -> None:
    """Take an item out of every list and count. Its history stays, and it can come back."""
    if item.archived_at:
        return
    change = edit(item, archived_at=now)
    record_on(item, by=by, now=now, verb="archived", sentence=f"Archived {item.called}.", changes=[change])


@transaction.atomic
def restore_item(*, item: Item, by: Actor, now: datetime) -> None:
    if item.archived_at is None:
        return
    change = edit(item, archived_at=None)
    record_on(item, by=by, now=now, verb="restored", sentence=f"Brought back {item.called}.", changes=[change])


def record_on(
    item: Item, *, by: Actor, now: datetime, verb: str, sentence: str, changes: Sequence[Change | None] = ()
) -> None:
    """An event about an item: the verb becomes `<kind>.<verb>`."""
    record(
        workspace=item.workspace,
        by=by,
        now=now,
        verb=f"{item.kind}.{verb}",
        subject=Subject(item.kind, item.pk),
        sentence=sentence,
        changes=changes,
    )


def kind_of(model: type[Item]) -> Kind:
    if model.KIND is None:
        raise TypeError(f"{model.__name__} declares no kind")
    return KINDS[model.KIND.key]


def checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Invalid("Give it a title.", field="title")
    if len(title) > LONGEST_TITLE:
        raise Invalid(f"A title has {LONGEST_TITLE} characters at most; this one has {len(title)}.", field="title")
    return title


def checked_member(workspace: Workspace, user: User | None) -> User | None:
    """Only members own things."""
    if user is not None and not Membership.objects.filter(workspace=workspace, user=user).exists():
        raise Invalid("Choose a member of this workspace.", field="owner")
    return user


def refuse_archived(*items: Item) -> None:
    for item in items:
        if item.archived_at:
            raise Conflict(f"{item.called} is archived. Bring it back first.")


def _listed(item: Item, columns: Mapping[str, Any]) -> str:
    """The title and the due date: the changed columns as words."""
    names = [
        str(field.verbose_name)
        for field in item._meta.concrete_fields
        if field.attname in columns and field.attname != "updated_at"
    ]
    words = [f"the {name}" for name in names]
    return " and ".join(words) if len(words) < 3 else ", ".join(words[:-1]) + f" and {words[-1]}"
