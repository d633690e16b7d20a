"""A file comes in, and a person says which column holds what."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clew.interchange.actions.columns import choose_columns
from clew.interchange.actions.examining import ColumnQuestion, NeedsAnswer
from clew.interchange.actions.previewing import preview
from clew.interchange.actions.running import queue_run
from clew.interchange.actions.uploads import read_again, start_run
from clew.interchange.forms import ReadingForm, UploadForm, chosen_columns, chosen_options, chosen_readings
from clew.interchange.models import FORMATS, ColumnMap, Format, ImportRun, known_format
from clew.interchange.queries.guesses import guess_columns
from clew.interchange.queries.memory import Remembered, remembered
from clew.kit import clock
from clew.kit.errors import ExpectedError
from clew.kit.tables import Kind, Layout, TableError
from clew.kit.tables.encodings import label as encoding_label
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", "": "one column"}
SAMPLES = 3


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def new_import(request: Request, scope: Scope) -> HttpResponse:
    """Pick a file. What cannot be read is said under the field; nothing is kept then."""
    if request.method == "GET":
        record = request.GET.get("record", "")
        form = UploadForm(initial={"record": record if record in FORMATS else "notes"})
        return page(request, "interchange/new_import.html", form=form)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = start_run(
                scope=scope,
                record=form.cleaned_data["record"],
                file=file,
                name=file.name,
                now=clock.now(),
                wish=form.wish(),
            )
        except TableError as error:
            form.add_error("file", error.sentence)
        else:
            return done(request, reverse("interchange:columns", args=(scope.workspace.slug, run.pk)))
    return page(request, "interchange/new_import.html", 422, form=form)


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def columns(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    """Which column holds what. Posting it rehearses or imports."""
    run = scope.get(ImportRun, pk=pk)
    if not run.is_open or not run.file_key:
        return done(request, reverse("interchange:run", args=(scope.workspace.slug, run.pk)))
    if request.method == "GET":
        return _columns(request, scope, run)
    format_, layout = known_format(run.record), Layout.from_json(run.reading)
    try:
        run = choose_columns(
            run=run,
            fields=chosen_columns(request.POST, layout),
            options=chosen_options(request.POST, [option.key for option in format_.options]),
            readings=chosen_readings(request.POST, layout),
        )
    except NeedsAnswer as error:
        return _columns(request, scope, run, questions=error.questions, status=422)
    except ExpectedError as error:
        return _columns(request, scope, run, error=error, status=422)
    queue_run(run=run, is_rehearsal=request.POST.get("act") == "rehearse", now=clock.now())
    return done(request, reverse("interchange:run", args=(scope.workspace.slug, run.pk)))


@require_POST
@door(need=Role.EDITOR)
def preview_rows(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    """The first rows under the columns chosen at this moment. Changes nothing."""
    run = scope.get(ImportRun, pk=pk)
    layout = Layout.from_json(run.reading)
    found = preview(
        format_=known_format(run.record),
        layout=layout,
        fields=chosen_columns(request.POST, layout),
        readings=chosen_readings(request.POST, layout),
        workspace=scope.workspace,
    )
    return page(request, "interchange/preview.html", preview=found, format=known_format(run.record))


@require_POST
@door(need=Role.EDITOR)
def read_otherwise(request: Request, scope: Scope, pk: Any) -> HttpResponse:
    """Read the kept file with another encoding, separator or header."""
    run = scope.get(ImportRun, pk=pk)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return _columns(request, scope, run, reading=form, status=422)
    try:
        read_again(run=run, wish=form.wish())
    except ExpectedError as error:
        form.add_error(None, error.sentence)
        return _columns(request, scope, run, reading=form, status=422)
    return done(
        request, reverse("interchange:columns", args=(scope.workspace.slug, run.pk)), "Read again as you chose."
    )


def _columns(
    request: Request,
    scope: Scope,
    run: ImportRun,
    *,
    questions: tuple[ColumnQuestion, ...] = (),
    error: ExpectedError | None = None,
    reading: ReadingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    format_, layout = known_format(run.record), Layout.from_json(run.reading)
    is_posted = request.method == "POST" and reading is None
    last = None
    if not ColumnMap.from_json(run.mapping).fields:
        last = remembered(workspace=scope.workspace, format_=format_, layout=layout)
    fields = chosen_columns(request.POST, layout) if is_posted else _known_columns(run, format_, layout, last)
    readings = chosen_readings(request.POST, layout) if is_posted else ColumnMap.from_json(run.mapping).readings
    of_column = {name: key for key, names in fields.items() for name in names}
    return page(
        request,
        "interchange/columns.html",
        status,
        run=run,
        format=format_,
        choices=[("", "Keep it beside"), *((field.key, _choice(field)) for field in format_.fields)],
        columns=[
            (column, layout.samples_of(column.index)[:SAMPLES], of_column.get(column.name, ""))
            for column in layout.columns
        ],
        options=[(option, _value(request, run, last, option), _suggested(option, scope)) for option in format_.options],
        preview=preview(format_=format_, layout=layout, fields=fields, readings=readings, workspace=scope.workspace),
        layout=layout,
        like=last.file_name if last and not is_posted else "",
        read_as=_read_as(layout),
        questions=[(layout.names.index(asked.column), asked, _answer(readings, last, asked)) for asked in questions],
        answers=[(layout.names.index(name), known) for name, known in readings.items() if name in layout.names],
        error=error,
        reading=reading or ReadingForm(),
    )


def _read_as(layout: Layout) -> list[tuple[str, str]]:
    """How the file is read, as name and value."""
    if layout.kind is Kind.WORKBOOK:
        told = [("File", "Excel workbook"), ("Sheet", layout.part)]
    elif layout.kind is Kind.JSON:
        told = [("File", "JSON"), ("List", layout.part)]
    elif layout.kind is Kind.LINES:
        told = [("File", "JSON Lines")]
    else:
        separator = SEPARATOR_NAMES.get(layout.delimiter, layout.delimiter)
        told = [("Letters", encoding_label(layout.encoding)), ("Between cells", separator)]
    if layout.kind in {Kind.JSON, Kind.LINES}:
        return told
    more = f", {layout.header_rows} rows" if layout.header_rows > 1 else ""
    return [*told, ("Header", f"line {layout.header_line}{more}" if layout.header_line else "none")]


def _choice(field: Any) -> str:
    needed = " (needed)" if field.is_required else ""
    return f"{field.label}{needed}"


def _known_columns(
    run: ImportRun, format_: Format, layout: Layout, last: Remembered | None
) -> dict[str, tuple[str, ...]]:
    """What was chosen before, else for the last file like it, else what headers and cells suggest."""
    chosen = ColumnMap.from_json(run.mapping).fields or (last.columns.fields if last else {})
    return dict(chosen) or guess_columns(format_, layout)


def _value(request: Request, run: ImportRun, last: Remembered | None, option: Any) -> str:
    if request.method == "POST" and (posted := request.POST.get(f"option-{option.key}")) is not None:
        return posted
    return str((run.options or (last.options if last else {})).get(option.key, option.default))


def _suggested(option: Any, scope: Scope) -> list[str]:
    return list(option.suggest(scope.workspace)) if option.suggest else []


def _answer(readings: Any, last: Remembered | None, asked: ColumnQuestion) -> str:
    """What was said, else what was last time: to be confirmed, for this file may be written otherwise."""
    known = readings.get(asked.column) or (last.columns.readings.get(asked.column) if last else None)
    return (known.order or known.decimal) if known else ""
