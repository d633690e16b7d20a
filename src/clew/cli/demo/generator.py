"""Writes the demo company's files into a folder, the same for the same seed and day."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clew.cli.demo import accounts as book
from clew.cli.demo import channels, repeats, strategy, truth
from clew.cli.demo.casting import Caster
from clew.cli.demo.chance import stream
from clew.cli.demo.channels import Row, write_rows
from clew.cli.demo.notes import Note
from clew.cli.demo.people import People, Person
from clew.cli.demo.schedule import schedule
from clew.cli.demo.stock import HERE, passages, themes
from clew.cli.demo.voices import Scribe


@dataclass(frozen=True)
class Manifest:
    """What was written. `arr` in US dollars a year; `repeats` are counted among `notes`; `files` are names in `folder`."""

    folder: Path
    today: date
    seed: int
    notes: int
    repeats: int
    accounts: int
    people: int
    arr: int
    files: tuple[str, ...]


def generate(folder: Path, *, today: date, seed: int = 7) -> Manifest:
    """Write every file of the demo. Dates count back from `today`; no note is of `today` or later."""
    folder.mkdir(parents=True, exist_ok=True)
    accounts = book.build(today, stream(seed, "accounts"))
    people = People(accounts, stream(seed, "people"))
    notes = _notes(accounts, people, today, seed)
    people.fill(accounts)
    tables = {
        "accounts.csv": [_account_row(one) for one in accounts],
        "people.csv": [_person_row(one) for one in people.everybody()],
        **strategy.files(notes, today, seed),
    }
    for name, rows in tables.items():
        write_rows(folder / name, rows)
    written = [*tables, *channels.write(folder, notes, seed), *_write_truth(folder, notes, accounts, today, seed)]
    return Manifest(
        folder=folder,
        today=today,
        seed=seed,
        notes=len(notes),
        repeats=sum(bool(one.repeats) for one in notes),
        accounts=len(accounts),
        people=len(people.everybody()),
        arr=sum(one.arr for one in accounts),
        files=tuple(written),
    )


def _notes(accounts: Sequence[book.Account], people: People, today: date, seed: int) -> list[Note]:
    """All notes in order of time: dated, cast, written down, repeated, numbered."""
    stock = passages()
    placed = schedule(stock, themes(), today, stream(seed, "days"))
    caster = Caster(accounts, people, today, stream(seed, "casting"))
    scribe = Scribe(seed)
    originals = [scribe.write(one) for one in caster.cast(stock, placed, themes().values())]
    again = repeats.plant(originals, people, scribe, today, stream(seed, "repeats"))
    return channels.numbered([*originals, *again], seed)


def _write_truth(
    folder: Path, notes: Sequence[Note], accounts: Sequence[book.Account], today: date, seed: int
) -> list[str]:
    planted = list(themes().values())
    facts = json.dumps(truth.truth(notes, accounts, planted, today, seed), ensure_ascii=False, indent=1)
    texts = {
        "truth.json": facts + "\n",
        "names.toml": truth.as_toml(truth.samples(notes, planted, today)),
        "mapping.toml": (HERE / "mapping.toml").read_text(encoding="utf-8"),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return list(texts)


def _account_row(one: book.Account) -> Row:
    return {
        "Account ID": one.id,
        "Account name": one.name,
        "Domain": one.domain,
        "Segment": one.segment,
        "Trade": TRADE_NAMES[one.trade],
        "Vans": one.vans,
        "Plan": one.plan,
        "ARR (USD)": one.arr,
        "Renewal date": one.renews_on.isoformat(),
        "Customer since": one.since.isoformat(),
        "Country": one.country,
        "Region": one.region,
        "Account manager": one.owner,
    }


def _person_row(one: Person) -> Row:
    return {
        "Name": one.name,
        "Email": one.email,
        "Job title": one.job,
        "Account": one.account.name,
        "Account ID": one.account.id,
        "Language": one.account.language,
    }


TRADE_NAMES = {
    "hvac": "Heating and air",
    "plumb": "Plumbing",
    "elec": "Electrical",
    "pest": "Pest control",
    "elev": "Elevators",
    "garage": "Garage doors",
    "fire": "Fire safety",
    "appl": "Appliance repair",
    "drain": "Drain and septic",
    "lawn": "Lawn and landscape",
    "pool": "Pool service",
    "lock": "Locksmith",
    "solar": "Solar",
    "roof": "Roofing",
    "glass": "Glass",
}
