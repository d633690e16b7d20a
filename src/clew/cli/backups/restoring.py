"""`clew restore`: what a backup holds takes the place of what is here, all of it or nothing.

The backup is checked, then loaded into a database of its own beside the present one, counted and brought up to date;
the files are written beside the present ones. Only then both are exchanged, by renaming. Whatever fails before leaves
everything as it was.
"""

import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import clew
from clew.cli import migrations
from clew.cli.backups import archive, places, tools
from clew.cli.backups.archive import Archive, Manifest
from clew.cli.backups.making import DUMP, FILES, SECRET, count_rows
from clew.cli.backups.places import Place
from clew.cli.serving import foundation, state
from clew.config import database, environment
from clew.config.areas import AREAS
from clew.config.programs import DatabaseFailure
from clew.kit.errors import Conflict, Invalid

SCRATCH = ".restore-"
PACKAGE = Path(clew.__file__).parent


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    has_secret: bool


def restore(path: Path, *, replace: bool) -> Restored:
    """Put the backup `path` in the place of what is here. What is here must be empty, or `replace` be given."""
    data = environment.data_folder()
    with archive.reading(path.expanduser().absolute()) as backup:
        _ensure_known(backup.manifest)
        backup.verify()
        with state.only_one(), database.ready():
            place = places.find(database.url(), replace=replace)
            if not replace and any((data / FILES).rglob("*")):
                raise Conflict(
                    f"There are files in {data / FILES} already. With --replace the backup's take their place."
                )
            for left in data.glob(f"{SCRATCH}*"):  # of a restore that was killed
                shutil.rmtree(left)
            _load(backup, place, data)
    return Restored(backup.manifest, SECRET in backup.manifest.members)


def _ensure_known(manifest: Manifest) -> None:
    """A backup of a newer Clew holds tables that this one knows nothing of."""
    unknown = [
        name
        for app, name in manifest.migrations
        if app in AREAS and not (PACKAGE / app / "migrations" / f"{name}.py").exists()
    ]
    if unknown:
        raise Invalid(f"The backup was made by Clew {manifest.clew}, which is newer than this one. Upgrade Clew first.")


def _load(backup: Archive, place: Place, data: Path) -> None:
    try:
        with TemporaryDirectory(prefix=SCRATCH, dir=data) as scratch, place.opened() as address:
            _load_database(backup, address, Path(scratch))
            for name in (*backup.names(FILES), *([SECRET] if SECRET in backup.manifest.members else [])):
                backup.extract(name, Path(scratch) / name)
            place.take()
            try:
                _exchange_files(Path(scratch), data)
            except OSError:
                place.give_back()
                raise
    except OSError as error:
        raise Invalid(f"{error.filename} cannot be written: {error.strerror}. Nothing was changed.") from error


def _load_database(backup: Archive, address: str, scratch: Path) -> None:
    backup.extract(DUMP, scratch / DUMP)
    with database.connect(address) as connection:
        tools.load(address, dumped=scratch / DUMP, server=connection.info.server_version // 10000)
        if count_rows(connection) != backup.manifest.rows:
            raise DatabaseFailure("The database that was loaded does not hold what was backed up. Nothing was changed.")
        if migrations.is_migrated(connection):
            return
    foundation.run_own("prepare", "--apply", settings={"DATABASE_URL": address}, stopped=threading.Event())


def _exchange_files(scratch: Path, data: Path) -> None:
    """By renaming; the old ones go with the scratch folder, or come back when the new ones cannot be put there."""
    old = scratch / "before"
    (scratch / FILES).mkdir(exist_ok=True)
    if (data / FILES).exists():
        (data / FILES).rename(old)
    try:
        (scratch / FILES).rename(data / FILES)
    except OSError:
        if old.exists():
            old.rename(data / FILES)
        raise
    if (scratch / SECRET).exists():
        (scratch / SECRET).replace(data / SECRET)
