"""What an import did to each record, so that it can go on after a break, and be undone."""

from django.db import models

from clew.interchange.models.runs import ImportRun


class OddRow(models.Model):
    """A row that repeats another (`first` is the first of them, else the row itself) or that a later one says anew.

    Found by the first reading of the file, before anything is written; gone when the import is over.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    first = models.PositiveIntegerField()
    is_superseded = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=("run", "number"), name="odd_row_by_number"),)


class Touched(models.Model):
    """A record that an import wrote: made where `before` is null, else changed, with the columns as they stood before.

    `model` is the Django label, such as insights.Note. Of several lines for one record, the first says what it was.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+", db_index=False)
    model = models.CharField(max_length=60)
    record = models.UUIDField()
    before = models.JSONField(null=True)

    class Meta:
        verbose_name_plural = "touched"
        indexes = (models.Index(fields=("run", "model", "id"), include=("record",), name="touched_by_run"),)


class Trouble(models.Model):
    """Why a background job failed, in a sentence; it goes when the job succeeds or is discarded.

    `task` and `args` name the job as the queue does. `times` counts its failures in a row.
    """

    id = models.BigAutoField(primary_key=True)
    task = models.CharField(max_length=128)
    args = models.JSONField()
    sentence = models.TextField()
    times = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("task", "args"), name="trouble_of_a_job_once"),)
