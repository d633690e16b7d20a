"""The one file of a backup: whole or refused."""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.cli.backups import archive
from clew.cli.backups.archive import Damaged, Manifest

EMPTY = Manifest(
    clew="1.0", made_at="2026-11-20T09:00:00+00:00", postgresql="18.4", migrations=[], rows={"t": 1}, members={}
)


def make(folder: Path, contents: dict[str, bytes]) -> Path:
    sources = []
    for number, (name, content) in enumerate(contents.items()):
        (folder / str(number)).write_bytes(content)
        sources.append((name, folder / str(number)))
    archive.write(folder / "backup.tar", sources, EMPTY)
    return folder / "backup.tar"


def read(path: Path) -> dict[str, bytes]:
    with archive.reading(path) as found:
        found.verify()
        return {name: b"".join(found._chunks(name)) for name in found.manifest.members}


def test_what_was_written_is_read(tmp_path: Path):
    contents = {"database.dump": b"d" * 3_000_000, "files/a/ü b.txt": b"", "secret.key": b"s"}
    path = make(tmp_path, contents)
    assert read(path) == contents
    assert path.stat().st_mode & 0o777 == 0o600
    assert [name for name in tmp_path.iterdir() if name.name.endswith(".part")] == []


def test_a_backup_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path):
    path = make(tmp_path, {"database.dump": b"old"})
    before = path.read_bytes()
    with pytest.raises(FileNotFoundError):
        archive.write(path, [("database.dump", tmp_path / "none")], EMPTY)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".*"))


@given(data=st.data())
def test_a_changed_byte_is_noticed_or_changes_nothing_that_is_restored(tmp_path_factory: Any, data: st.DataObject):
    contents = {"database.dump": b"0123456789" * 9, "files/a": b"hello"}
    path = make(tmp_path_factory.mktemp("archive"), contents)
    whole = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    try:
        with archive.reading(path) as found:
            found.verify()
            assert {name: b"".join(found._chunks(name)) for name in found.manifest.members} == contents
    except Damaged:
        pass


@given(length=st.floats(0, 0.99))
def test_a_file_cut_short_is_refused(tmp_path_factory: Any, length: float):
    path = make(tmp_path_factory.mktemp("archive"), {"database.dump": b"0123456789" * 500})
    end = path.read_bytes().rindex(b"}") + 1  # after the manifest come only zeros
    path.write_bytes(path.read_bytes()[: int(end * length)])
    with pytest.raises(Damaged):
        read(path)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "files/../../evil", "", "files\\..\\evil"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str):
    content = b"evil"
    member = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    text = json.dumps({**vars(EMPTY), "members": {name: member}}).encode()
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        for each, data in ((name, content), (archive.MANIFEST, text)):
            info = tarfile.TarInfo(each)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    with pytest.raises(Damaged):
        read(tmp_path / "b.tar")


def test_what_is_no_backup_is_named_as_such(tmp_path: Path):
    (tmp_path / "note.txt").write_text("hello")
    with pytest.raises(Damaged, match="no backup of Clew"):
        read(tmp_path / "note.txt")
    with pytest.raises(Damaged, match="cannot be read"):
        read(tmp_path / "none")
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.add(tmp_path / "note.txt", "note.txt")
    with pytest.raises(Damaged, match="manifest is missing"):
        read(tmp_path / "other.tar")


def test_a_later_format_is_refused(tmp_path: Path):
    text = json.dumps({**vars(EMPTY), "format": 2}).encode()
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        info = tarfile.TarInfo(archive.MANIFEST)
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
    with pytest.raises(Damaged, match="has the format 2"):
        read(tmp_path / "b.tar")


def test_a_file_that_exists_is_not_written_over_when_extracting(tmp_path: Path):
    path = make(tmp_path, {"files/a": b"new"})
    (tmp_path / "a").write_text("old")
    with archive.reading(path) as found, pytest.raises(FileExistsError):
        found.extract("files/a", tmp_path / "a")
