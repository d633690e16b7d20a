"""The kinds of records that files bring: a registry that the areas fill from their `exchange.py`, found by that name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clew.interchange.models.rows import Importer, Setting
from clew.kit.errors import NotFound
from clew.workspaces.models import Role, Workspace


class Kind(StrEnum):
    """What a cell of a field must hold, and so what an importer gets (None for an empty cell, "" for an empty text)."""

    TEXT = "text"  # str
    LONG_TEXT = "long_text"  # tuple of Words: one per column that has any
    DATE = "date"  # aware datetime, in UTC
    DAY = "day"  # date
    NUMBER = "number"  # Decimal
    RATING = "rating"  # kit.numbers.Rating
    MONEY = "money"  # Decimal, in the workspace's currency
    INTEGER = "integer"  # int
    EMAIL = "email"  # str, lower case
    URL = "url"  # str that begins with http:// or https://
    DOMAIN = "domain"  # str: example.com
    CHOICE = "choice"  # one of the field's choices
    TURNS = "turns"  # str: a list in JSON


@dataclass(frozen=True)
class Field:
    """`guesses` are headers that usually mean it, the likeliest first, lower case. `longest` is in characters, 0: any."""

    key: str
    label: str
    help: str = ""
    kind: Kind = Kind.TEXT
    is_required: bool = False
    guesses: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = 0


class OptionKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"  # "yes" or ""


@dataclass(frozen=True)
class Option:
    """Something about the file as a whole that a person chooses. `suggest` names what a text could be."""

    key: str
    label: str
    help: str = ""
    kind: OptionKind = OptionKind.TEXT
    choices: tuple[tuple[str, str], ...] = ()
    default: str = ""
    is_required: bool = False
    suggest: Callable[[Workspace], Sequence[str]] | None = None


@dataclass(frozen=True)
class Undoable:
    """Records that an import wrote through `bulk`, and how far taking them back may go.

    `label` is Django's, such as insights.Note. `is_kept` is SQL about a row `t` and the time `%(at)s` that the import gave
    its records: true where people changed or used it since, so that it stays and is named. `is_used` is the same for
    records that came along, such as the account of a note: they stay without a word where others need them. `words` are
    its names in a sentence, one and many; `ref` is SQL for what it is called in a list. `on_restore` are statements run
    for the rows `%(ids)s` before they become what they were: what was worked out from them is to be found anew.
    """

    label: str
    words: tuple[str, str]
    is_kept: str = "false"
    is_used: str = "false"
    ref: str = "t.id::text"
    on_restore: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """One kind of record.

    `identity` is the field whose value names a record for ever: of several rows of one file that share it, the last
    counts. Of the fields in `any_of`, one must have a column. `shares` are pairs of fields that one column may feed.
    `tables` are worth a vacuum after a large import. `about` says in a few words what these records are; `opens` names the
    pages that show them, as words and URL name; `order` is their place where people choose. `in_slices`: a large file
    comes in piece by piece, the importer remembering nothing from one batch to the next. `undoes` is what an import of it
    makes and changes, in the order in which it is taken back; empty where it cannot be.
    """

    key: str
    label: str
    plural: str
    fields: tuple[Field, ...]
    importer: Callable[[Setting], Importer]
    needs: Role = Role.EDITOR
    options: tuple[Option, ...] = ()
    identity: str = ""
    any_of: tuple[str, ...] = ()
    shares: frozenset[frozenset[str]] = frozenset()
    tables: tuple[str, ...] = ()
    about: str = ""
    opens: tuple[tuple[str, str], ...] = ()
    order: int = 100
    in_slices: bool = False
    undoes: tuple[Undoable, ...] = ()

    @property
    def heading(self) -> str:
        """Notes: what customers said."""
        name = self.plural.capitalize()
        return f"{name}: {self.about}" if self.about else name

    @property
    def verb(self) -> str:
        return f"{self.label}.imported"

    def field(self, key: str) -> Field | None:
        return next((field for field in self.fields if field.key == key), None)


FORMATS: dict[str, Format] = {}
"""Every format by key. Filled when the apps are ready."""


def register(format: Format) -> None:  # noqa: A002 - the product's word
    FORMATS[format.key] = format


def known_format(key: str) -> Format:
    if key not in FORMATS:
        raise NotFound(f"Clew imports {', '.join(sorted(FORMATS))}; not “{key}”.", field="format")
    return FORMATS[key]
