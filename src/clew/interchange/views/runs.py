"""What became of a file: how far it is, the account of its rows, and what was refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.interchange.actions.running import cancel_run, queue_run
from clew.interchange.actions.undoing import can_undo, queue_undo, undo_effect
from clew.interchange.models import ImportRun, RunStatus, known_format
from clew.interchange.queries.background import job_of_run
from clew.interchange.queries.runs import refusals, refused_csv
from clew.interchange.queries.runs import runs as all_runs
from clew.kit import clock
from clew.kit.paging import page as page_of
from clew.kit.text import count, plural
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

PER_PAGE = 50
WAITS_LONG = 15
"""Seconds in the queue after which a person should look whether a worker runs."""


@dataclass(frozen=True)
class Progress:
    done: int
    total: int
    sentence: str


@require_GET
@door(need=Role.READER)
def imports(request: Request, scope: Scope) -> HttpResponse:
    """Every import, newest first."""
    found = page_of(
        all_runs(workspace=scope.workspace),
        by=("created_at", "id"),
        size=PER_PAGE,
        after=request.GET.get("after", ""),
    )
    rows = [(run, known_format(run.record)) for run in found.rows]
    return page(request, "interchange/imports.html", rows=rows, after=found.after)


@require_GET
@door(need=Role.READER)
def run(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    """One import. Where its columns are not chosen yet, an editor is led there."""
    found = scope.get(ImportRun.objects.select_related("created_by"), pk=pk)
    if found.status == RunStatus.MAPPING and found.file_key and scope.may(Role.EDITOR) and not found.message:
        return done(request, reverse("interchange:columns", args=(scope.workspace.slug, found.pk)))
    is_repeat = request.GET.get("show") == "repeats"
    return page(
        request,
        "interchange/run.html",
        run=found,
        format=known_format(found.record),
        progress=_progress(found, clock.now()),
        rows=refusals(run=found, after=request.GET.get("after", ""), is_repeat=is_repeat),
        is_repeat=is_repeat,
        counts=_counts(found),
        opens=_opens(scope, found),
        may_undo=scope.may(Role.EDITOR) and not can_undo(run=found, now=clock.now()),
    )


@require_GET
@door(need=Role.READER)
def progress(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    """How far it is, asked every 0.7 s; when it is over, the page is loaded anew."""
    found = scope.get(ImportRun.objects.defer("reading"), pk=pk)
    if not found.is_under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return page(request, "interchange/progress.html", run=found, progress=_progress(found, clock.now()))


@require_POST
@door(need=Role.EDITOR)
def start(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    """Import with the columns that were chosen, after a rehearsal or a failure."""
    found = scope.get(ImportRun, pk=pk)
    queue_run(run=found, is_rehearsal=False, now=clock.now())
    return done(request, _here(scope, found))


@require_POST
@door(need=Role.EDITOR)
def stop(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    found = cancel_run(run=scope.get(ImportRun, pk=pk), now=clock.now())
    return done(request, _here(scope, found))


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def undo(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    """What undoing the import would do; posting does it, in the background."""
    found = scope.get(ImportRun, pk=pk)
    if request.method == "POST":
        queue_undo(run=found, by=scope.actor, now=clock.now())
        return done(request, _here(scope, found))
    if can_undo(run=found, now=clock.now()):
        return done(request, _here(scope, found))
    effect = undo_effect(run=found, now=clock.now())
    return page(request, "interchange/undo.html", run=found, format=known_format(found.record), effect=effect)


@require_GET
@door(need=Role.READER)
def refused(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    """The refused rows with their reasons, to mend and to import again."""
    found = scope.get(ImportRun, pk=pk)
    response = HttpResponse("".join(refused_csv(run=found)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="refused-rows.csv"'
    return response


def _opens(scope: Scope, run_: ImportRun) -> list[tuple[str, str]]:
    """Where to see what came in, as words and address."""
    pages = known_format(run_.record).opens if run_.status == RunStatus.DONE else ()
    return [(words, reverse(name, args=(scope.workspace.slug,))) for words, name in pages]


def _here(scope: Scope, run_: ImportRun) -> str:
    return reverse("interchange:run", args=(scope.workspace.slug, run_.pk))


def _counts(run_: ImportRun) -> list[tuple[str, int, str]]:
    """(what, how many, in which words it is explained), in the order of the account."""
    return [
        ("created", run_.created, "new"),
        ("updated", run_.updated, "known, and changed by this file"),
        ("unchanged", run_.unchanged, "known, with nothing new"),
        ("duplicates", run_.duplicates, "said again further down, or twice in this file"),
        ("refused", run_.refused, "not taken; the reason stands with each"),
    ]


def _progress(run_: ImportRun, now: datetime) -> Progress:
    if run_.status == RunStatus.UNDOING:
        return Progress(0, 0, "Taking back what this import brought.")
    if run_.status == RunStatus.QUEUED:
        waits = run_.started_at is not None and (now - run_.started_at).total_seconds() > WAITS_LONG
        more = " If this stays, no worker runs: `clew doctor` says what is wrong." if waits else ""
        return Progress(0, 0, f"Waiting for the worker.{more}")
    job = job_of_run(run=run_)
    trouble = f" It failed, and is tried again: {job.sentence}" if job and job.sentence else ""
    if not run_.rows_done:
        return Progress(0, run_.rows, f"Reading through the file: {plural(run_.rows, 'row')} so far.{trouble}")
    return Progress(
        run_.rows_done, run_.rows, f"{count(run_.rows_done)} of {plural(run_.rows, 'row')}{_pace(run_, now)}.{trouble}"
    )


def _pace(run_: ImportRun, now: datetime) -> str:
    """How fast, and how long still, once there is something to go by: of the rows since it began, or went on."""
    seconds = (now - run_.started_at).total_seconds() if run_.started_at else 0.0
    rows = run_.rows_done - (run_.rows_taken if run_.rows_taken < run_.rows_done and seconds < 10 else 0)
    if seconds <= 2 or rows <= 0:
        return ""
    rate = rows / seconds
    left = (run_.rows - run_.rows_done) / rate
    return f", {count(rate)} a second{f', about {_duration(left)} left' if left >= 1 else ''}"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
