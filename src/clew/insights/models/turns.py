from django.db import models

from clew.insights.models.notes import Note
from clew.workspaces.models import Workspace


class NoteTurn(models.Model):
    """One turn of the conversation that a note comes from, in the order in which they were said.

    The note's own text is what the customer said in it; the turns of others stand beside, to be read and never counted.
    `speaker` is what the source calls them; empty where it does not say.
    """

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="turns", db_index=False)
    place = models.PositiveIntegerField()
    speaker = models.CharField(max_length=200, blank=True)
    is_customer = models.BooleanField()
    text = models.TextField()
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("note", "place"), name="turn_has_its_place"),
            models.CheckConstraint(condition=~models.Q(text=""), name="turn_has_words"),
        )
