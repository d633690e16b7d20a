"""D005 to D014: the data folder, the port, what is left of earlier runs, PostgreSQL's programs, the clock."""

import os
import pwd
import shutil
import time
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from clew.cli import static_files
from clew.cli.doctor.findings import Finding, Setup, broken, warning
from clew.cli.serving import ports, state
from clew.config import database, environment, programs
from clew.config.embedded import KEPT_FOR_ROOT
from clew.kit.errors import ExpectedError

GIGABYTE = 1_000_000_000
LEAST_SPACE = GIGABYTE // 10
DAY = 86_400.0


def data_folder(setup: Setup) -> Iterator[Finding]:
    folder = setup.data
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield broken(
            "D005",
            f"{setup.data} cannot be written by {_me()}.",
            "Run Clew as its owner, or name another in CLEW_DATA.",
        )
        return
    for name in ("files", "static", "run"):
        path = setup.data / name
        if path.exists() and not os.access(path, os.W_OK | os.X_OK):
            yield broken("D005", f"{path} cannot be written by {_me()}.", f"Run: chown -R {_me()} '{path}'")


def port(setup: Setup) -> Iterator[Finding]:
    if state.is_served():
        return
    try:
        ports.ensure_free("127.0.0.1", setup.port)
    except ExpectedError as error:
        yield broken("D006", error.sentence.split(". ")[0] + ".", f"Run: clew serve --port {setup.port + 1}")


def leftovers(setup: Setup) -> Iterator[Finding]:
    """What a kill leaves. The next start clears it by itself; still it tells that something was killed."""
    found = state.read()
    if (setup.data / "run" / "serve.json").exists() and not state.is_served():
        left = [name for name, process in found.children.items() if process.living()] if found else []
        also = f", and its {' and '.join(left)} still run" if left else ""
        yield warning("D007", f"The last `clew serve` did not end in order{also}.", "Run: clew stop")
    if database.is_embedded() and database.embedded(setup.data).has_stale_lock():
        yield warning("D007", "The database was killed; its lock is still there.", "Nothing: the next start clears it.")


def stand_in(setup: Setup) -> Iterator[Finding]:
    if not setup.is_root or not database.is_embedded():
        return
    try:
        pwd.getpwnam(programs.STAND_IN)
    except KeyError:
        if not shutil.which("useradd"):
            yield broken(
                "D008",
                "PostgreSQL refuses to run as root, and this machine has no `useradd` to make a user for it.",
                "Run Clew as a normal user, set DATABASE_URL, or install the package that holds useradd (passwd, shadow).",
            )


def postgres_programs(setup: Setup) -> Iterator[Finding]:
    if not database.is_embedded():
        return
    try:
        wheel = programs.wheel()
    except programs.DatabaseFailure as error:
        yield broken("D009", str(error).split(". ")[0] + ".", "Run `make setup`, or set DATABASE_URL.")
        return
    if not programs.program("postgres").exists():
        yield broken("D009", f"{wheel} lacks PostgreSQL's programs.", "Run `make setup`, or set DATABASE_URL.")
    elif setup.is_root and not programs.is_open(wheel):
        yield warning(
            "D009",
            f"PostgreSQL's programs in {wheel} are out of reach for the user {programs.STAND_IN}: Clew uses a copy.",
            "Nothing; 40 MB are saved when Clew is installed where everybody may read.",
        )


def kept_elsewhere(setup: Setup) -> Iterator[Finding]:
    link = setup.data / "elsewhere"
    if link.is_symlink():
        yield warning(
            "D010",
            f"The database lies in {link.resolve()}: the user {programs.STAND_IN} cannot reach {setup.data}.",
            "Nothing; but back up with `clew backup`, since a copy of the data folder lacks the database.",
        )
    for home in KEPT_FOR_ROOT.iterdir() if setup.is_root and KEPT_FOR_ROOT.is_dir() else ():
        owner = Path((home / "belongs-to").read_text().strip())
        if (owner / "elsewhere").resolve() != home.resolve():
            sentence = f"{home} holds a database of {owner}, which knows nothing of it any more."
            yield warning("D010", sentence, f"If nobody needs it: rm -r {home}")


def static(setup: Setup) -> Iterator[Finding]:
    if not static_files.has_static_files():
        yield warning(
            "D011",
            "The static files of this version are not collected yet.",
            "Nothing: `clew serve` and `clew web` do it.",
        )


def secret(setup: Setup) -> Iterator[Finding]:
    path = setup.data / "secret.key"
    if environment.secret("CLEW_SECRET_KEY") or not path.exists():
        return
    if path.stat().st_mode & 0o077:
        yield broken("D012", f"{path} can be read by others, who could sign in as anybody.", f"Run: chmod 600 '{path}'")
    if not os.access(path, os.R_OK):
        yield broken("D012", f"{path} cannot be read by {_me()}.", "Run Clew as its owner.")
    elif len(path.read_text().strip()) < 32:
        yield broken(
            "D012", f"{path} is too short to be a key.", "Delete it; Clew makes a new one, and all sign in anew."
        )


def clock(setup: Setup) -> Iterator[Finding]:
    installed = (static_files.PACKAGE / "__init__.py").stat().st_mtime
    if time.time() < installed - DAY:
        says = datetime.now(UTC).date()
        yield broken(
            "D013",
            f"The clock says {says}, a time before this Clew was installed.",
            "Set the clock, or let the machine do it: timedatectl set-ntp true",
        )
    try:
        zoneinfo.ZoneInfo("Europe/Berlin")
    except zoneinfo.ZoneInfoNotFoundError:
        yield broken("D013", "This machine knows no time zones.", "Install tzdata, from the system or with pip.")


def space(setup: Setup) -> Iterator[Finding]:
    folder = setup.data
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < GIGABYTE:
        level = broken if free < LEAST_SPACE else warning
        yield level("D014", f"Only {free / 1e6:,.0f} MB are free where {setup.data} lies.", "Make room: at least 1 GB.")


def _me() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"user {os.geteuid()}"
