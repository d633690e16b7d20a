from django.db import models
from django.urls import reverse

from clew.kit.ids import id_field
from clew.thread.models.kinds import PAGES
from clew.workspaces.models import Workspace


class LooseEnd(models.Model):
    """A missing piece of a thread, as the rules found it last; `found_at` is when they first did.

    The subject is an item or a theme: its words are kept here, so that a list needs no join.
    """

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    rule = models.CharField(max_length=48)
    subject_kind = models.CharField(max_length=24)
    subject_id = models.UUIDField()
    number = models.PositiveIntegerField()
    ref = models.CharField(max_length=24)
    title = models.CharField(max_length=300)
    sentence = models.TextField()
    found_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "rule", "subject_id"), name="loose_end_is_listed_once"),
        )
        indexes = (models.Index(fields=("workspace", "subject_id"), name="loose_end_by_subject"),)

    def page(self, slug: str) -> str:
        """Where its subject is shown."""
        return reverse(PAGES[self.subject_kind], args=(slug, self.number))
