"""The first rows of a file as the records that they would become, before anything is read in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from clew.interchange.actions.parsing import RowParser
from clew.interchange.models import ColumnMap, Field, Format, Kind, Outcome, Reading
from clew.kit.numbers import Rating
from clew.kit.tables import Layout, Row, clean_row
from clew.kit.text import day, money_exact, number
from clew.workspaces.models import Workspace

SHOWN = 5


@dataclass(frozen=True)
class Previewed:
    """`values` in the order of the fields that have columns; `refusal` says why the row would not be taken."""

    number: int
    values: tuple[str, ...] = ()
    refusal: str = ""


@dataclass(frozen=True)
class Preview:
    """`kept`: so many columns go with each record as they are, because no field takes them."""

    fields: tuple[Field, ...]
    rows: tuple[Previewed, ...]
    kept: int


def preview(
    *,
    format_: Format,
    layout: Layout,
    fields: Mapping[str, Sequence[str]],
    readings: Mapping[str, Reading],
    workspace: Workspace,
) -> Preview:
    """From the sample that was kept with the run: the file is not opened. Columns that do not exist are passed over."""
    chosen = {key: names for key, given in fields.items() if (names := tuple(n for n in given if n in layout.names))}
    parser = RowParser(format_, layout, ColumnMap(chosen, readings), workspace)
    mapped = tuple(field for field in format_.fields if field.key in chosen)
    rows = tuple(_row(place, cells, parser, mapped, workspace) for place, cells in enumerate(layout.sample[:SHOWN], 1))
    return Preview(mapped, rows, len(layout.names) - len({name for names in chosen.values() for name in names}))


def _row(
    place: int, cells: Sequence[str], parser: RowParser, mapped: Sequence[Field], workspace: Workspace
) -> Previewed:
    clean = clean_row(cells)
    found = parser.parse(Row(place, 0, tuple(clean)), clean)
    if isinstance(found, Outcome):
        return Previewed(place, refusal=f"{found.column}: {found.reason}")
    return Previewed(place, tuple(_shown(found.values[field.key], field, workspace) for field in mapped))


def _shown(value: Any, field: Field, workspace: Workspace) -> str:
    if isinstance(value, datetime | date):
        return _date(value, workspace)
    if isinstance(value, Decimal | Rating):
        return _number(value, field, workspace)
    if isinstance(value, tuple):
        return " / ".join(words.text for words in value)
    return "" if value is None else str(dict(field.choices).get(value, value))


def _date(value: date, workspace: Workspace) -> str:
    if not isinstance(value, datetime):
        return day(value)
    local = value.astimezone(ZoneInfo(workspace.timezone))
    return f"{day(local.date())}, {local:%H:%M}"


def _number(value: Decimal | Rating, field: Field, workspace: Workspace) -> str:
    if isinstance(value, Rating):
        return f"{number(value.value)} of {number(value.scale)}" if value.scale else number(value.value)
    return money_exact(value, workspace.currency) if field.kind is Kind.MONEY else number(value)
