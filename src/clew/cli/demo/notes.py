"""A note of the demo, from being cast to being written: whole values, replaced rather than changed."""

from dataclasses import dataclass
from datetime import date, datetime

from clew.cli.demo.accounts import Account
from clew.cli.demo.people import Person
from clew.cli.demo.stock import Passage


@dataclass(frozen=True)
class Casting:
    """Who says a passage, and when. No person: a nickname in the app store, or nobody in the survey."""

    passage: Passage
    day: date
    session: str
    """Passages of one interview share it."""
    person: Person | None = None
    nickname: str = ""


@dataclass(frozen=True)
class Note:
    """One row of a channel's file. `source_id` is given last, in the order of time; `repeats` names a passage's key."""

    key: str
    passage: Passage
    said_at: datetime
    title: str
    text: str
    rating: int | None
    person: Person | None
    nickname: str = ""
    session: str = ""
    channel: str = ""
    source_id: str = ""
    typos: int = 0
    repeats: str = ""
    how: str = ""
    """How a repeat came about: again, two channels, forwarded, forwarded by a colleague, exact."""

    @property
    def ref(self) -> str:
        return f"{self.channel}:{self.source_id}"

    @property
    def account(self) -> Account | None:
        return self.person.account if self.person else None
