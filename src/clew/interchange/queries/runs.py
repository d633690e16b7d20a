"""Imports, looked back on."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from django.db.models import QuerySet

from clew.interchange.models import ImportRun, Refusal, RunStatus
from clew.kit.errors import NotFound
from clew.kit.paging import Page, page
from clew.kit.tables import write_csv
from clew.workspaces.models import Workspace

PER_PAGE = 100
UUID_LENGTH = 36


def runs(*, workspace: Workspace) -> "QuerySet[ImportRun]":
    """Without the samples of their files, which only the page of one run needs; for paging by `("created_at", "id")`."""
    return ImportRun.objects.filter(workspace=workspace).select_related("created_by").defer("reading")


def find_run(*, workspace: Workspace, name: str) -> ImportRun:
    """A run by its id, or the last that was done. Raises NotFound."""
    found = ImportRun.objects.filter(workspace=workspace).order_by("-created_at", "-id")
    if name == "last":
        run = found.filter(status=RunStatus.DONE).first()
    else:
        with suppress(ValueError):
            name = str(UUID(name))
        run = found.filter(pk=name).first() if len(name) == UUID_LENGTH else None
    if run is None:
        last = ", ".join(f"{run.pk} ({run.file_name})" for run in found[:3])
        raise NotFound(
            f"There is no import “{name}” here. {f'The latest are {last}.' if last else ''}".strip(), field="undo"
        )
    return run


def refusals(*, run: ImportRun, after: str = "", is_repeat: bool = False, size: int = PER_PAGE) -> Page[Refusal]:
    """A page of the rows that were refused, or of those that repeat another, in the order of the file."""
    found = Refusal.objects.filter(run=run, is_repeat=is_repeat)
    return page(found, by=("row", "id"), size=size, after=after, newest_first=False)


def refused_csv(*, run: ImportRun) -> Iterator[str]:
    """The refused rows with their reasons, as a CSV that is safe to open in a spreadsheet."""
    yield from write_csv([("Row", "Line", "Column", "Value", "Reason")])
    rows = Refusal.objects.filter(run=run, is_repeat=False).order_by("row", "id")
    fields = ("row", "line", "column", "value", "reason")
    yield from write_csv(rows.values_list(*fields).iterator(chunk_size=2_000))
