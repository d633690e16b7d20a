"""Backup and restore with real databases: the same rows and files come back, or everything stays as it was."""

import json
import os
import re
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from tests import people
from tests.cli import machinery
from tests.cli.machinery import Said, clew

from clew.cli.backups import archive, making, tools
from clew.cli.backups.making import count_rows
from clew.cli.backups.restoring import restore
from clew.config import programs
from clew.config.embedded import Embedded
from clew.config.programs import DatabaseFailure
from clew.kit.errors import Conflict, Invalid

pytestmark = pytest.mark.xdist_group("backups")  # one server for all


@dataclass
class Place:
    """A data folder whose server runs as long as the tests need it."""

    server: Embedded

    @property
    def data(self) -> Path:
        return self.server.folder

    def run(self, *arguments: str) -> Said:
        return clew(*arguments, "--json", data=self.data)

    def connect(self, database: str = "clew") -> "psycopg.Connection[Any]":
        return psycopg.connect(self.server.url(database), autocommit=True)

    def fill(self, *names: str) -> None:
        with self.connect() as connection:
            for name in names:
                connection.execute(
                    "insert into workspaces_workspace (id, name, slug, currency, timezone, is_demo, created_at) "
                    "values (gen_random_uuid(), %s, %s, 'USD', 'UTC', false, now())",
                    [name, re.sub(r"\\W", "-", name.lower())],
                )

    def contents(self) -> dict[str, list[Any]]:
        """Every row of every table, and every file."""
        found: dict[str, list[Any]] = {}
        with self.connect() as connection:
            for table in count_rows(connection):
                rows = connection.execute(sql.SQL("select t::text from {} t order by 1").format(sql.Identifier(table)))
                found[table] = rows.fetchall()
        files = [path for path in (self.data / "files").rglob("*") if path.is_file()]
        found["files"] = sorted((str(path.relative_to(self.data)), path.read_bytes()) for path in files)
        return found


@pytest.fixture(scope="module")
def shared() -> Iterator[Place]:
    with machinery.copied() as data, Embedded(data, fsync="off").running():
        yield Place(Embedded(data))


