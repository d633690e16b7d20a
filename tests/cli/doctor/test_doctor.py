"""Every finding provoked, where a machine lets itself be spoilt for real."""

import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from tests.cli import machinery
from tests.cli.machinery import LEAN, clew

from clew.calc.embed import library
from clew.cli.doctor import machine
from clew.cli.doctor.examination import examine, is_well
from clew.cli.doctor.findings import Finding, Level, Setup
from clew.config import programs
from clew.config.embedded import Embedded

pytestmark = pytest.mark.xdist_group("doctor")  # one server for all
OLD_SERVER = Path("/usr/lib/postgresql/15/bin")
IS_ROOT = os.geteuid() == 0
Look = Callable[..., list[Finding]]


@pytest.fixture(scope="module")
def served() -> Iterator[Embedded]:
    """A server with an up-to-date database, for tests that put it back as it was."""
    with machinery.copied() as data, Embedded(data).running():
        yield Embedded(data)


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Look:
    """Examine a data folder, with nothing in the environment but what is given."""
    for name in [name for name in os.environ if name.startswith(("CLEW_", "DATABASE_URL"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(library, "find", lambda: library.Found(library.State.READY))  # a compiler is nobody's duty

    def examined(data: Path, *, with_mail: bool = False, port: int = 0, **environment: str) -> list[Finding]:
        for name, value in {"CLEW_DATA": str(data), **environment}.items():
            monkeypatch.setenv(name, value)
        return examine(Setup(data, port=port or machinery.free_port(), is_root=IS_ROOT, with_mail=with_mail))

    return examined


def only(findings: list[Finding], name: str) -> Finding:
    """The one finding of that id; every finding has a mend."""
    assert all(finding.sentence and finding.mend for finding in findings)
    found = [finding for finding in findings if finding.id == name]
    assert len(found) == 1, findings
    return found[0]


def test_a_sound_set_up_has_no_finding(served: Embedded, look: Look):
    assert look(served.folder) == []


def test_where_nothing_was_set_up_yet_nothing_is_broken_and_nothing_is_made(nowhere: Path, look: Look):
    assert [finding.id for finding in look(nowhere)] == ["D011"]
    assert not nowhere.exists()


def test_the_command_ends_with_1_when_something_is_broken_and_with_0_for_warnings(nowhere: Path):
    said = clew("doctor", "--json", "--port", str(machinery.free_port()), data=nowhere, env={"CLEW_DEBUG": "maybe"})
    assert said.code == 1
    assert said.json["ok"] is False
    assert [one["id"] for one in said.json["findings"] if one["id"] != "D019"] == ["D000", "D011"]  # see below
    said = clew("doctor", "--port", str(machinery.free_port()), data=nowhere)
    assert said.code == 0
    assert said.out.startswith("D011 warning: ")


def test_d000_a_variable_that_holds_nonsense(nowhere: Path, look: Look):
    finding = only(look(nowhere, CLEW_MAIL_PORT="many"), "D000")
    assert "CLEW_MAIL_PORT is “many”" in finding.sentence


def test_d001_a_database_that_cannot_be_reached(nowhere: Path, look: Look):
    finding = only(look(nowhere, DATABASE_URL="postgresql://127.0.0.1:1/clew"), "D001")
    assert finding.level == Level.BROKEN
    assert "refused" in finding.sentence


def test_d001_an_embedded_database_that_does_not_start(nowhere: Path, look: Look):
    (nowhere / "postgres").mkdir(parents=True)
    nowhere.chmod(0o711)
    (nowhere / "postgres" / "PG_VERSION").write_text("15\n")
    if IS_ROOT:
        shutil.chown(nowhere / "postgres", programs.ensure_stand_in().pw_uid)
    assert "made by PostgreSQL 15" in only(look(nowhere), "D001").sentence


@pytest.mark.skipif(not OLD_SERVER.exists(), reason="no PostgreSQL 15 on this machine")
def test_d002_a_server_that_is_too_old(nowhere: Path, look: Look, monkeypatch: pytest.MonkeyPatch):
    old = Embedded(nowhere)
    monkeypatch.setattr(programs, "program", lambda name: OLD_SERVER / name)
    monkeypatch.setattr(programs, "copy_programs", lambda _: OLD_SERVER)
    monkeypatch.setattr(programs, "MAJOR", 15)
    nowhere.mkdir(mode=0o711)
    who = programs.ensure_stand_in() if IS_ROOT else None
    (nowhere / "postgres").mkdir(mode=0o700)
    if who:
        os.chown(nowhere / "postgres", who.pw_uid, who.pw_gid)
    programs.run(OLD_SERVER / "initdb", "-D", "postgres", "-U", "postgres", "--auth=trust", who=who, cwd=nowhere)
    with old.running():
        finding = only(look(nowhere.parent / "other", DATABASE_URL=old.url()), "D002")
    assert "PostgreSQL 15; Clew needs 16" in finding.sentence


def test_d003_an_extension_that_may_not_be_made(served: Embedded, look: Look):
    with psycopg.connect(served.url("postgres"), autocommit=True) as connection:
        connection.execute("create role poor login")
        connection.execute("create database poor owner poor")
        try:
            address = served.url("poor").replace("postgres@", "poor@")
            finding = only(look(served.folder, DATABASE_URL=address), "D003")
            assert finding.mend.endswith("create extension vector;")
        finally:
            connection.execute("drop database poor with (force)")
            connection.execute("drop role poor")


def test_d004_pending_migrations_break_only_a_named_database(served: Embedded):
    mark = served.folder / "run" / "migrated"
    before = mark.read_text()
    mark.unlink()
    port = str(machinery.free_port())
    named = clew("doctor", "--json", "--port", port, data=served.folder, env=LEAN | {"DATABASE_URL": served.url()})
    embedded = clew("doctor", "--json", "--port", port, data=served.folder, env=LEAN)
    mark.write_text(before)
    assert (named.code, [one["id"] for one in named.json["findings"]]) == (1, ["D004"])
    assert "clew migrate" in named.json["findings"][0]["mend"]
    assert (embedded.code, embedded.json["findings"][0]["level"]) == (0, "warning")


def test_d005_a_data_folder_that_cannot_be_written(nowhere: Path, look: Look):
    (nowhere.parent / "file").touch()
    assert "cannot be written" in only(look(nowhere.parent / "file" / "below"), "D005").sentence


def test_d006_a_taken_port_names_who_holds_it(nowhere: Path, look: Look):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        finding = only(look(nowhere, port=other.getsockname()[1]), "D006")
    assert f"process {os.getpid()}" in finding.sentence


def test_d007_what_a_killed_server_left(data: Path, look: Look):
    (data / "run" / "serve.json").write_text('{"parent": {"pid": 1, "started": 1.0}, "address": "", "children": {}}')
    (data / "postgres" / "postmaster.pid").write_text("")
    findings = [finding for finding in look(data) if finding.id == "D007"]
    assert [finding.level for finding in findings] == [Level.WARNING] * len(findings)
    assert any(finding.mend == "Run: clew stop" for finding in findings)
    assert any("database was killed" in finding.sentence for finding in findings)


def test_d008_no_useradd_for_root(nowhere: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(programs, "STAND_IN", "nobody-of-this-name")
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (finding,) = machine.stand_in(Setup(nowhere, is_root=True))
    assert (finding.id, finding.level) == ("D008", Level.BROKEN)
    assert list(machine.stand_in(Setup(nowhere, is_root=False))) == []


def test_d009_programs_that_are_missing_or_out_of_reach(nowhere: Path, monkeypatch: pytest.MonkeyPatch):
    private = nowhere.parent / "private" / "wheel"
    monkeypatch.setattr(programs, "wheel", lambda: private)
    (finding,) = machine.postgres_programs(Setup(nowhere, is_root=True))
    assert (finding.id, finding.level) == ("D009", Level.BROKEN)
    (private / programs.INSTALL / "bin").mkdir(parents=True)
    (private / programs.INSTALL / "bin" / "postgres").touch(0o755)
    private.parent.chmod(0o700)
    (finding,) = machine.postgres_programs(Setup(nowhere, is_root=True))
    assert (finding.id, finding.level) == ("D009", Level.WARNING)


def test_d010_a_database_kept_elsewhere(nowhere: Path, monkeypatch: pytest.MonkeyPatch):
    kept = nowhere.parent / "kept"
    (kept / "one").mkdir(parents=True)
    (kept / "one" / "belongs-to").write_text(f"{nowhere}\n")
    nowhere.mkdir()
    (nowhere / "elsewhere").symlink_to(kept / "one")
    monkeypatch.setattr(machine, "KEPT_FOR_ROOT", kept)
    (finding,) = machine.kept_elsewhere(Setup(nowhere, is_root=True))
    assert "clew backup" in finding.mend
    (nowhere / "elsewhere").unlink()
    (finding,) = machine.kept_elsewhere(Setup(nowhere, is_root=True))
    assert "knows nothing of it" in finding.sentence


def test_d011_static_files_that_are_not_collected(data: Path, look: Look):
    manifest = (data / "static" / "staticfiles.json").rename(data / "put-aside")
    try:
        assert only(look(data), "D011").level == Level.WARNING
    finally:
        manifest.rename(data / "static" / "staticfiles.json")


def test_d012_a_key_that_others_can_read_or_that_is_none(data: Path, look: Look):
    key = data / "secret.key"
    before = key.read_text()
    key.chmod(0o644)
    assert "chmod 600" in only(look(data), "D012").mend
    key.chmod(0o600)
    key.write_text("short")
    assert "too short" in only(look(data), "D012").sentence
    key.write_text(before)


def test_d013_a_clock_from_before_the_installation(nowhere: Path, look: Look, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    assert "before this Clew was installed" in only(look(nowhere), "D013").sentence


def test_d013_a_machine_without_time_zones(nowhere: Path, monkeypatch: pytest.MonkeyPatch):
    def unknown(name: str) -> None:
        raise machine.zoneinfo.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(machine.zoneinfo, "ZoneInfo", unknown)
    (finding,) = machine.clock(Setup(nowhere))
    assert "tzdata" in finding.mend


@pytest.mark.parametrize(("free", "level"), [(999_999_999, Level.WARNING), (50_000_000, Level.BROKEN)])
def test_d014_little_room(nowhere: Path, look: Look, monkeypatch: pytest.MonkeyPatch, free: int, level: Level):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert only(look(nowhere), "D014").level == level


def test_d015_mail_is_tried_only_when_asked(nowhere: Path, look: Look):
    unreachable = {"CLEW_MAIL_HOST": "127.0.0.1", "CLEW_MAIL_PORT": "1"}
    assert is_well(look(nowhere, **unreachable))
    assert "127.0.0.1:1" in only(look(nowhere, with_mail=True, **unreachable), "D015").sentence
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        reachable = {**unreachable, "CLEW_MAIL_PORT": str(server.getsockname()[1])}
        assert "D015" not in {finding.id for finding in look(nowhere, with_mail=True, **reachable)}


def test_d016_jobs_that_wait_while_no_worker_lives(served: Embedded, look: Look):
    with psycopg.connect(served.url(), autocommit=True) as connection:
        try:
            connection.execute("insert into procrastinate_jobs (queue_name, task_name) values ('default', 'x')")
            assert look(served.folder) == []  # it waits for a moment only
            connection.execute("update procrastinate_events set at = now() - interval '6 minutes'")
            finding = only(look(served.folder), "D016")
            assert finding.sentence.startswith("1 jobs wait, the oldest for 6 minutes")
            connection.execute("insert into procrastinate_workers default values")
            assert look(served.folder) == []
            connection.execute("update procrastinate_workers set last_heartbeat = now() - interval '2 minutes'")
            only(look(served.folder), "D016")
        finally:
            connection.execute("delete from procrastinate_jobs")
            connection.execute("delete from procrastinate_workers")


def test_d017_jobs_that_failed(served: Embedded, look: Look):
    with psycopg.connect(served.url(), autocommit=True) as connection:
        connection.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status) values ('default', 'x', 'failed')"
        )
        try:
            assert only(look(served.folder), "D017").level == Level.WARNING
        finally:
            connection.execute("delete from procrastinate_jobs")


@pytest.mark.parametrize(
    ("environment", "level"),
    [
        ({"CLEW_URL": "clew.example.com"}, Level.BROKEN),
        ({"CLEW_URL": "http://example.com/clew"}, Level.BROKEN),
        ({"CLEW_HOSTS": "https://clew.example.com"}, Level.BROKEN),
        ({"CLEW_HOSTS": "clew.example.com:8000"}, Level.BROKEN),
        ({"CLEW_URL": "http://one.example", "CLEW_HOSTS": "two.example"}, Level.WARNING),
        ({"CLEW_URL": "https://clew.example.com"}, Level.WARNING),
    ],
)
def test_d018_names_by_which_nobody_can_come(nowhere: Path, look: Look, environment: dict[str, str], level: Level):
    assert only(look(nowhere, **environment), "D018").level == level


def test_d018_is_silent_for_a_proper_address(nowhere: Path, look: Look):
    proper = {
        "CLEW_URL": "https://clew.example.com",
        "CLEW_BEHIND_PROXY": "yes",
        "CLEW_HOSTS": "clew.example.com,[::1]",
    }
    assert "D018" not in {finding.id for finding in look(nowhere, **proper)}


def test_a_check_that_fails_itself_is_a_finding_and_keeps_no_other_from_running(
    nowhere: Path, look: Look, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: 1 / 0)
    found = look(nowhere)
    assert "ZeroDivisionError" in only(found, "D099").sentence
    assert "D011" in {finding.id for finding in found}


def test_an_embedder_without_its_kernel_is_told_with_the_way_to_the_faster_one(look: Look, nowhere: Path, monkeypatch):
    monkeypatch.setattr(library, "find", lambda: library.Found(library.State.UNBUILT))
    found = only(look(nowhere), "D019")
    assert found.level == Level.WARNING
    assert "gcc" in found.mend
    assert "make setup" in found.mend


def test_a_kernel_that_does_not_load_is_told_with_its_place(look: Look, nowhere: Path, monkeypatch):
    spoilt = nowhere / "embed.so"
    monkeypatch.setattr(library, "find", lambda: library.Found(library.State.BROKEN, path=spoilt, reason="bad header"))
    found = only(look(nowhere), "D019")
    assert "bad header" in found.sentence
    assert str(spoilt) in found.mend


def test_a_processor_that_cannot_run_the_kernel_is_no_finding(look: Look, nowhere: Path, monkeypatch):
    monkeypatch.setattr(library, "find", lambda: library.Found(library.State.UNFIT))
    assert [finding for finding in look(nowhere) if finding.id == "D019"] == []


def test_the_doctor_says_which_way_notes_are_embedded(nowhere: Path):
    """By the command, as it is on this machine."""
    state = library.find().state
    port = str(machinery.free_port())
    assert clew("doctor", "--json", "--port", port, data=nowhere).json["embedding"] == state
    assert clew("doctor", "--port", port, data=nowhere).out.splitlines()[-1].startswith("Notes are embedded ")
