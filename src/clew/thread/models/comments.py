from typing import ClassVar

from django.conf import settings
from django.db import models

from clew.kit.ids import id_field
from clew.thread.models.items import Item
from clew.workspaces.models import Role, Workspace


class Comment(models.Model):
    """Markdown, shown sanitised. A removed comment keeps its place and loses its text."""

    UNDO_NEEDS: ClassVar = Role.COMMENTER
    UNDONE_BY_ACTOR: ClassVar = True

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="comments", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    text = models.TextField()
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("item", "created_at"), name="comment_by_item"),)


class Mention(models.Model):
    """A member named in a comment: it waits among their updates."""

    UNDO_NEEDS: ClassVar = Role.COMMENTER

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("comment", "user"), name="one_mention_per_comment"),)
        indexes = (models.Index(fields=("workspace", "user"), name="mention_by_user"),)


class Follow(models.Model):
    """A member who wants to hear what happens to an item."""

    UNDO_NEEDS: ClassVar = Role.COMMENTER

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="follows", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("item", "user"), name="one_follow_per_item"),)
        indexes = (models.Index(fields=("workspace", "user"), name="follow_by_user"),)
