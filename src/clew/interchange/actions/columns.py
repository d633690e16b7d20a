"""Choosing which column feeds which field."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import combinations

from django.db import transaction

from clew.interchange.actions.examining import examine
from clew.interchange.actions.uploads import opened_file
from clew.interchange.actions.wording import listed
from clew.interchange.models import (
    ColumnMap,
    Format,
    ImportRun,
    Kind,
    OptionKind,
    Reading,
    RunStatus,
    known_format,
)
from clew.kit.errors import Conflict, Invalid
from clew.kit.tables import Layout, Source


def choose_columns(
    *,
    run: ImportRun,
    fields: Mapping[str, Sequence[str]],
    options: Mapping[str, str],
    readings: Mapping[str, Reading] | None = None,
    source: Source | None = None,
) -> ImportRun:
    """Store which columns feed which fields, after a look at how they are written.

    Raises NeedsAnswer when a date or number column reads two ways and `readings` does not say which; Invalid, with the
    field or option, for anything else that cannot be. Not an event: nothing of the workspace changes yet.
    """
    format_ = known_format(run.record)
    layout = Layout.from_json(run.reading)
    chosen = checked_fields(format_, layout, fields)
    checked = checked_options(format_, options)
    with opened_file(run, source) as stream:
        found = examine(stream, layout, format_, chosen, dict(readings or {}))
    columns = ColumnMap(chosen, found)
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if not run.is_open:
            raise Conflict("This import is under way or done. Start a new one to choose other columns.")
        run.mapping, run.options, run.status, run.message = columns.to_json(), checked, RunStatus.MAPPING, ""
        run.save(update_fields=["mapping", "options", "status", "message"])
    return run


def checked_fields(format_: Format, layout: Layout, fields: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The chosen columns of each field that has any. Raises Invalid."""
    chosen = {key: tuple(dict.fromkeys(name for name in names if name)) for key, names in fields.items()}
    for key, names in chosen.items():
        known = format_.field(key)
        if known is None:
            raise Invalid(f"There is no field “{key}”. There are {listed([f.key for f in format_.fields])}.", field=key)
        for name in names:
            _check_column(name, layout, key)
        if len(names) > 1 and known.kind is not Kind.LONG_TEXT:
            raise Invalid(f"{known.label} takes one column, not {len(names)}.", field=key)
    _check_needed(format_, chosen)
    _check_sharing(format_, chosen)
    return {key: names for key, names in chosen.items() if names}


def _check_column(name: str, layout: Layout, key: str) -> None:
    if name in layout.names:
        return
    near = get_close_matches(name, layout.names, n=1, cutoff=0.5)
    hint = f"Did you mean “{near[0]}”?" if near else f"There are {listed(layout.names)}."
    raise Invalid(f"The file has no column “{name}”. {hint}", field=key)


def _check_needed(format_: Format, chosen: Mapping[str, Sequence[str]]) -> None:
    for known in format_.fields:
        if known.is_required and not chosen.get(known.key):
            raise Invalid(
                f"Choose the column for {known.label.lower()}: each {format_.label} needs it.", field=known.key
            )
    if format_.any_of and not any(chosen.get(key) for key in format_.any_of):
        labels = [known.label.lower() for known in format_.fields if known.key in format_.any_of]
        raise Invalid(f"Choose a column for at least one of {listed(labels)}.", field=format_.any_of[0])


def _check_sharing(format_: Format, chosen: Mapping[str, Sequence[str]]) -> None:
    for one, other in combinations(chosen, 2):
        common = set(chosen[one]) & set(chosen[other])
        if common and frozenset({one, other}) not in format_.shares:
            labels = [known.label for known in format_.fields if known.key in {one, other}]
            raise Invalid(f"The column “{min(common)}” cannot be both {' and '.join(labels)}.", field=other)


def checked_options(format_: Format, options: Mapping[str, str]) -> dict[str, str]:
    """Every option of the format, with its default where nothing was chosen. Raises Invalid."""
    if unknown := set(options) - {option.key for option in format_.options}:
        raise Invalid(f"There is no option “{min(unknown)}” for {format_.plural}.", field=min(unknown))
    checked = {}
    for option in format_.options:
        value = options.get(option.key, "").strip() or option.default
        if option.kind is OptionKind.FLAG:
            value = "yes" if value.lower() in {"yes", "true", "1", "on"} else ""
        if option.kind is OptionKind.CHOICE and value not in dict(option.choices):
            raise Invalid(f"{option.label}: choose {listed([key for key, _ in option.choices])}.", field=option.key)
        if option.is_required and not value:
            raise Invalid(f"{option.label} is needed. {option.help}".strip(), field=option.key)
        checked[option.key] = value
    return checked
