"""Planted repeats: a ticket sent again, the same words in two channels, a forwarded copy, a double click.

A forwarded copy comes from the same person (who had written elsewhere) or from a colleague: the colleague is a second
voice that says the first one's words.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from clew.cli.demo import typos
from clew.cli.demo.days import QUIET, season
from clew.cli.demo.notes import Note
from clew.cli.demo.people import People, Person
from clew.cli.demo.voices import Scribe

AGAIN, TWO_CHANNELS, FORWARDED, EXACT = 27, 18, 15, 15
"""How many of each kind: sixty near repeats and fifteen exact ones."""
NEAR_LENGTH = 110
"""Shorter texts are not worth repeating nearly: they could as well be somebody else's."""
SLIPS = 0.012
LATEST = 12
"""Days until the last repeat."""


def plant(notes: Sequence[Note], people: People, scribe: Scribe, today: date, rng: random.Random) -> list[Note]:
    """The repeats, each naming the note it repeats. No note is repeated twice."""
    free = [one for one in notes if _may_be_repeated(one, today)]
    rng.shuffle(free)
    about_themes = [one for one in free if one.passage.themes and len(one.text) >= NEAR_LENGTH]
    tickets = [one for one in about_themes if one.channel == "support"]
    found = [_again(one, scribe, rng) for one in tickets[:AGAIN]]
    longest = sorted(tickets[AGAIN:], key=lambda one: len(one.text))[-FORWARDED:]
    found += [_forwarded(one, people if number % 2 else None, scribe, rng) for number, one in enumerate(longest)]
    taken = {one.repeats for one in found}
    found += [_elsewhere(one, rng) for one in [one for one in about_themes if one.key not in taken][:TWO_CHANNELS]]
    taken = {one.repeats for one in found}
    return found + [_exact(one, rng) for one in [one for one in free if one.key not in taken][:EXACT]]


def _may_be_repeated(note: Note, today: date) -> bool:
    """By a known person, in writing, and such that the repeat lies neither in the future nor in the quiet days."""
    written = note.channel in ("support", "review", "survey")
    is_old = (today - note.said_at.date()).days > 14
    is_heard = all(season(note.said_at.date() + timedelta(days=later)) > QUIET for later in range(LATEST + 1))
    return written and is_old and is_heard and note.person is not None and not note.passage.is_verbatim


def _again(note: Note, scribe: Scribe, rng: random.Random) -> Note:
    """The same ticket days later, with a word of impatience and a slip or two."""
    text, slips = typos.mistype(_without_end(note.text, rng), SLIPS, rng)
    opener = scribe.once(f"resends {note.passage.language}") or "??"
    title = rng.choice([note.title, f"Re: {note.title}", f"{note.title} (again)", note.title.lower()])
    later = timedelta(days=rng.randint(1, LATEST), minutes=rng.randint(-90, 90))
    return replace(_repeat(note, "again", later), text=f"{opener}\n\n{text}", title=title, typos=slips)


def _forwarded(note: Note, people: People | None, scribe: Scribe, rng: random.Random) -> Note:
    """Sent on with the mail's own header lines: by a colleague out of `people`, or by the person who wrote it."""
    sender = note.person
    assert sender is not None
    language = note.passage.language
    opener = scribe.once(f"{'forwards' if people else 'resends'} {language}") or "FYI"
    later = timedelta(days=rng.randint(0, 6), minutes=rng.randint(20, 600))
    return replace(
        _repeat(note, "forwarded by a colleague" if people else "forwarded", later),
        text=f"{opener}\n\n{_mail_header(sender, note, language)}\n\n{note.text}",
        title=f"{'TR' if language == 'fr' else 'Fwd'}: {note.title}",
        person=people.colleague(sender) if people else sender,
    )


def _elsewhere(note: Note, rng: random.Random) -> Note:
    """The same person, the same words, another channel."""
    channel = rng.choice([one for one in ("support", "survey", "review") if one != note.channel])
    text, slips = typos.mistype(_core(note), SLIPS, rng)
    return replace(
        _repeat(note, "two channels", timedelta(days=rng.randint(1, 9), minutes=rng.randint(-60, 60))),
        channel=channel,
        text=text,
        title="" if channel == "survey" else note.title,
        rating={"survey": rng.randint(2, 6), "review": rng.randint(1, 3)}.get(channel),
        typos=slips,
    )


def _exact(note: Note, rng: random.Random) -> Note:
    """A double click, or the same form sent twice."""
    return _repeat(note, "exact", timedelta(seconds=rng.randint(4, 900)))


def _repeat(note: Note, how: str, later: timedelta) -> Note:
    return replace(note, key=f"{note.key}:{how}", said_at=note.said_at + later, repeats=note.key, how=how)


def _mail_header(sender: Person, note: Note, language: str) -> str:
    day = f"{note.said_at:%Y-%m-%d}"
    if language == "fr":
        return f"---------- Message transféré ----------\nDe : {sender.name}\nDate : {day}\nObjet : {note.title}"
    return f"---------- Forwarded message ---------\nFrom: {sender.name}\nDate: {day}\nSubject: {note.title}"


def _core(note: Note) -> str:
    """A ticket's words without greeting and signature, which are paragraphs of their own."""
    if note.channel != "support" or "\n\n" in note.passage.text:
        return note.passage.text
    return max(note.text.split("\n\n"), key=len)


def _without_end(text: str, rng: random.Random) -> str:
    """Sometimes whatever follows the last but one sentence goes, where several remain."""
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s+\S)", text)]
    return text[: ends[-1]] if len(ends) > 3 and rng.random() < 0.3 else text
