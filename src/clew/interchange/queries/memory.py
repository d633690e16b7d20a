"""How the last file like this one was mapped: offered again, so that a weekly export is mapped once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clew.interchange.models import ColumnMap, Format, ImportRun, OptionKind, RunStatus
from clew.kit.tables import Layout
from clew.kit.text import normalise
from clew.workspaces.models import Workspace

LOOKED_AT = 50
"""So many imports back; a file that comes every week is among them."""


@dataclass(frozen=True)
class Remembered:
    """What was chosen for the file `file_name`. Its readings are answers to begin with, never taken unasked."""

    columns: ColumnMap = field(default_factory=ColumnMap)
    options: Mapping[str, str] = field(default_factory=dict)
    file_name: str = ""


def remembered(
    *, workspace: Workspace, format_: Format, layout: Layout, options: Mapping[str, str] | None = None
) -> Remembered | None:
    """Of the last import that is in and had the same headers, in whatever order; undone ones do not count.

    Where `options` already name what the records belong to, such as the channel, only of an import into the same.
    """
    done = ImportRun.objects.filter(workspace=workspace, record=format_.key, status=RunStatus.DONE)
    latest = done.order_by("-created_at", "-id").values_list("reading__columns", "mapping", "options", "file_name")
    headers, named = set(layout.names), _named(format_, options or {})
    for columns, mapping, chosen, file_name in latest[:LOOKED_AT]:
        is_alike = {column["name"] for column in columns or ()} == headers
        if is_alike and named.items() <= _named(format_, chosen).items():
            return Remembered(ColumnMap.from_json(mapping), chosen, file_name)
    return None


def _named(format_: Format, options: Mapping[str, str]) -> dict[str, str]:
    keys = (option.key for option in format_.options if option.kind is OptionKind.TEXT)
    return {key: normalise(options[key]) for key in keys if options.get(key)}
