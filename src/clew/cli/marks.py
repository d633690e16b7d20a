"""Small files in the data folder's `run/`: what was found once, as a hash over everything the finding rests on."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from clew.config import environment


def run_folder() -> Path:
    folder = environment.ensure_data_folder() / "run"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise environment.BadEnvironment(f"{folder} cannot be made: {error.strerror}.") from error
    return folder


def mark_of(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def read_mark(name: str) -> str:
    try:
        return (environment.data_folder() / "run" / name).read_text()
    except OSError:
        return ""


def write_mark(name: str, mark: str) -> None:
    """A mark that cannot be written costs time at the next start, nothing else."""
    with suppress(OSError):
        new = run_folder() / f"{name}.{os.getpid()}"
        new.write_text(mark)
        new.replace(run_folder() / name)
