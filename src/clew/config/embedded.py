"""The embedded PostgreSQL: one server in the data folder, run by Clew's own adapter.

Own code, because the wheel's `get_server()` trusts any living process number in `postmaster.pid`, opens folder
permissions up to the root, and shares one lock file between all users.

What lies where: `postgres/` the data, `postgres.log`, `socket/`, `postgres.lock` (held while starting and stopping),
`postgres.users` (held, shared, while using). For root the data belong to a stand-in user; where that user cannot
reach the folder, say below root's home, `elsewhere` is a link to where the first three are kept instead.

Errors: `DatabaseFailure`, with what happened and the mend.
"""

import fcntl
import hashlib
import os
import pwd
import secrets
import shlex
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from clew.config import programs
from clew.config.programs import DatabaseFailure as DatabaseFailure  # noqa: PLC0414 - its public home is here

DATABASE = "clew"
PORT = 5432
"""Only a part of the socket's name: the server listens on no network address."""
KEPT_FOR_ROOT = Path("/var/lib/clew-pg")
LONGEST_SOCKET_FOLDER = 85
"""A socket's path holds 107 bytes (104 on macOS); the rest is the file name that PostgreSQL adds."""
LONGEST_LOG = 10_000_000
PATIENCE_TO_ANSWER = 60.0
PATIENCE_TO_RECOVER = 600.0
"""A server that was killed first replays its log, which may take minutes."""
PATIENCE_WITH_ORPHANS = 5.0


