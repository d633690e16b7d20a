"""The embedded PostgreSQL, hard-handled: real servers, one data folder each."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.cli import machinery

from clew.config import embedded, programs
from clew.config.embedded import DatabaseFailure, Embedded

pytestmark = pytest.mark.xdist_group("embedded")  # one server for all
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has a stand-in user")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """A data folder with a database of one table and one row, not running."""
    with machinery.folder() as folder:
        server = Embedded(folder)
        with server.running(), psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("create table kept (word text)")
            connection.execute("insert into kept values ('thread')")
        yield folder


@pytest.fixture
def server(cluster: Path) -> Iterator[Embedded]:
    """The server of that folder. Whatever a test does to it is undone: a copy for each would take longer."""
    server = Embedded(cluster, fsync="off")
    settings = server.data / "postgresql.auto.conf"
    before = settings.read_text()
    yield server
    server.stop()
    lock_of(server).unlink(missing_ok=True)
    settings.write_text(before)
    (server.data / "PG_VERSION").write_text(f"{programs.MAJOR}\n")


def kept(server: Embedded) -> str:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute("select word from kept").fetchone()
    return str(row[0]) if row else ""


def lock_of(server: Embedded) -> Path:
    return server.data / "postmaster.pid"


def test_it_starts_is_found_running_and_stops(server: Embedded):
    assert server.owner() is None
    server.start()
    first = server.owner()
    server.start()
    assert server.owner() == first
    assert kept(server) == "thread"
    assert server.stop()
    assert not server.stop()
    assert not server.has_stale_lock()


def test_it_listens_on_no_network_address(server: Embedded):
    with server.running():
        owner = server.owner()
        assert owner
        assert owner.net_connections("inet") == []
        assert server.socket.stat().st_mode & 0o077 == 0


def test_three_starters_at_once_get_one_server(server: Embedded):
    code = "import sys; from pathlib import Path; from clew.config.embedded import Embedded\n"
    code += "server = Embedded(Path(sys.argv[1])); server.start(); print(server.owner().pid)"
    starters = [
        subprocess.Popen([sys.executable, "-c", code, str(server.folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    numbers = {starter.communicate(timeout=60)[0] for starter in starters}
    assert len(numbers) == 1
    assert server.owner() == psutil.Process(int(numbers.pop()))


def test_a_killed_server_starts_again_with_everything_committed(server: Embedded):
    server.start()
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("insert into kept values ('clew')")
        os.kill(int(lock_of(server).read_text().split()[0]), signal.SIGKILL)
    server.start()
    with psycopg.connect(server.url(), autocommit=True) as connection:
        assert connection.execute("delete from kept where word = 'clew'").rowcount == 1


@pytest.mark.parametrize("left", ["", "\n", "garbage", "{other}\n", "{other}\n/somewhere\n1\n5432\n", "99999999\n"])
def test_a_lock_that_means_nothing_is_no_hindrance(server: Embedded, left: str):
    """Cut short, garbage, or with a number that belongs to another process now."""
    lock_of(server).write_text(left.format(other=os.getpid()))
    assert server.has_stale_lock()
    server.start()
    assert kept(server) == "thread"


def test_a_zombie_of_the_noted_number_is_no_server(server: Embedded):
    zombie = subprocess.Popen(["true"])
    machinery.until(lambda: psutil.Process(zombie.pid).status() == psutil.STATUS_ZOMBIE)
    lock_of(server).write_text(f"{zombie.pid}\n")
    server.start()
    assert kept(server) == "thread"
    zombie.wait()


@pytest.mark.parametrize("name", ["with space", "quote\"s 'n $HOME `x` 100% ü; #&?", "a,b", "long/" * 40 + "end"])
def test_any_path_will_do(server: Embedded, name: str):
    with machinery.folder(name) as folder:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server.folder.rename(folder)
        moved = Embedded(folder)
        try:
            with moved.running():
                assert kept(moved) == "thread"
                assert len(bytes(moved.socket)) < embedded.LONGEST_SOCKET_FOLDER
            if not moved.socket.is_relative_to(folder):
                moved.socket.rmdir()
        finally:
            moved.stop()
            folder.rename(server.folder)


def test_a_link_to_the_folder_finds_the_same_server(server: Embedded):
    link = server.folder.parent / "link"
    link.symlink_to(server.folder)
    with server.running():
        assert Embedded(link).owner() == server.owner()
        assert kept(Embedded(link)) == "thread"


def test_the_environment_of_postgres_leads_nowhere_else(server: Embedded, monkeypatch: pytest.MonkeyPatch):
    for name, value in {
        "PGPORT": "6000",
        "PGDATA": "/nowhere",
        "PGHOST": "/nowhere",
        "PGUSER": "x",
        "PGDATABASE": "x",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CLEW_SECRET_KEY", "of no business to the server")
    with server.running():
        assert kept(server) == "thread"
        owner = server.owner()
        assert owner
        assert "CLEW_SECRET_KEY" not in owner.environ()


def test_a_first_start_cut_short_is_begun_anew(nowhere: Path):
    server = Embedded(nowhere)
    half = nowhere / "postgres.new"
    half.mkdir(parents=True)
    nowhere.chmod(0o711)
    (half / "PG_VERSION").write_text("18\n")
    with server.running():
        assert server.answers()
    assert not half.exists()


def test_the_last_user_stops_it_and_a_killed_one_counts_no_more(server: Embedded):
    code = "import sys, time; from pathlib import Path; from clew.config.embedded import Embedded\n"
    code += "with Embedded(Path(sys.argv[1])).running():\n    print('in', flush=True); time.sleep(300)"
    other = subprocess.Popen([sys.executable, "-c", code, str(server.folder)], stdout=subprocess.PIPE)
    assert other.stdout
    other.stdout.readline()
    with server.running():
        pass
    assert server.answers()
    other.kill()
    other.communicate()
    assert server.answers()
    with server.running():
        pass
    assert not server.answers()


def test_children_of_a_killed_postmaster_that_do_not_notice_are_ended(
    server: Embedded, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(embedded, "PATIENCE_WITH_ORPHANS", 0.5)
    server.start()
    owner = server.owner()
    assert owner
    child = owner.children()[0]
    child.suspend()
    owner.kill()
    server.start()
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    assert kept(server) == "thread"


def test_a_database_of_another_version_is_refused_in_one_sentence(server: Embedded):
    (server.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(DatabaseFailure, match=r"made by PostgreSQL 15.*this Clew brings 18.*backup"):
        server.start()


def test_a_server_that_cannot_start_says_why(server: Embedded):
    with (server.data / "postgresql.auto.conf").open("a") as file:
        file.write("max_connections = none\n")
    with pytest.raises(DatabaseFailure, match="max_connections"):
        server.start()


def test_a_folder_that_cannot_be_made_is_named(nowhere: Path):
    (nowhere.parent / "file").touch()
    with pytest.raises(DatabaseFailure, match="CLEW_DATA"):
        Embedded(nowhere.parent / "file" / "below").start()


def test_a_log_that_grew_is_put_aside(server: Embedded, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(embedded, "LONGEST_LOG", 10)
    with server.running():
        pass
    with server.running():
        pass
    assert (server.folder / "postgres.log.1").stat().st_size > 10


def test_stopping_an_unused_server_spares_a_used_one(server: Embedded):
    with server.running():
        assert not Embedded(server.folder).stop_unused()
        assert server.answers()
    server.start()
    assert server.stop_unused()


def test_starting_is_quick_when_it_runs_already(server: Embedded):
    with server.running():
        begun = time.process_time()
        server.start()
        assert time.process_time() - begun < 0.2


# ── as root ───────────────────────────────────────────────────────────────────────────────────────────
@only_root
def test_root_writes_nothing_into_what_the_stand_in_owns(server: Embedded):
    with server.running():
        stand_in = pwd.getpwnam(programs.STAND_IN).pw_uid
        assert {path.stat().st_uid for path in server.data.rglob("*") if path.is_file()} == {stand_in}
        assert server.folder.stat().st_uid == 0


@only_root
def test_data_below_a_private_folder_are_kept_where_the_stand_in_reaches_them(nowhere: Path):
    private = nowhere.parent / "private"
    private.mkdir(mode=0o700)
    server = Embedded(private / "data")
    try:
        with server.running(), psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("create table kept as select 'thread' as word")
        assert (private.stat().st_mode & 0o777) == 0o700
        assert server.home.parent == embedded.KEPT_FOR_ROOT
        with server.running():
            assert kept(server) == "thread"
        shutil.rmtree(server.home)
        with pytest.raises(DatabaseFailure, match="which is gone"):
            server.start()
    finally:
        shutil.rmtree(server.home, ignore_errors=True)


@only_root
def test_somebody_elses_database_is_left_alone(server: Embedded):
    subprocess.run(["chown", "-R", "nobody", str(server.folder)], check=True)
    try:
        with pytest.raises(DatabaseFailure, match="belongs to nobody, and would run as clew-pg"):
            server.start()
    finally:
        subprocess.run(["chown", "-R", programs.STAND_IN, str(server.data), str(server.socket)], check=True)
        subprocess.run(["chown", "root", str(server.folder)], check=True)


@only_root
def test_a_socket_folder_that_somebody_else_made_is_refused(server: Embedded):
    server.socket.rmdir()
    elsewhere = server.folder.parent / "trap"
    elsewhere.mkdir()
    server.socket.symlink_to(elsewhere)
    with pytest.raises(DatabaseFailure, match="Delete it"):
        server.start()
    assert elsewhere.stat().st_uid == 0
    server.socket.unlink()


@only_root
def test_programs_below_a_private_folder_are_copied_whole(nowhere: Path, monkeypatch: pytest.MonkeyPatch):
    private = nowhere.parent / "private"
    private.mkdir(mode=0o700)
    wheel = programs.wheel()
    for part in (wheel / programs.INSTALL, wheel.parent / f"{wheel.name}.libs"):
        shutil.copytree(part, private / part.relative_to(wheel.parent), symlinks=True, copy_function=link_or_copy)
    monkeypatch.setattr(programs, "wheel", lambda: private / wheel.name)
    (nowhere / "programs" / "half").mkdir(parents=True)  # a copy that was cut short
    nowhere.chmod(0o711)
    server = Embedded(nowhere)
    with server.running():
        owner = server.owner()
        assert owner
        assert Path(owner.exe()).is_relative_to(nowhere / "programs")
    assert not (nowhere / "programs" / "half").exists()


def link_or_copy(source: str, to: str) -> None:
    try:
        os.link(source, to)
    except OSError:  # another file system
        shutil.copy2(source, to)


@only_root
def test_without_useradd_root_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(programs, "STAND_IN", "nobody-of-this-name")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DatabaseFailure, match=r"no `useradd`.*normal user"):
        programs.ensure_stand_in()


def test_a_missing_wheel_is_named_with_the_mend(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(programs, "find_spec", lambda _: None)
    with pytest.raises(DatabaseFailure, match=r"make setup.*DATABASE_URL"):
        programs.wheel()
