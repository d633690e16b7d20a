"""Where the process listens that knows meanings (`clew.cli.serving.meaning`): a socket for this machine's owner alone."""

import hashlib
import os
from pathlib import Path

from clew.config import environment

LONGEST = 100
"""A socket's path holds 107 bytes (104 on macOS)."""


def socket_path() -> Path:
    """In the data folder's `run/`; below /tmp where that is too long a path, in a folder that is checked before use."""
    usual = environment.data_folder() / "run" / "meaning.sock"
    if len(bytes(usual)) <= LONGEST:
        return usual
    mark = hashlib.sha256(bytes(usual)).hexdigest()[:10]
    return Path("/tmp") / f"clew-meaning-{os.geteuid()}-{mark}" / "meaning.sock"  # noqa: S108 - its owner is checked


def ensure_folder(path: Path) -> None:
    """Make the socket's folder, or refuse one that somebody else made."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent.stat().st_uid != os.geteuid():
        raise environment.BadEnvironment(f"{path.parent} belongs to somebody else. Name another folder in CLEW_DATA.")
