"""Imports, looked back on."""

from collections.abc import Iterator

from django.db.models import QuerySet

from clew.interchange.models import ImportRun, Refusal
from clew.kit.paging import Page, page
from clew.kit.tables import write_csv
from clew.workspaces.models import Workspace

PER_PAGE = 100


def runs(*, workspace: Workspace) -> "QuerySet[ImportRun]":
    """Without the samples of their files, which only the page of one run needs; for paging by `("created_at", "id")`."""
    return ImportRun.objects.filter(workspace=workspace).select_related("created_by").defer("reading")


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
