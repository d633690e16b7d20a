"""clew migrate, doctor, backup, restore."""

import os
from pathlib import Path
from typing import Annotated

import typer

from clew.cli.output import Answer, Json, command


@command
def migrate(*, as_json: Json = False) -> Answer:
    """Bring the database's tables up to date with this version of Clew."""
    count = _bring_up_to_date(apply=True)
    words = f"{count} migrations applied." if count else "The database is up to date."
    return Answer(words, {"applied": count})


@command
def prepare(*, apply: bool = True, as_json: Json = False) -> Answer:
    """Migrate and collect static files: what `clew serve` runs before it serves."""
    return Answer(facts={"applied": _bring_up_to_date(apply=apply)})


def _bring_up_to_date(*, apply: bool) -> int:
    from clew.cli.application import django_ready
    from clew.cli.migrations import ensure_migrated
    from clew.cli.static_files import collect_static_files

    with django_ready():
        count = ensure_migrated(allowed=apply)
        collect_static_files()
    return count


@command
def doctor(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port that Clew is to listen on.")] = 8000,
    mail: Annotated[bool, typer.Option("--mail", help="Also try to reach the mail server.")] = False,
    as_json: Json = False,
) -> Answer:
    """Look for what is wrong with this set-up, and say how to mend it."""
    from clew.cli.doctor.embedding import path
    from clew.cli.doctor.examination import examine, is_well
    from clew.cli.doctor.findings import Setup
    from clew.config import environment

    found = examine(Setup(environment.data_folder(), port=port, is_root=os.geteuid() == 0, with_mail=mail))
    lines = [f"{one.id} {one.level}: {one.sentence}\n     {one.mend}" for one in found]
    kernel, said = path()
    facts = {"ok": is_well(found), "findings": [one.as_facts() for one in found], "embedding": kernel.value}
    return Answer("\n".join([*(lines or ["Everything is well."]), said]), facts, ok=is_well(found))


@command
def backup(
    *,
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    with_secret: Annotated[bool, typer.Option("--with-secret", help="Include the key that signs sessions.")] = False,
    as_json: Json = False,
) -> Answer:
    """Write the database and the uploaded files to one file."""
    from clew.cli.backups.making import backup as make
    from clew.kit.clock import now

    made = make(file, with_secret=with_secret, now=now())
    rows, files = sum(made.manifest.rows.values()), len(made.manifest.members) - 1 - with_secret
    words = f"{file}: {rows:,} rows and {files:,} files, {made.size / 1e6:,.1f} MB. Keep it as safe as the database."
    return Answer(words, {"file": str(file), "bytes": made.size, "rows": made.manifest.rows, "files": files})


@command
def restore(
    *,
    file: Annotated[Path, typer.Argument(help="A file that `clew backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of what is here, which is gone then.")
    ] = False,
    as_json: Json = False,
) -> Answer:
    """Put a backup in place: the whole of it, or nothing when something fails."""
    from clew.cli.backups.restoring import restore as put_back

    restored = put_back(file, replace=replace)
    rows = sum(restored.manifest.rows.values())
    words = f"Restored {rows:,} rows from {restored.manifest.made_at}, made by Clew {restored.manifest.clew}."
    if restored.has_secret:
        words += " The key that signs sessions was restored too."
    return Answer(words, {"made_at": restored.manifest.made_at, "rows": restored.manifest.rows})
