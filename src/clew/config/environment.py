"""The few environment variables that Clew reads, each through one typed helper.

`NAME_FILE` works beside every secret, for container secrets: the value is then the file's content.
"""

import os
from pathlib import Path

import platformdirs

ROOTS_DATA = Path("/var/lib/clew")
"""Where root keeps data: the embedded database's stand-in user must reach it, and cannot below root's home."""


class BadEnvironment(Exception):
    """An environment variable holds something that Clew cannot use; the text says which, and how to mend it."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if value in {"", "1", "yes", "true", "on", "0", "no", "false", "off"}:
        return default if not value else value in {"1", "yes", "true", "on"}
    raise BadEnvironment(f"{name} is “{value}”. Write yes or no.")


def secret(name: str, default: str = "") -> str:
    if path := text(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise BadEnvironment(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    return text(name, default)


def names(name: str) -> list[str]:
    return [part.strip() for part in text(name).split(",") if part.strip()]


def number(name: str, default: int) -> int:
    value = text(name)
    if value and not value.isdecimal():
        raise BadEnvironment(f"{name} is “{value}”. Write a whole number.")
    return int(value or default)


def data_folder() -> Path:
    """The one folder that Clew writes to: database, uploads, secret key, logs."""
    if named := text("CLEW_DATA"):
        return Path(named).expanduser().resolve()
    if os.geteuid() == 0:
        return ROOTS_DATA
    return Path(platformdirs.user_data_dir("clew"))


def ensure_data_folder() -> Path:
    """The data folder, made where it is missing: for its owner alone. (As root others may pass through it: PostgreSQL
    does.)
    """
    folder = data_folder()
    mend = "Run Clew as its owner, or name another folder in CLEW_DATA."
    try:
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadEnvironment(f"The data folder {folder} cannot be made: {error.strerror}. {mend}") from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise BadEnvironment(f"The data folder {folder} cannot be written. {mend}")
    return folder


def static_folder() -> Path:
    """Where static files are collected: below the data folder, since the package may belong to somebody else."""
    return data_folder() / "static"