@pytest.fixture
def place(shared: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A database with its tables and no workspace, and no files; there is no other database beside it."""
    monkeypatch.setenv("CLEW_DATA", str(shared.data))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    shutil.rmtree(shared.data / "files", ignore_errors=True)
    with shared.connect("postgres") as connection:
        for name in databases(shared) - {"clew", "postgres"}:
            connection.execute(f"drop database {name} with (force)")
    with shared.connect() as connection:
        connection.execute("delete from workspaces_workspace")
    return shared


def wipe(place: Place) -> None:
    with place.connect("postgres") as connection:
        connection.execute("drop database clew with (force)")
        connection.execute("create database clew")
    shutil.rmtree(place.data / "files", ignore_errors=True)
    (place.data / "secret.key").write_text("another")


def test_what_was_backed_up_comes_back_row_for_row_and_file_for_file(place: Place, tmp_path: Path):
    place.fill("Northwind", "Ünïcode 🧵 'quoted' \\ back")
    (place.data / "files" / "a b").mkdir(parents=True)
    (place.data / "files" / "a b" / "ü.bin").write_bytes(os.urandom(100_000))
    (place.data / "files" / "empty").touch()
    key = (place.data / "secret.key").read_text()
    before = place.contents()

    made = place.run("backup", str(tmp_path / "b.tar"), "--with-secret")
    assert made.code == 0, made.err
    assert (made.json["rows"]["workspaces_workspace"], made.json["files"]) == (2, 2)
    assert stat.S_IMODE((tmp_path / "b.tar").stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "b.tar"]

    wipe(place)
    restored = place.run("restore", str(tmp_path / "b.tar"))
    assert restored.code == 0, restored.err
    assert place.contents() == before
    assert (place.data / "secret.key").read_text() == key
    assert not list(place.data.glob(".restore-*"))
    assert databases(place) == {"clew", "postgres"}


def test_a_full_database_is_replaced_only_when_told_and_then_wholly(place: Place, tmp_path: Path):
    place.fill("Northwind")
    save(tmp_path / "b.tar")
    place.fill("Later")
    (place.data / "files").mkdir(exist_ok=True)
    (place.data / "files" / "later").write_text("later")
    after = place.contents()

    refused = place.run("restore", str(tmp_path / "b.tar"))
    assert (refused.code, refused.json["error"]["code"]) == (1, "conflict")
    assert "--replace" in refused.json["error"]["sentence"]
    assert place.contents() == after

    with place.connect():  # somebody who is connected is sent away
        restore(tmp_path / "b.tar", replace=True)
    assert len(place.contents()["workspaces_workspace"]) == 1
    assert place.contents()["files"] == []
    assert databases(place) == {"clew", "postgres"}


def test_a_restore_that_fails_half_way_leaves_everything_as_it_was(place: Place, tmp_path: Path):
    """The dump is spoilt, and its checksum agrees: only loading it shows."""
    place.fill("Northwind")
    save(tmp_path / "b.tar")
    (place.data / "files").mkdir(exist_ok=True)
    (place.data / "files" / "here").write_text("here")
    before = place.contents()
    with archive.reading(tmp_path / "b.tar") as found:
        found.extract("database.dump", tmp_path / "dump")
        manifest = found.manifest
    for spoilt in ((tmp_path / "dump").read_bytes()[:-5000], b"nonsense"):
        (tmp_path / "dump").write_bytes(spoilt)
        archive.write(tmp_path / "spoilt.tar", [("database.dump", tmp_path / "dump")], manifest)
        with pytest.raises(DatabaseFailure):
            restore(tmp_path / "spoilt.tar", replace=True)
        assert place.contents() == before
        assert databases(place) == {"clew", "postgres"}


def test_rows_that_do_not_agree_with_the_manifest_are_not_taken(place: Place, tmp_path: Path):
    place.fill("Northwind")
    save(tmp_path / "b.tar")
    with archive.reading(tmp_path / "b.tar") as found:
        found.extract("database.dump", tmp_path / "dump")
        manifest = found.manifest
    manifest.rows["workspaces_workspace"] = 2
    archive.write(tmp_path / "b.tar", [("database.dump", tmp_path / "dump")], manifest)
    with pytest.raises(DatabaseFailure, match="does not hold what was backed up"):
        restore(tmp_path / "b.tar", replace=True)
    assert len(place.contents()["workspaces_workspace"]) == 1


def test_a_damaged_file_is_refused_before_anything_is_touched(place: Place, tmp_path: Path):
    save(tmp_path / "b.tar")
    whole = bytearray((tmp_path / "b.tar").read_bytes())
    whole[5000] ^= 1
    (tmp_path / "b.tar").write_bytes(whole)
    with pytest.raises(archive.Damaged):
        restore(tmp_path / "b.tar", replace=True)


def test_a_backup_of_a_newer_clew_is_refused(place: Place, tmp_path: Path):
    save(tmp_path / "b.tar")
    with archive.reading(tmp_path / "b.tar") as found:
        found.extract("database.dump", tmp_path / "dump")
        manifest = found.manifest
    manifest.migrations.append(["thread", "9999_from_the_future"])
    archive.write(tmp_path / "b.tar", [("database.dump", tmp_path / "dump")], manifest)
    with pytest.raises(Invalid, match="newer than this one"):
        restore(tmp_path / "b.tar", replace=True)


def test_a_database_of_something_else_is_left_alone(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    save(tmp_path / "b.tar")
    with place.connect("postgres") as connection:
        connection.execute("create database shop")
    with place.connect("shop") as connection:
        connection.execute("create table orders (id int)")
    monkeypatch.setenv("DATABASE_URL", place.server.url("shop"))
    with pytest.raises(Conflict, match="something else than Clew"):
        restore(tmp_path / "b.tar", replace=True)


def test_a_role_that_may_make_no_database_restores_into_an_empty_one(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place.fill("Northwind")
    save(tmp_path / "b.tar")
    with place.connect("postgres") as connection:
        connection.execute("create role poor login")
        connection.execute("create database poor owner poor")
    with place.connect("poor") as connection:
        connection.execute("create extension vector")
    monkeypatch.setenv("DATABASE_URL", place.server.url("poor").replace("postgres@", "poor@"))
    restore(tmp_path / "b.tar", replace=False)
    with place.connect("poor") as connection:
        assert connection.execute("select name from workspaces_workspace").fetchall() == [("Northwind",)]
    with pytest.raises(Conflict, match="createdb"):
        restore(tmp_path / "b.tar", replace=True)


def test_a_backup_moves_to_an_older_server(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """PostgreSQL 16 is in the same wheel."""
    place.fill("Northwind")
    save(tmp_path / "b.tar")
    newer = programs.wheel() / programs.INSTALL / "bin"
    with machinery.folder() as folder, monkeypatch.context() as patch:
        patch.setattr(programs, "INSTALL", "pginstall")
        patch.setattr(programs, "MAJOR", 16)
        folder.mkdir(mode=0o711)
        who = programs.ensure_stand_in() if os.geteuid() == 0 else None
        (folder / "postgres").mkdir(mode=0o700)
        if who:
            os.chown(folder / "postgres", who.pw_uid, who.pw_gid)
        initdb = programs.program("initdb")
        programs.run(
            initdb, "-D", "postgres", "-U", "postgres", "--auth=trust", "--locale=C.UTF-8", who=who, cwd=folder
        )
        with Embedded(folder, fsync="off").running():
            patch.setenv("DATABASE_URL", Embedded(folder).url())
            patch.setattr(tools, "find", lambda name, **_: newer / name)
            restore(tmp_path / "b.tar", replace=False)
            with psycopg.connect(Embedded(folder).url()) as connection:
                assert connection.info.server_version // 10000 == 16
                assert connection.execute("select name from workspaces_workspace").fetchall() == [("Northwind",)]


def test_an_empty_database_is_not_backed_up(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", place.server.url("postgres"))
    with pytest.raises(Conflict, match="nothing to back up"):
        save(tmp_path / "b.tar")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_named(nowhere: Path, tmp_path: Path):
    said = clew("backup", str(tmp_path / "none" / "b.tar"), "--json", data=nowhere)
    assert (said.code, said.json["error"]["code"]) == (1, "invalid")


def test_the_manifest_says_where_a_backup_is_from(place: Place, tmp_path: Path):
    save(tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar") as tar:
        file = tar.extractfile("manifest.json")
        assert file
        manifest = json.loads(file.read())
    assert manifest["clew"]
    assert manifest["postgresql"].startswith("18.")
    assert ["workspaces", "0001_initial"] in manifest["migrations"]
    assert manifest["members"]["database.dump"]["sha256"]


def test_client_programs_older_than_the_server_are_refused_with_the_mend(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(DatabaseFailure, match=r"server is PostgreSQL 99.*Install the client programs of PostgreSQL 99"):
        tools.find("pg_dump", server=99)


def test_the_machines_own_programs_serve_where_ours_are_too_old(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    newer = tmp_path / "pg_dump"
    newer.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 99.1 (Debian 99.1-1)'\n")
    newer.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(newer))
    assert tools.find("pg_dump", server=99) == newer


def test_a_password_is_not_shown_to_other_users(monkeypatch: pytest.MonkeyPatch):
    seen = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: seen.append(command) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tools.dump("postgresql://ann:hush@h/clew", snapshot="x", to=Path("/x"), server=18)
    assert "hush" not in str(seen)


def save(path: Path) -> None:
    making.backup(path, with_secret=False, now=people.NOW)


def databases(place: Place) -> set[str]:
    with place.connect("postgres") as connection:
        rows = connection.execute("select datname from pg_database where not datistemplate").fetchall()
    return {row[0] for row in rows}
