"""How each person writes: greeting or none, signature, capitals, slips, emoji. Habits stay with the person."""

import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from clew.cli.demo import days, typos
from clew.cli.demo.chance import stream
from clew.cli.demo.notes import Casting, Note
from clew.cli.demo.people import Person
from clew.cli.demo.stock import Passage, phrases

SHORT = 170
"""Characters up to which people in a hurry leave capitals out."""
CONTEXT, CLOSER, DEVICE = 0.08, 0.07, 0.04
"""How often a ticket has a sentence of context, a closing sentence, a telephone's own line."""
GREETED = re.compile(r"(hi|hello|dear|bonjour|salut|good morning)\b", re.IGNORECASE)
GLAD, CROSS = ("👍", "🙏", "😊", "🎉", "💪"), ("😤", "🙄", "😩", "🤦", "🤷")
NO_SUBJECT = (
    "",
    "(no subject)",
    "Question",
    "Help",
    "issue",
    "Problem",
    "quick question",
    "Dispatchly",
    "app",
    "Contact form",
)


@dataclass(frozen=True)
class Habits:
    greets: bool
    signs: str
    """nothing, name, words (before the name) or block (name, job and company)."""
    small_letters: bool
    no_apostrophes: bool
    no_full_stop: bool
    emoji: bool
    slips: float
    """Share of words mistyped."""


class Scribe:
    """Writes notes. Longer phrases around a passage are used once each, so that no two tickets share a sentence."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = stream(seed, "scribe")
        self._left = {heading: self._shuffled(some) for heading, some in phrases().items()}

    def write(self, casting: Casting) -> Note:
        passage, person = casting.passage, casting.person
        rng = stream(self.seed, passage.key)
        region = person.account.region if person else "FR" if passage.place in ("fr", "france") else "US"
        text, slips = (passage.text, 0) if passage.is_verbatim else self._text(casting, rng)
        return Note(
            key=passage.key,
            passage=passage,
            said_at=self._moment(casting, region),
            title=_spelled(passage.title or self._title(passage), person),
            text=text,
            rating=self._rating(passage, rng),
            person=person,
            nickname=casting.nickname,
            session=casting.session,
            channel=passage.channel,
            typos=slips,
        )

    def once(self, heading: str) -> str:
        """A phrase that nobody used yet, or "" when there is none left."""
        left = self._left[heading]
        return left.pop() if left else ""

    def habits(self, casting: Casting) -> Habits:
        return habits_of(casting.person.email if casting.person else casting.nickname or casting.passage.key, self.seed)

    def _text(self, casting: Casting, rng: random.Random) -> tuple[str, int]:
        passage, habits = casting.passage, self.habits(casting)
        words = _spelled(passage.text, casting.person)
        if passage.channel == "interview":
            return words, 0
        if passage.channel == "call":
            return typos.mistype(words, 0.003, rng)
        core, slips = typos.mistype(_in_habit(words, passage, habits), habits.slips, rng)
        if habits.emoji and passage.channel in ("review", "survey") and core[-1].isascii() and rng.random() < 0.5:
            core = (
                f"{core.rstrip('.')} {rng.choice(GLAD if passage.about == 'praise' or passage.is_against else CROSS)}"
            )
        if passage.channel == "support" and casting.person and not passage.is_bare:
            core = self._letter(core, passage, casting.person, habits, rng)
        return core, slips

    def _letter(self, core: str, passage: Passage, person: Person, habits: Habits, rng: random.Random) -> str:
        """A ticket as it is written: greeting, core and signature, each a paragraph."""
        language = passage.language
        is_long = len(core) > 90 and not core[0].islower()
        if is_long and rng.random() < CONTEXT and (context := self.once(f"context {language}")):
            core = f"{context} {core}"
        if is_long and rng.random() < CLOSER and (closer := self.once(f"closers {language}")):
            core = f"{core.rstrip()}{'' if core[-1] in '.!?' else '.'} {closer}"
        parts = [core]
        if habits.greets and not GREETED.match(core) and rng.random() < (0.85 if len(core) > 70 else 0.4):
            parts.insert(0, habit_phrase("greetings", language, person, self.seed))
        if signature := self._signature(person, language, habits, rng):
            parts.append(signature)
        if rng.random() < DEVICE:
            parts.append(habit_phrase("devices", language, person, self.seed))
        return "\n\n".join(parts)

    def _signature(self, person: Person, language: str, habits: Habits, rng: random.Random) -> str:
        if habits.signs == "nothing" or rng.random() < 0.15:
            return ""
        first = person.name.split()[0]
        if habits.signs == "name":
            return first
        words = habit_phrase("signoffs", language, person, self.seed)
        if habits.signs == "words":
            return f"{words}\n{first}"
        return f"{words}\n\n{person.name}\n{person.job}\n{person.account.name}"

    def _title(self, passage: Passage) -> str:
        return self.rng.choice(NO_SUBJECT) if passage.channel == "support" else ""

    def _rating(self, passage: Passage, rng: random.Random) -> int | None:
        if passage.rating is not None:
            return passage.rating
        if passage.channel == "survey":
            return rng.randint(3, 7)
        return rng.randint(1, 3) if passage.channel == "review" else None

    def _moment(self, casting: Casting, region: str) -> datetime:
        """Passages of an interview share its hour and follow each other by minutes."""
        passage = casting.passage
        rng = stream(self.seed, casting.session, "hour")
        start = days.moment(casting.day, passage.channel, region, passage.at, rng)
        is_follower = casting.session != passage.key and passage.at is None
        return start + timedelta(minutes=self.rng.randint(2, 30) if is_follower else 0)

    def _shuffled(self, some: tuple[str, ...]) -> list[str]:
        return self.rng.sample(some, len(some))


def habits_of(who: str, seed: int) -> Habits:
    rng = stream(seed, "habits", who)
    return Habits(
        greets=rng.random() < 0.5,
        signs=rng.choices(["nothing", "name", "words", "block"], [45, 22, 23, 10])[0],
        small_letters=rng.random() < 0.12,
        no_apostrophes=rng.random() < 0.1,
        no_full_stop=rng.random() < 0.2,
        emoji=rng.random() < 0.08,
        slips=rng.choices([0.0, 0.012, 0.04], [50, 33, 17])[0],
    )


def habit_phrase(kind: str, language: str, person: Person, seed: int) -> str:
    """The greeting, ending or device of a person: the same each time."""
    return stream(seed, kind, person.email).choice(phrases()[f"{kind} {language}"])


def _spelled(text: str, person: Person | None) -> str:
    return typos.americanise(text) if person and person.account.country == "US" else text


def _in_habit(text: str, passage: Passage, habits: Habits) -> str:
    if habits.small_letters and len(text) <= SHORT:
        text = text.lower()
    if habits.no_apostrophes and passage.language == "en":
        text = typos.forget_apostrophes(text)
    if habits.no_full_stop and 5 < len(text) <= SHORT and not text.endswith(".."):
        text = re.sub(r"\.$", "", text)
    return text
