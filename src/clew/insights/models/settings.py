"""What a workspace's owner decides about understanding notes, and how far the machine is with it."""

from typing import ClassVar

from django.db import models
from pgvector.django import HalfVectorField

from clew.insights.models.notes import DIMENSIONS, Note
from clew.workspaces.models import Workspace


class EmbedderChoice(models.TextChoices):
    """The embedders of `clew.calc.embed` by name: the web process knows them from here, without importing it."""

    MANY_LANGUAGES = "use-multilingual-v3", "Many languages (default)"
    ENGLISH = "minilm-l6-english", "English, finer"


class UnderstandingSettings(models.Model):
    """`embedder` is what the owner chose; `in_use` is whose vectors are complete, and the two differ while new ones are
    made. `prepared` of `to_prepare` notes have theirs then. A workspace without a row has the defaults.
    """

    workspace = models.OneToOneField(Workspace, models.CASCADE, primary_key=True, related_name="+")
    embedder = models.CharField(max_length=32, choices=EmbedderChoice.choices, default=EmbedderChoice.MANY_LANGUAGES)
    in_use = models.CharField(max_length=32, choices=EmbedderChoice.choices, default=EmbedderChoice.MANY_LANGUAGES)
    prepared = models.PositiveIntegerField(default=0)
    to_prepare = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(embedder__in=EmbedderChoice.values, in_use__in=EmbedderChoice.values),
                name="embedder_is_known",
            ),
        )

    @property
    def is_changing(self) -> bool:
        return self.embedder != self.in_use


class NextVector(models.Model):
    """A note's place in meaning by the embedder that its workspace is changing to, until all notes have one.

    `content_hash` says which words were embedded: a note that was edited meanwhile is embedded again.
    """

    DERIVED: ClassVar[bool] = True

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="next_vector_row")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    embedder = models.CharField(max_length=48)
    content_hash = models.CharField(max_length=64)
    vector = HalfVectorField(dimensions=DIMENSIONS)

    class Meta:
        indexes = (models.Index(fields=("workspace", "embedder"), name="next_vector_by_workspace"),)
