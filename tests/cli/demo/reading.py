"""Reads a generated demo back as anybody would: through its mapping, column by column."""

import csv
import json
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from clew.cli.demo import Manifest
from clew.cli.demo.stock import CHANNELS

TODAY = date(2026, 11, 19)
FORMATS = {"call": "%d/%m/%Y %H:%M", "survey": "%Y-%m-%d %H:%M:%S", "interview": "%d %b %Y"}
LONG = 6
"""Words from which a sentence is expected to be nobody else's."""


@dataclass(frozen=True)
class ReadNote:
    ref: str
    channel: str
    text: str
    title: str
    said_at: datetime
    person: str
    email: str
    account: str
    rating: str


@dataclass(frozen=True)
class Demo:
    manifest: Manifest
    mapping: dict[str, Any]
    truth: dict[str, Any]
    notes: tuple[ReadNote, ...]

    def rows(self, name: str) -> list[dict[str, str]]:
        return read_rows(self.manifest.folder / name)

    def planted(self, note: ReadNote) -> dict[str, Any]:
        return dict(self.truth["notes"][note.ref])

    def account_names(self) -> dict[str | None, str]:
        return {row["Account ID"]: row["Account name"] for row in self.rows("accounts.csv")}

    def originals(self) -> list[ReadNote]:
        return [note for note in self.notes if self.planted(note)["repeats"] is None]

    def about(self, theme: str) -> list[ReadNote]:
        return [note for note in self.originals() if theme in self.planted(note)["themes"]]


def read(manifest: Manifest) -> Demo:
    folder = manifest.folder
    mapping = tomllib.loads((folder / "mapping.toml").read_text(encoding="utf-8"))
    notes = tuple(note for channel in CHANNELS for note in _notes(folder, channel, mapping[channel]))
    return Demo(manifest, mapping, json.loads((folder / "truth.json").read_text(encoding="utf-8")), notes)


def read_rows(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def sentences(text: str) -> list[str]:
    """The sentences of six words and more, made comparable."""
    found = (re.findall(r"[\w'’]+", part.casefold()) for part in re.split(r"[.!?…\n]+", text))
    return [" ".join(words) for words in found if len(words) >= LONG]


def _notes(folder: Path, channel: str, how: dict[str, Any]) -> list[ReadNote]:
    names = how["columns"]

    def cell(row: dict[str, str], field: str) -> str:
        return row[names[field]] if field in names else ""

    return [
        ReadNote(
            ref=f"{channel}:{cell(row, 'source_id')}",
            channel=channel,
            text=cell(row, "text"),
            title=cell(row, "title"),
            said_at=_moment(channel, cell(row, "said_at")),
            person=cell(row, "person_name"),
            email=cell(row, "person_email"),
            account=cell(row, "account_name"),
            rating=cell(row, "rating"),
        )
        for row in read_rows(folder / how["file"], how["encoding"], how["delimiter"])
    ]


def _moment(channel: str, text: str) -> datetime:
    """In UTC; a time without an offset is taken to be."""
    if channel in FORMATS:
        return datetime.strptime(text, FORMATS[channel]).replace(tzinfo=UTC)
    return datetime.fromisoformat(text).astimezone(UTC)