class Embedded:
    """One server in `folder`, with PostgreSQL's settings `options`. Several processes may call any method at once."""

    def __init__(self, folder: Path, **options: str) -> None:
        self.folder = folder.resolve()  # a link must not hide a living server
        self.options = {"shared_buffers": "256MB", "random_page_cost": "1.1"} | options
        self.is_root = os.geteuid() == 0

    @property
    def home(self) -> Path:
        """The folder that holds the server's files: the data folder, or where root's stand-in user can reach them."""
        link = self.folder / "elsewhere"
        return link.resolve() if link.is_symlink() else self.folder

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def socket(self) -> Path:
        """The folder of the server's socket: a function of the data folder alone, so that every process finds it."""
        usual = self.home / "socket"
        if len(bytes(usual)) < LONGEST_SOCKET_FOLDER and "," not in str(usual):  # libpq splits hosts at commas
            return usual
        mark = hashlib.sha256(bytes(self.folder)).hexdigest()[:10]
        return Path("/tmp") / f"clew-{os.geteuid()}-{mark}"  # noqa: S108 - its owner is checked before use

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.socket))}&port={PORT}"

    def exists(self) -> bool:
        """Whether a database was ever made here."""
        return (self.data / "PG_VERSION").exists()

    def start(self) -> None:
        """Start the server, or find it running; returns when it answers and the database `clew` exists."""
        self._make_folder()
        with self._alone():
            try:
                self._start()
            except OSError as error:
                raise DatabaseFailure(f"{error.filename} cannot be used: {error.strerror}.") from error

    def stop(self) -> bool:
        """Stop the server; False when none was running."""
        if not self.folder.exists():
            return False
        with self._alone():
            if not self.owner():
                return False
            self._pg_ctl("-m", "fast", "-w", "-t", "120", "-s", "stop", patience=130)
            return True

    @contextmanager
    def running(self) -> Iterator[None]:
        """Use the server: start it when need be, and stop it after the last of all its users, in any process."""
        self._make_folder()
        with self._open("postgres.users") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self.start()
            try:
                yield
            finally:
                with suppress(BlockingIOError):  # somebody else still uses it
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def stop_unused(self) -> bool:
        """Stop a server that nobody uses, left by somebody who was killed; False when none runs or it is in use."""
        if not self.folder.exists():
            return False
        with self._open("postgres.users") as users, suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return self.stop()
        return False

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def owner(self) -> psutil.Process | None:
        """The living postmaster. None when its file is missing, cut short, of a dead process, or the number is reused."""
        number = self._noted_process()
        try:
            process = psutil.Process(number) if number else None
            return process if process and self._is_ours(process) else None
        except psutil.Error:
            return None

    def has_stale_lock(self) -> bool:
        """Whether a postmaster died without tidying up. Harmless: the next start clears it."""
        return (self.data / "postmaster.pid").exists() and self.owner() is None

    def _start(self) -> None:
        who = programs.ensure_stand_in() if self.is_root else None
        self._choose_home(who)
        self._check_owner(who)
        self._make_socket_folder(who)
        end = time.monotonic() + PATIENCE_TO_ANSWER
        while not self.answers():
            if not self.owner():  # asked again each round: it may be dying just now
                self._launch(who)
            elif time.monotonic() > end:
                raise DatabaseFailure(f"PostgreSQL runs but does not answer. Its log is {self.log}.")
            time.sleep(0.02)
        self._create_database()

    def _launch(self, who: pwd.struct_passwd | None) -> None:
        self._make_log(who)
        if not self.exists():
            self._create_cluster(who)
        self._check_version()
        self._clear_stale()
        try:
            self._pg_ctl(
                "-l", self.log.name, "-w", "-t", f"{PATIENCE_TO_RECOVER:.0f}", "-s", "-o", self._settings(), "start",
                patience=PATIENCE_TO_RECOVER + 10,
            )  # fmt: skip
        except DatabaseFailure as error:
            said = self.log.read_text(errors="replace").strip()[-1500:]
            raise DatabaseFailure(f"{error}\nThe end of {self.log}:\n{said}") from error

    def _settings(self) -> str:
        """On the command line, not in a file: root never writes where the stand-in user could lay a trap."""
        settings = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_permissions": "0700",
            "unix_socket_directories": str(self.socket),
        } | self.options
        return shlex.join(part for key, value in settings.items() for part in ("-c", f"{key}={value}"))

    def _choose_home(self, who: pwd.struct_passwd | None) -> None:
        link = self.folder / "elsewhere"
        if link.is_symlink():
            if not self.home.is_dir():
                raise DatabaseFailure(
                    f"The database of {self.folder} was kept in {self.home}, which is gone. Restore a backup, or "
                    f"delete {link} to begin with an empty one."
                )
        elif who and not self.data.exists() and not self._open_the_way():
            KEPT_FOR_ROOT.mkdir(mode=0o711, parents=True, exist_ok=True)
            home = KEPT_FOR_ROOT / secrets.token_hex(5)  # never a name that an earlier folder had
            home.mkdir(mode=0o711)
            (home / "belongs-to").write_text(f"{self.folder}\n")
            link.symlink_to(home)

    def _open_the_way(self) -> bool:
        """Let the stand-in user pass through the data folder itself; whether they can reach it then."""
        if programs.reachable(self.folder.parent, inside=0o001) and self.folder.stat().st_uid == 0:
            self.folder.chmod(self.folder.stat().st_mode | 0o011)
        return programs.reachable(self.folder, inside=0o001)

    def _check_owner(self, who: pwd.struct_passwd | None) -> None:
        """Somebody else's database is left alone: PostgreSQL would only say that permissions are wrong."""
        if not self.data.exists():
            return
        owner, wanted = self.data.stat().st_uid, who.pw_uid if who else os.geteuid()
        if owner != wanted:
            raise DatabaseFailure(
                f"The database in {self.data} belongs to {_name(owner)}, and would run as {_name(wanted)}. "
                f"Run Clew as {'root' if _name(owner) == programs.STAND_IN else _name(owner)}, or set CLEW_DATA."
            )
        if who and not programs.reachable(self.home, inside=0o001):
            raise DatabaseFailure(
                f"The user {who.pw_name}, who runs PostgreSQL for root, can no longer reach {self.data}. Allow passing "
                "through the folders above it (chmod o+x), or set CLEW_DATA."
            )

    def _make_socket_folder(self, who: pwd.struct_passwd | None) -> None:
        """In the shared temporary folder somebody else might have been first, and would answer in our place."""
        if not os.path.lexists(self.socket):
            self.socket.mkdir(mode=0o700)
            _give(who, self.socket)
        found = self.socket.lstat()
        if self.socket.is_symlink() or found.st_uid != (who.pw_uid if who else os.geteuid()) or found.st_mode & 0o077:
            raise DatabaseFailure(f"{self.socket} belongs to {_name(found.st_uid)} or is open to others. Delete it.")

    def _make_log(self, who: pwd.struct_passwd | None) -> None:
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.log.touch(0o600)
        _give(who, self.log)

    def _create_cluster(self, who: pwd.struct_passwd | None) -> None:
        """Made beside its place and moved there at the end: a start cut short leaves no half database."""
        new = self.home / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        _give(who, new)
        programs.run(
            self._program("initdb"), "-D", new.name, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions", who=who, cwd=self.home,
        )  # fmt: skip
        if self.data.exists():
            self.data.rmdir()
        new.rename(self.data)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(programs.MAJOR):
            raise DatabaseFailure(
                f"The database in {self.data} was made by PostgreSQL {made_by}; this Clew brings {programs.MAJOR}. "
                "Make a backup with the Clew that made it, move the folder away, and restore the backup."
            )

    def _noted_process(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _is_ours(self, process: psutil.Process) -> bool:
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and process.name() == "postgres"
            and process.cwd() == str(self.data)
        )

    def _clear_stale(self) -> None:
        """Remove what a killed postmaster left, after the last of its children is gone.

        A lock that names a dead process is PostgreSQL's to judge. Ours to remove are those that would mislead it:
        cut short, or with a number that belongs to another process now (a zombie counts).
        """
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        self._end_orphans()
        number = self._noted_process()
        if number is None or psutil.pid_exists(number):
            lock.unlink(missing_ok=True)
            (self.socket / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """They end by themselves when they notice. One that does not is ended: the log replays what it had committed."""
        if self._orphans_after(PATIENCE_WITH_ORPHANS):
            for process in self._orphans():
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        if left := self._orphans_after(PATIENCE_WITH_ORPHANS):
            raise DatabaseFailure(f"Process {left[0].pid} of a killed PostgreSQL does not end. End it, or restart.")

    def _orphans_after(self, patience: float) -> list[psutil.Process]:
        """Those that are left after at most `patience` seconds. A zombie is gone: a container may never bury it."""
        end = time.monotonic() + patience
        while (left := self._orphans()) and time.monotonic() < end:
            time.sleep(0.02)
        return left

    def _orphans(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if self._is_ours(process):
                    found.append(process)
        return found

    def _create_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(f"create database {DATABASE}")

    def _pg_ctl(self, *arguments: object, patience: float) -> None:
        """Paths are given relative to the home: pg_ctl passes them through a shell, and they may hold any sign."""
        who = programs.ensure_stand_in() if self.is_root else None
        program = self._program("pg_ctl")
        programs.run(program, "-D", self.data.name, *arguments, who=who, cwd=self.home, patience=patience)

    def _program(self, name: str) -> Path:
        return programs.copy_programs(self.home) / name if self.is_root else programs.program(name)

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(mode=0o711 if self.is_root else 0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseFailure(f"{self.folder} cannot be made: {error.strerror}. Set CLEW_DATA.") from error

    @contextmanager
    def _open(self, name: str) -> Iterator[int]:
        path = self.folder / name
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise DatabaseFailure(
                f"{path} cannot be written: {error.strerror}. The folder belongs to {_name(self.folder.stat().st_uid)}; "
                "run Clew as that user, or set CLEW_DATA."
            ) from error
        try:
            yield file
        finally:
            os.close(file)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._open("postgres.lock") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _give(who: pwd.struct_passwd | None, *paths: Path) -> None:
    if who is None:
        return
    for path in paths:
        os.chown(path, who.pw_uid, who.pw_gid, follow_symlinks=False)


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
