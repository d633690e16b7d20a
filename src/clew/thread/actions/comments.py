"""Talking on an item."""

import re
from datetime import datetime

from django.db import transaction

from clew.kit.errors import Invalid, NotAllowed
from clew.kit.text import excerpt
from clew.thread.actions.items import record_on, refuse_archived
from clew.thread.models import Comment, Follow, Item, Mention
from clew.workspaces.actions.events import Actor, Change, created, edit
from clew.workspaces.models import Membership, User, Workspace

LONGEST = 20_000


@transaction.atomic
def add_comment(*, item: Item, text: str, by: Actor, now: datetime) -> Comment:
    """A comment; its author follows the item from now on, whoever is named with @ finds it among their updates."""
    refuse_archived(item)
    author = _author(by)
    comment = Comment.objects.create(
        workspace=item.workspace, item=item, author=author, text=_checked(text), created_at=now
    )
    changes = [created(comment), *_mention(comment), *_follow(item, author, now)]
    sentence = f"Commented on {item.called}: “{excerpt(comment.text, 120)}”"
    record_on(item, by=by, now=now, verb="commented", sentence=sentence, changes=changes)
    return comment


@transaction.atomic
def edit_comment(*, comment: Comment, text: str, by: Actor, now: datetime) -> Comment:
    if comment.author_id != _author(by).pk:
        raise NotAllowed("Only its author may change a comment.")
    change = edit(comment, text=_checked(text), edited_at=now)
    if change:
        sentence = f"Changed a comment on {comment.item.called}."
        changes = [change, *_mention(comment)]
        record_on(comment.item, by=by, now=now, verb="comment_edited", sentence=sentence, changes=changes)
    return comment


@transaction.atomic
def remove_comment(*, comment: Comment, by: Actor, now: datetime) -> None:
    """The text goes, the place stays: others may have answered. Undo brings it back."""
    if comment.author_id != _author(by).pk:
        raise NotAllowed("Only its author may remove a comment.")
    change = edit(comment, removed_at=now)
    sentence = f"Removed a comment on {comment.item.called}."
    record_on(comment.item, by=by, now=now, verb="comment_removed", sentence=sentence, changes=[change])


def named_in(text: str, workspace: Workspace) -> list[User]:
    """The members whom `text` names: @Ana Reyes, @Ana where only one is called so, or @ana.reyes from the address."""
    members = [row.user for row in Membership.objects.filter(workspace=workspace).select_related("user")]
    firsts = [user.get_short_name().casefold() for user in members]
    found = []
    for user in members:
        names = {user.label, user.email.partition("@")[0]}
        if firsts.count(user.get_short_name().casefold()) == 1:
            names.add(user.get_short_name())
        if any(re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in names if name):
            found.append(user)
    return found


def _mention(comment: Comment) -> list[Change]:
    known = set(Mention.objects.filter(comment=comment).values_list("user_id", flat=True))
    named = [user for user in named_in(comment.text, comment.workspace) if user.pk not in known]
    rows = [Mention.objects.create(workspace=comment.workspace, comment=comment, user=user) for user in named]
    return [created(row) for row in rows]


def _follow(item: Item, user: User, now: datetime) -> list[Change]:
    row, made = Follow.objects.get_or_create(item=item, user=user, defaults={"workspace": item.workspace, "since": now})
    return [created(row)] if made else []


def _author(by: Actor) -> User:
    if by.user is None:
        raise NotAllowed("Only a member can comment.")
    return by.user


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid("Write something first.", field="text")
    if len(text) > LONGEST:
        raise Invalid(f"A comment has {LONGEST:,} characters at most; this one has {len(text):,}.", field="text")
    return text
