"""What customers said. There may be millions of notes: every index starts with the workspace or a foreign key."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import GeneratedField
from django.db.models.expressions import Func
from django.db.models.functions import Coalesce
from pgvector.django import BitField, HalfVectorField

from clew.insights.models.customers import Account, Person
from clew.interchange.models import ImportRun
from clew.kit.ids import id_field
from clew.workspaces.models import Workspace

DIMENSIONS = 512


class ChannelKind(models.TextChoices):
    SUPPORT = "support", "Support"
    CALL = "call", "Sales call"
    REVIEW = "review", "App review"
    SURVEY = "survey", "Survey"
    INTERVIEW = "interview", "Interview"
    PORTAL = "portal", "Portal"
    EMAIL = "email", "E-mail"
    OTHER = "other", "Other"


class NoteKind(models.TextChoices):
    """What a note mostly is. Blank: nobody said, and Clew is not sure enough."""

    PROBLEM = "problem", "Problem"
    REQUEST = "request", "Request"
    PRAISE = "praise", "Praise"
    QUESTION = "question", "Question"
    OTHER = "other", "Other"


class SaidBy(models.TextChoices):
    """Whose word a note's kind, mood or language is. Blank: its source's, as it came."""

    MACHINE = "machine", "Clew"
    PERSON = "person", "a person"


class Channel(models.Model):
    """A stream that notes arrive by. `mapping` is how the last file's columns were read, offered again next time."""

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=ChannelKind.choices, default=ChannelKind.OTHER)
    mapping = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "key"), name="one_channel_per_name"),
            models.CheckConstraint(condition=~models.Q(name=""), name="channel_has_a_name"),
            models.CheckConstraint(condition=models.Q(kind__in=ChannelKind.values), name="channel_kind_is_known"),
        )


class Note(models.Model):
    """One thing one customer said, at one time, in one channel.

    `voice` is whom it counts as: the person where known, else the note it repeats, else itself; counts of people count
    distinct voices. `source_key` recognises the same row in a later import, and `source_hash` what it said last: an
    import changes a note only when its source did, so that a person's correction stays. `said_at` is the arrival where
    the source gives no date (`is_dated` is false then, and trends leave it out).

    `kind`, `mood` and `language` are what counts: a person's word before the source's, the source's before the
    machine's; `…_origin` tells whose it is. `sensed` keeps what the machine found whatever counts (in percent:
    `{"kind": {"problem": 87, …}, "mood": {"-1": 70, …}, "language": {"en": 99}}`), `sensed_by` with which method;
    blank where the note is still to be looked at.
    """

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    channel = models.ForeignKey(Channel, models.RESTRICT, related_name="notes", db_index=False)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="notes", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="notes", db_index=False)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    said_at = models.DateTimeField()
    is_dated = models.BooleanField(default=True)
    rating = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    kind = models.CharField(max_length=10, choices=NoteKind.choices, blank=True, default="", db_default="")
    kind_origin = models.CharField(max_length=8, choices=SaidBy.choices, blank=True, default="", db_default="")
    mood = models.SmallIntegerField(null=True)
    mood_origin = models.CharField(max_length=8, choices=SaidBy.choices, blank=True, default="", db_default="")
    language = models.CharField(max_length=8, blank=True)
    language_origin = models.CharField(max_length=8, choices=SaidBy.choices, blank=True, default="", db_default="")
    sensed = models.JSONField(null=True)
    sensed_by = models.CharField(max_length=64, blank=True, default="", db_default="")
    url = models.TextField(blank=True)
    source_id = models.CharField(max_length=200, blank=True)
    source_key = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    source_hash = models.CharField(max_length=64, blank=True)
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="+", db_index=False)
    extra = models.JSONField(default=dict)
    duplicate_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="repeats", db_index=False)
    triaged_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    voice = GeneratedField(
        expression=Coalesce("person_id", "duplicate_of_id", "id"), output_field=models.UUIDField(), db_persist=True
    )
    search = GeneratedField(
        expression=Func("language", "title", "text", function="clew_words"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "number"), name="note_number_is_unique"),
            models.UniqueConstraint(fields=("channel", "source_key"), name="note_is_imported_once"),
            models.UniqueConstraint(
                fields=("id",), include=("voice", "account", "said_at", "is_dated"), name="note_covers_counting"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="note_has_text"),
            models.CheckConstraint(condition=models.Q(mood__in=(-1, 0, 1)) | models.Q(mood=None), name="mood_is_known"),
            models.CheckConstraint(condition=models.Q(kind__in=("", *NoteKind.values)), name="note_kind_is_known"),
        )
        indexes = (
            models.Index(fields=("workspace", "-said_at", "-id"), name="note_by_time"),
            models.Index(fields=("workspace", "channel", "-said_at", "-id"), name="note_by_channel"),
            models.Index(fields=("workspace", "account", "-said_at", "-id"), name="note_by_account"),
            models.Index(
                fields=("person", "-said_at"), name="note_by_person", condition=models.Q(person__isnull=False)
            ),
            models.Index(
                fields=("duplicate_of",), name="note_by_original", condition=models.Q(duplicate_of__isnull=False)
            ),
            models.Index(
                fields=("workspace", "-said_at", "-id"),
                include=("snoozed_until",),
                name="note_waiting",
                condition=models.Q(triaged_at=None, archived_at=None),
            ),
            models.Index(
                fields=("workspace", "snoozed_until"),
                name="note_asleep",
                condition=models.Q(snoozed_until__isnull=False, triaged_at=None, archived_at=None),
            ),
            models.Index(
                fields=("workspace", "-said_at", "-id"),
                name="note_archived",
                condition=models.Q(archived_at__isnull=False),
            ),
            models.Index(
                fields=("workspace", "kind", "-said_at", "-id"), name="note_by_kind", condition=~models.Q(kind="")
            ),
            models.Index(
                fields=("workspace", "language", "-said_at", "-id"),
                name="note_by_language",
                condition=~models.Q(language=""),
            ),
            models.Index(fields=("workspace", "sensed_by"), name="note_by_sensing"),
            models.Index(fields=("run",), name="note_by_run", condition=models.Q(run__isnull=False)),
            GinIndex(fields=("search",), name="note_search"),
        )

    @property
    def ref(self) -> str:
        return f"N-{self.number}"


class NoteVector(models.Model):
    """A note's place in meaning, by one embedder (name and version). Apart from the note, which stays narrow.

    `signs` has a bit for each number of the vector, set where it is above zero: a search compares those of the whole
    workspace, out of the index alone, and then the vectors of the nearest (docs/decisions/0012-search.md).
    """

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="vector_row")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    embedder = models.CharField(max_length=48)
    vector = HalfVectorField(dimensions=DIMENSIONS)
    signs = GeneratedField(
        expression=Func("vector", template=f"binary_quantize(%(expressions)s)::bit({DIMENSIONS})"),
        output_field=BitField(length=DIMENSIONS),
        db_persist=True,
    )

    class Meta:
        indexes = (
            models.Index(fields=("workspace", "embedder"), include=("note", "signs"), name="vector_signs_by_workspace"),
        )
