"""What was planted, for tests to compare with: each note's themes, language, stance and repeats; sizes and trends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clew.cli.demo.accounts import Account
from clew.cli.demo.days import RECENT, is_recent
from clew.cli.demo.notes import Note
from clew.cli.demo.stock import Theme
from clew.cli.demo.typical import most_typical


@dataclass(frozen=True)
class Sample:
    """A theme, and two notes that surely belong to it."""

    theme: Theme
    notes: list[str]


def truth(
    notes: Sequence[Note], accounts: Sequence[Account], themes: Iterable[Theme], today: date, seed: int
) -> dict[str, Any]:
    originals = [one for one in notes if not one.repeats]
    by_key = {one.key: one for one in originals}
    planted = {theme.key: _theme(theme, notes, today) for theme in themes}
    return {
        "today": today.isoformat(),
        "seed": seed,
        "recent_days": RECENT,
        "totals": _totals(notes, accounts, today),
        "rises": _with_trend(themes, "rises"),
        "falls": _with_trend(themes, "falls"),
        "rises_unlinked": _with_trend(themes, "rises unlinked"),
        "themes": planted,
        "notes": {one.ref: _note(one, by_key) for one in notes},
    }


def samples(notes: Sequence[Note], themes: Iterable[Theme], today: date) -> list[Sample]:
    """The names the team gave to themes, the largest first."""
    named = sorted((theme for theme in themes if theme.is_named), key=lambda theme: -theme.recent)
    return [Sample(theme, _two(theme, notes, today)) for theme in named]


def as_toml(named: Sequence[Sample]) -> str:
    """`[[themes]]` tables of strings and lists of strings."""
    lines = ["# The team's own names for the largest themes, each with two notes that belong to it."]
    for one in named:
        texts = {"key": one.theme.key, "name": one.theme.name, "definition": one.theme.definition}
        notes = ", ".join(f'"{ref}"' for ref in one.notes)
        lines += ["", "[[themes]]", *(f'{field} = "{text}"' for field, text in texts.items()), f"notes = [{notes}]"]
    return "\n".join(lines) + "\n"


def _theme(theme: Theme, notes: Sequence[Note], today: date) -> dict[str, Any]:
    own = [one for one in notes if theme.key in one.passage.themes]
    originals = [one for one in own if not one.repeats]
    recent = [one for one in originals if is_recent(one.said_at.date(), today)]
    return {
        "name": theme.name,
        "definition": theme.definition,
        "serves": theme.serves,
        "trend": theme.trend,
        "notes": len(originals),
        "repeats": len(own) - len(originals),
        "recent": _reach(recent),
    }


def _reach(notes: Sequence[Note]) -> dict[str, int]:
    accounts = {one.account.id: one.account.arr for one in notes if one.account}
    return {"notes": len(notes), "accounts": len(accounts), "arr": sum(accounts.values())}


def _totals(notes: Sequence[Note], accounts: Sequence[Account], today: date) -> dict[str, Any]:
    originals = [one for one in notes if not one.repeats]
    return {
        "notes": len(notes),
        "repeats": len(notes) - len(originals),
        "exact_repeats": sum(one.how == "exact" for one in notes),
        "accounts": len(accounts),
        "arr": sum(one.arr for one in accounts),
        "heard": _reach(notes),
        "heard_recently": _reach([one for one in notes if is_recent(one.said_at.date(), today)]),
        "french": sum(one.passage.language == "fr" for one in notes),
    }


def _note(note: Note, by_key: dict[str, Note]) -> dict[str, Any]:
    passage = note.passage
    return {
        "themes": list(passage.themes),
        "kind": "theme" if passage.themes else passage.about,
        "language": passage.language,
        "stance": "against" if passage.is_against else "for",
        "passage": passage.key,
        "account": note.account.id if note.account else None,
        "person": note.person.email if note.person else None,
        "typos": note.typos,
        "repeats": by_key[note.repeats].ref if note.repeats else None,
        "how": note.how,
    }


def _with_trend(themes: Iterable[Theme], trend: str) -> str:
    return next(theme.key for theme in themes if theme.trend == trend)


def _two(theme: Theme, notes: Sequence[Note], today: date) -> list[str]:
    """The two most typical: recent originals in English about this theme alone."""
    own = [one for one in notes if one.passage.themes == (theme.key,) and not one.repeats]
    fitting = [one for one in most_typical(own, notes) if _is_plain(one) and is_recent(one.said_at.date(), today)]
    return [one.ref for one in fitting[:2]]


def _is_plain(note: Note) -> bool:
    return not note.passage.is_against and note.passage.language == "en" and 80 <= len(note.passage.text) <= 400
