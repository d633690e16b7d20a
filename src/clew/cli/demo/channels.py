"""The five channel files, each as its own system would export it."""

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from clew.cli.demo.chance import stream
from clew.cli.demo.days import help_desk_time
from clew.cli.demo.notes import Note
from clew.cli.demo.stock import CHANNELS, table

Row = dict[str, Any]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
RESEARCHERS = ("Marta Silva", "Marta Silva", "Priya Nair")
AGENTS = ("Amir", "Amir", "Jolene", "Beatriz", "Sam")
TAGS = ("web", "ios", "android", "how-to", "bug", "feature-request", "vip", "tier2")


def numbered(notes: Sequence[Note], seed: int) -> list[Note]:
    """The notes in order of time, each with the id its own system would give it."""
    rng = stream(seed, "ids")
    ordered = sorted(notes, key=lambda one: (one.said_at, one.key))
    sessions = {
        key: number
        for number, key in enumerate(dict.fromkeys(one.session for one in ordered if one.channel == "interview"), 1)
    }
    turns: dict[str, int] = {}
    ticket, activity = 41_200, 20_310
    found = []
    for one in ordered:
        if one.channel == "support":
            ticket += rng.randint(1, 9)
            source_id = str(ticket)
        elif one.channel == "call":
            activity += rng.randint(1, 6)
            source_id = f"ACT-{activity}"
        elif one.channel == "interview":
            turns[one.session] = turns.get(one.session, 0) + 1
            source_id = f"I-{sessions[one.session]}.{turns[one.session]}"
        else:
            source_id = "".join(rng.choices(LETTERS, k=20 if one.channel == "review" else 12))
        found.append(replace(one, source_id=source_id))
    return found


def write(folder: Path, notes: Sequence[Note], seed: int) -> list[str]:
    """The five files; their names."""
    mapping = table("mapping.toml")
    for channel in CHANNELS:
        rng = stream(seed, channel)
        make = ROWS[channel]
        rows = [make(one, rng) for one in notes if one.channel == channel]
        how = mapping[channel]
        write_rows(folder / how["file"], rows, encoding=how["encoding"], delimiter=how["delimiter"])
    return [mapping[channel]["file"] for channel in CHANNELS]


def write_rows(path: Path, rows: Sequence[Row], *, encoding: str = "utf-8", delimiter: str = ",") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def _support(note: Note, rng: random.Random) -> Row:
    local, hours = help_desk_time(note.said_at)
    account = note.account
    return {
        "Ticket ID": note.source_id,
        "Created at": f"{local:%Y-%m-%dT%H:%M:%S}{hours:+03d}:00",
        "Status": rng.choice(["closed", "closed", "solved", "open", "pending"]),
        "Priority": rng.choice(["normal", "normal", "normal", "high", "low", "urgent"]),
        "Requester": note.person.name if note.person else "",
        "Requester email": note.person.email if note.person else "",
        "Company": account.name if account and rng.random() < 0.85 else "",
        "Subject": note.title,
        "Description": note.text,
        "Tags": " ".join(rng.sample(TAGS, rng.randint(0, 2))),
        "Assignee": rng.choice(AGENTS),
        "Satisfaction": rng.choice(["", "", "", "offered", "good", "bad"]),
    }


def _call(note: Note, rng: random.Random) -> Row:
    local, _ = help_desk_time(note.said_at)
    account = note.account
    return {
        "Activity ID": note.source_id,
        "Date": f"{local:%d/%m/%Y %H:%M}",
        "Type": rng.choice(["Call", "Call", "Video", "On site"]),
        "Account": account.name if account else "",
        "Contact": note.person.name if note.person else "",
        "Contact title": note.person.job if note.person else "",
        "Rep": account.owner if account else "",
        "Duration (min)": rng.choice([5, 10, 15, 20, 25, 30, 40, 45, 60]),
        "Notes": note.text,
    }


def _review(note: Note, rng: random.Random) -> Row:
    return {
        "Package Name": "com.dispatchly.crew",
        "App Version Name": f"{_version(note.said_at)}.{rng.randint(0, 6)}",
        "Reviewer Language": note.passage.language,
        "Device": rng.choice(["a52q", "dm3q", "iPhone14,5", "iPhone12,1", "beyond1", "panther", "iPad13,18", "gta8"]),
        "Review ID": note.source_id,
        "Reviewer Name": note.person.name if note.person else note.nickname,
        "Reviewer Email": note.person.email if note.person else "",
        "Review Submit Date and Time": f"{note.said_at:%Y-%m-%dT%H:%M:%SZ}",
        "Star Rating": note.rating,
        "Review Title": note.title,
        "Review Text": note.text,
        "Developer Reply Text": "",
    }


def _survey(note: Note, rng: random.Random) -> Row:
    columns = table("mapping.toml")["survey"]["columns"]
    person = note.person
    only_email = rng.random() < 0.3
    return {
        "#": note.source_id,
        columns["rating"]: note.rating,
        columns["text"]: note.text,
        "Which best describes your day?": rng.choice(["Mostly at a desk", "Mostly in a van", "Both", ""]),
        columns["person_name"]: person.name if person and not only_email else "",
        columns["person_email"]: person.email if person else "",
        columns["account_name"]: person.account.name if person and not only_email else "",
        "Start Date (UTC)": f"{note.said_at:%Y-%m-%d %H:%M}:00",
        columns["said_at"]: f"{note.said_at:%Y-%m-%d %H:%M:%S}",
        "Network ID": "".join(
            stream("network", person.email if person else note.key).choices("0123456789abcdef", k=10)
        ),
    }


def _interview(note: Note, rng: random.Random) -> Row:
    return {
        "Passage ID": note.source_id,
        "Session": note.source_id.partition(".")[0],
        "Date": f"{note.said_at.day} {MONTHS[note.said_at.month - 1]} {note.said_at.year}",
        "Company": note.account.name if note.account else "",
        "Participant": note.person.name if note.person else "",
        "Role": note.person.job if note.person else "",
        "Passage": note.text,
        "Researcher": rng.choice(RESEARCHERS),
    }


def _version(when: datetime) -> str:
    """A release a month: 6.4 in April of a year ending in 6."""
    return f"{when.year % 10}.{when.month}"


ROWS: dict[str, Callable[[Note, random.Random], Row]] = {
    "support": _support,
    "call": _call,
    "review": _review,
    "survey": _survey,
    "interview": _interview,
}
