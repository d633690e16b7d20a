"""Taking a file in: stored under a random name, looked at, and remembered as a run that waits for its columns."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from clew.interchange.models import Format, ImportRun, RunStatus, known_format
from clew.kit.errors import Conflict
from clew.kit.tables import FileTooLarge, Layout, Limits, Source, Wish, sniff
from clew.workspaces.access import Scope

FOLDER = "imports"


def start_run(
    *, scope: Scope, record: str, file: "File[Any]", name: str, now: datetime, wish: Wish | None = None
) -> ImportRun:
    """Keep an upload and find out how it is read. Raises the classes of `kit.tables`; then nothing is kept.

    Not an event: nothing of the workspace changes before the rows come in.
    """
    format_ = known_format(record)
    scope.require(format_.needs)
    size = file.size or 0
    if size > settings.UPLOAD_LIMIT:
        raise FileTooLarge(size=size, limit=settings.UPLOAD_LIMIT)
    key = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", file)
    try:
        with default_storage.open(key) as stored:
            layout = sniff(_stream(stored), limits(), wish)
        return create_run(scope=scope, format_=format_, name=name, size=size, key=key, layout=layout, now=now)
    except BaseException:
        default_storage.delete(key)
        raise


def read_again(*, run: ImportRun, wish: Wish) -> ImportRun:
    """Read the kept file as a person chose: another encoding, separator or header. Its columns are to be chosen anew."""
    if not run.is_open:
        raise Conflict("This import is under way or done. Start a new one to read the file otherwise.")
    with opened_file(run) as stream:
        layout = sniff(stream, limits(), wish)
    run.reading, run.mapping, run.status, run.rows = layout.to_json(), {}, RunStatus.MAPPING, layout.rows
    run.save(update_fields=["reading", "mapping", "status", "rows"])
    return run


def create_run(
    *, scope: Scope, format_: Format, name: str, size: int, key: str, layout: Layout, now: datetime
) -> ImportRun:
    return ImportRun.objects.create(
        workspace=scope.workspace,
        record=format_.key,
        file_name=Path(name).name[-255:] or "file",
        file_size=size,
        file_key=key,
        reading=layout.to_json(),
        rows=layout.rows,
        created_by=scope.actor.user,
        created_at=now,
    )


@contextmanager
def opened_file(run: ImportRun, source: Source | None = None) -> Iterator[BinaryIO]:
    """The run's file; `source` where it was never stored, as on the command line. Raises Conflict when it is gone."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield stream
    elif source is not None:
        yield source
    else:
        if not run.file_key or not default_storage.exists(run.file_key):
            raise Conflict("The file of this import is no longer kept. Pick it again.")
        with default_storage.open(run.file_key) as stored:
            yield _stream(stored)


def limits() -> Limits:
    return Limits(file=settings.UPLOAD_LIMIT)


def _stream(stored: "File[Any]") -> BinaryIO:
    return cast(BinaryIO, stored.file)


def forget_file(key: str) -> None:
    if key:
        default_storage.delete(key)
