"""The one file of a backup: a plain tar with the database's dump, the uploaded files and, last, a manifest.

The manifest names every member with its size and SHA-256, so that a file cut short has none, and a damaged one is
noticed before anything is touched. The file appears under its name only when it is whole.
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

from clew.kit.errors import ExpectedError

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20


class Damaged(ExpectedError):
    status = 422
    code = "damaged"


@dataclass(frozen=True)
class Member:
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    clew: str
    """The version that made the backup."""
    made_at: str
    postgresql: str
    """The server's version."""
    migrations: list[list[str]]
    """[app, name] of each one applied."""
    rows: dict[str, int]
    """How many rows each table had."""
    members: dict[str, Member]
    format: int = FORMAT


def write(path: Path, sources: Iterable[tuple[str, Path]], manifest: Manifest) -> Manifest:
    """Write `sources` (name in the archive, file) and the manifest, completed by their checksums, to `path`."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                members = {name: _add(tar, name, source) for name, source in sources}
                manifest = Manifest(**{**vars(manifest), "members": members})
                text = json.dumps(asdict(manifest), indent=1).encode()
                tar.addfile(_info(MANIFEST, len(text)), BytesIO(text))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _add(tar: tarfile.TarFile, name: str, source: Path) -> Member:
    with source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        reader = _Hashing(file)
        tar.addfile(_info(name, size), reader)
    return Member(size, reader.digest.hexdigest())


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


class _Hashing:
    """A file whose bytes are hashed as they are read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


class Archive:
    """A backup that was opened for reading."""

    def __init__(self, path: Path, tar: tarfile.TarFile) -> None:
        self.path = path
        self.tar = tar
        self.manifest = _read_manifest(path, tar)

    def verify(self) -> None:
        """Damaged unless every member is there, and holds what it held when the backup was made."""
        for name, noted in self.manifest.members.items():
            digest = hashlib.sha256()
            size = 0
            for chunk in self._chunks(name):
                digest.update(chunk)
                size += len(chunk)
            if (size, digest.hexdigest()) != (noted.size, noted.sha256):
                raise Damaged(f"{self.path} is damaged: {name} is not what was backed up. Use another copy.")

    def names(self, folder: str) -> list[str]:
        return [name for name in self.manifest.members if name.startswith(f"{folder}/")]

    def extract(self, name: str, to: Path) -> None:
        """Write the member `name` to the file `to`, for its owner alone."""
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in self._chunks(name):
                file.write(chunk)

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            file = self.tar.extractfile(name)  # None for what is no file: too short, then
            while file and (chunk := file.read(CHUNK)):
                yield chunk
        except (KeyError, tarfile.TarError, OSError) as error:
            raise Damaged(f"{self.path} is damaged: {name} cannot be read. Use another copy.") from error


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    try:
        tar = tarfile.open(path, mode="r:")  # noqa: SIM115 - closed below
    except OSError as error:
        raise Damaged(f"{path} cannot be read: {error.strerror}.") from error
    except tarfile.TarError as error:
        raise Damaged(f"{path} is no backup of Clew.") from error
    with tar:
        yield Archive(path, tar)


def _read_manifest(path: Path, tar: tarfile.TarFile) -> Manifest:
    try:
        file = tar.extractfile(MANIFEST)
        found: dict[str, Any] = json.loads(file.read()) if file else {}
        if found["format"] != FORMAT:
            raise Damaged(
                f"{path} has the format {found['format']}; this version of Clew reads {FORMAT}. Upgrade Clew."
            )
        found["members"] = {_safe(name): Member(**member) for name, member in found["members"].items()}
        return Manifest(**found)
    except (KeyError, TypeError, ValueError, AttributeError, tarfile.TarError, OSError) as error:
        raise Damaged(f"{path} is no whole backup of Clew: its manifest is missing or damaged.") from error


def _safe(name: str) -> str:
    """A name that stays below the folder it is put into; ValueError for any other."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name or "\0" in name:
        raise ValueError(name)
    return name
