"""Reading the stock: hand-written passages, names, phrases and plans.

A stock file of passages holds records. Each begins with a header line

    > channel word word … | title

and its text follows until the next header; blank lines stay. The words say what the text fits: a language or place
(`fr`, `qc`, `france`), a trade, a size of company, a role, a number (stars, or 0 to 10 in the survey); and what it is:
`also:theme`, `about:theme,theme`, `by:account.person`, `ago:days`, `at:HH:MM`, `id:name`, `against`, `bare` (nothing
around it), `late` (said after the fix), `verbatim` (a quote of the design: nothing changed).
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "stock"
CHANNELS = ("support", "call", "review", "survey", "interview")
TRADES = [
    "hvac",
    "plumb",
    "elec",
    "pest",
    "elev",
    "garage",
    "fire",
    "appl",
    "drain",
    "lawn",
    "pool",
    "lock",
    "solar",
    "roof",
    "glass",
]
ROLES = ["disp", "boss", "ops", "office", "tech", "fin", "it", "branch"]
SIZES = ("small", "growing", "mid")
PLACES = ("fr", "qc", "france")
FLAGS = ("against", "bare", "late", "verbatim")


class StockError(ValueError):
    """A stock file that cannot be read: says which file, which record and what is wrong."""


@dataclass(frozen=True)
class Passage:
    """What somebody once wrote or said, and whom it would fit. `themes` is empty for praise and noise."""

    key: str
    about: str
    themes: tuple[str, ...]
    channel: str
    text: str
    title: str = ""
    place: str = ""
    trade: str = ""
    size: str = ""
    role: str = ""
    rating: int | None = None
    by: str = ""
    ago: int | None = None
    at: time | None = None
    is_against: bool = False
    is_bare: bool = False
    is_late: bool = False
    is_verbatim: bool = False

    @property
    def language(self) -> str:
        return "fr" if self.place else "en"


@dataclass(frozen=True)
class Theme:
    """A planted theme. `recent`, `accounts` and `arr` (US dollars) are for the last 90 days; `tilt` is last week over first."""

    key: str
    name: str
    definition: str
    recent: int
    tilt: float
    accounts: int
    arr: int
    serves: str = ""
    trend: str = ""
    since_weeks: int = 78
    is_named: bool = False
    """Whether the team has given it its name by hand."""


@cache
def themes() -> dict[str, Theme]:
    return {key: Theme(key=key, **values) for key, values in table("themes.toml").items()}


@cache
def passages() -> tuple[Passage, ...]:
    """Every passage of the stock, in the order of the files."""
    found = [one for key in themes() for one in read_passages(HERE / "themes" / f"{key}.txt", key)]
    for about in ("praise", "noise", "mixed"):
        found += read_passages(HERE / f"{about}.txt", about)
    return tuple(found)


def read_passages(path: Path, about: str) -> list[Passage]:
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("> ")]
    ends = [*starts[1:], len(lines)]
    return [
        _passage(about, lines[start:end], number)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML file of the stock. Read it, never change it: everybody gets the same one."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def sections(name: str) -> dict[str, list[str]]:
    """A file of `= heading` lines and the lines under each; `#` begins a comment."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            heading = line[2:]
            found[heading] = []
        elif line and not line.startswith("#"):
            found[heading].append(line)
    return found


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """By "greetings en" and the like: one a line, or several between bars."""
    return {
        heading: tuple(part for line in lines for part in line.split("|"))
        for heading, lines in sections("phrases.txt").items()
    }


@cache
def names() -> dict[str, tuple[str, ...]]:
    """By "first en", "jobs disp fr", "nicknames" and the like."""
    return {
        heading: tuple(_split(lines, " " if heading.startswith(("first", "last")) else "|"))
        for heading, lines in sections("names.txt").items()
    }


def _split(lines: Iterable[str], mark: str) -> Iterator[str]:
    for line in lines:
        yield from line.split(mark)


def _passage(about: str, lines: list[str], number: int) -> Passage:
    head, _, title = lines[0][2:].partition(" | ")
    channel, *words = head.split()
    text = "\n".join(lines[1:]).strip()
    if channel not in CHANNELS or not text:
        raise StockError(f"{about}, record {number}: no text, or no channel called {channel}.")
    marks = dict(_mark(about, number, word) for word in words if word != "any")
    named = marks.pop("themes", "").split(",") if about == "mixed" else [about, *filter(None, [marks.pop("also", "")])]
    return Passage(
        key=str(marks.pop("key", f"{about}-{number}")),
        about=about,
        themes=() if about in ("praise", "noise") else tuple(theme for part in named for theme in part.split(",")),
        channel=channel,
        text=text,
        title=title.strip(),
        **marks,
    )


def _mark(about: str, number: int, word: str) -> tuple[str, Any]:
    """What one word of a header says: a field of Passage and its value."""
    name, colon, value = word.partition(":")
    if colon:
        return _named_mark(about, number, name, value)
    if word.isdigit():
        return "rating", int(word)
    if word in FLAGS:
        return f"is_{word}", True
    for field, known in (("trade", TRADES), ("role", ROLES), ("size", SIZES), ("place", PLACES)):
        if word in known:
            return field, word
    raise StockError(f"{about}, record {number}: nothing is called {word}.")


def _named_mark(about: str, number: int, name: str, value: str) -> tuple[str, Any]:
    if name == "at":
        return "at", time.fromisoformat(value)
    if name == "ago":
        return "ago", int(value)
    if name in ("by", "also"):
        return name, value
    if name in ("id", "about"):
        return {"id": "key", "about": "themes"}[name], value
    raise StockError(f"{about}, record {number}: nothing is called {name}.")
