"""Imports, and what became of every row."""

from django.conf import settings
from django.db import models

from clew.kit.ids import id_field
from clew.workspaces.models import Workspace


class RunStatus(models.TextChoices):
    MAPPING = "mapping", "Waiting for its columns"
    REHEARSED = "rehearsed", "Rehearsed"
    QUEUED = "queued", "Waiting its turn"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


class ImportRun(models.Model):
    """One file on its way in. The five counts add up to `rows` when it is done, or rehearsed.

    `reading` is how the file is read (`kit.tables.Layout`), `mapping` which column feeds which field
    (`interchange.models.ColumnMap`), both as JSON. `file_key` names the upload in Django's storage while it is kept.
    `started_at` is when it was sent to the worker, then when the worker began.

    A large file comes in slices, each one transaction: `rows_taken` of its rows are in for good and counted below, and
    the rest follows whatever happened between. `taken_at` is the time that all its records carry; a record with another
    was changed since. `is_counted`: the first reading is done.
    """

    id = id_field()
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    record = models.CharField(max_length=32)
    file_name = models.CharField(max_length=255)
    file_size = models.BigIntegerField()
    file_key = models.CharField(max_length=120, blank=True)
    reading = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    status = models.CharField(max_length=12, choices=RunStatus.choices, default=RunStatus.MAPPING)
    is_rehearsal = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_taken = models.PositiveIntegerField(default=0, db_default=0)
    is_counted = models.BooleanField(default=False, db_default=False)
    taken_at = models.DateTimeField(null=True)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "import"
        indexes = (models.Index(fields=("workspace", "-created_at"), name="import_by_time"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(status__in=RunStatus.values), name="import_status_is_known"),
            models.CheckConstraint(
                condition=~models.Q(status__in=("done", "rehearsed"))
                | models.Q(
                    rows=models.F("created")
                    + models.F("updated")
                    + models.F("unchanged")
                    + models.F("duplicates")
                    + models.F("refused")
                ),
                name="import_accounts_for_every_row",
            ),
        )

    @property
    def is_open(self) -> bool:
        """Whether its columns may still be chosen: nothing of it was imported, and nothing is under way."""
        is_waiting = self.status in {RunStatus.MAPPING, RunStatus.REHEARSED, RunStatus.FAILED, RunStatus.CANCELLED}
        return is_waiting and not self.rows_taken

    @property
    def is_stuck(self) -> bool:
        """Whether it failed with a part of its rows in: it may go on, or be undone."""
        return self.status == RunStatus.FAILED and self.rows_taken > 0

    @property
    def is_under_way(self) -> bool:
        return self.status in {RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.UNDOING}


class Refusal(models.Model):
    """A row that was not taken: which one (the first row of data is 1), its line in the file, which column, and why.

    `is_repeat` marks a duplicate of an earlier row, which is no fault. Only the first thousands of each are kept.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="refusals", db_index=False)
    is_repeat = models.BooleanField(default=False)
    row = models.PositiveIntegerField()
    line = models.PositiveIntegerField(default=0)
    column = models.CharField(max_length=300, blank=True)
    reason = models.TextField()
    value = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=("run", "is_repeat", "row", "id"), name="refusal_by_row"),)
