"""The whole way in one call, for the command line, the demo and tests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from clew.interchange.actions.columns import choose_columns
from clew.interchange.actions.performing import perform, rehearse
from clew.interchange.actions.reporting import Progress
from clew.interchange.actions.uploads import create_run, limits
from clew.interchange.models import AccountOfRows, ColumnMap, Reading, known_format
from clew.interchange.queries.guesses import guess_columns
from clew.interchange.queries.memory import remembered
from clew.kit.errors import NotFound
from clew.kit.tables import Wish, sniff
from clew.workspaces.access import Scope


def import_file(
    *,
    scope: Scope,
    path: Path,
    record: str,
    now: datetime,
    fields: Mapping[str, Sequence[str]] | None = None,
    options: Mapping[str, str] | None = None,
    readings: Mapping[str, Reading] | None = None,
    wish: Wish | None = None,
    progress: Progress | None = None,
    rehearsal: bool = False,
) -> AccountOfRows:
    """Import the file at `path` here and now. Without `fields`, the columns are those of the last such file with the same
    headers, else guessed from headers and contents.

    `record` is a format's key (notes, accounts, people); `fields` names the columns of each field. The file stays where
    it is. A rehearsal leaves no trace. Raises ExpectedError when the whole file cannot be taken, and nothing is changed.
    """
    format_ = known_format(record)
    scope.require(format_.needs)
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", field="file")
    layout = sniff(path, limits(), wish)
    last = None
    if fields is None:
        last = remembered(workspace=scope.workspace, format_=format_, layout=layout, options=options)
        fields = last.columns.fields if last else guess_columns(format_, layout)
    run = create_run(
        scope=scope, format_=format_, name=path.name, size=path.stat().st_size, key="", layout=layout, now=now
    )
    try:
        run = choose_columns(run=run, fields=fields, options=options or {}, readings=readings, source=path)
    except BaseException:
        run.delete()
        raise
    try:
        work = rehearse if rehearsal else perform
        account = work(run=run, now=now, progress=progress, source=path)
    finally:
        if rehearsal:
            run.delete()
    readings = ColumnMap.from_json(run.mapping).readings
    again = [f"The columns are chosen as for {last.file_name}, which had the same headers."] if last else []
    remarks = [f"Column “{name}”: {reading.remark}" for name, reading in readings.items() if reading.remark]
    return replace(account, remarks=(*layout.remarks, *again, *remarks))
