"""Guessing which column feeds which field: from what headers say in many tools and languages, else from the cells."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC

from clew.interchange.models import Field, Format, Kind
from clew.kit.dates import DateStyle, Order, UnreadableDate, parse
from clew.kit.tables import Layout
from clew.kit.text import normalise

WORD = re.compile(r"[^\W_]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
EMAIL = re.compile(r"\S+@\S+\.\S{2,}")
LINK = re.compile(r"https?://\S+")
PIECES = re.compile(r"[,;|\n]")
MOST = 0.8
"""The share of filled cells that must look alike for a column to be of that kind."""


@dataclass(frozen=True)
class _Column:
    name: str
    words: str
    cells: tuple[str, ...]


def guess_columns(format_: Format, layout: Layout) -> dict[str, tuple[str, ...]]:
    """Field keys to column names, for the fields that can be guessed. Each column is used once.

    Headers count first, best match first; then the cells tell dates, e-mail addresses and free text.
    """
    columns = [_column(name, layout.samples_of(place)) for place, name in enumerate(layout.names)]
    chosen: dict[str, tuple[str, ...]] = {}
    for _, key, name in sorted(_matches(format_, columns)):
        if key not in chosen and (name,) not in chosen.values():
            chosen[key] = (name,)
    for field in format_.fields:
        if field.key not in chosen:
            free = [column for column in columns if (column.name,) not in chosen.values()]
            if found := _by_content(field, free, is_needed=field.is_required or _is_one_of(format_, field, chosen)):
                chosen[field.key] = found
    return chosen


def _column(name: str, cells: Sequence[str]) -> _Column:
    return _Column(name, _words(name), tuple(cells))


def _words(header: str) -> str:
    """submittedAt, Submitted At and submitted_at are one: submitted at."""
    return " ".join(WORD.findall(normalise(CAMEL.sub(" ", header))))


def _matches(format_: Format, columns: Iterable[_Column]) -> Iterator[tuple[tuple[int, int, int], str, str]]:
    """(rank, field, column) for every header that says a field; the lower the rank, the surer."""
    for column_place, column in enumerate(columns):
        for field in format_.fields:
            for place, guess in enumerate(map(_words, field.guesses)):
                how = _how_well(column.words, guess)
                if how is not None and _fits(field, column):
                    yield (how, place, column_place), field.key, column.name


def _how_well(words: str, guess: str) -> int | None:
    """0 for the same words, 1 when a short header begins or ends with them, None for no match."""
    if words == guess:
        return 0
    if len(words.split()) <= len(guess.split()) + 2 and (words.endswith(f" {guess}") or words.startswith(f"{guess} ")):
        return 1
    return None


def _fits(field: Field, column: _Column) -> bool:
    """Whether the cells do not speak against it."""
    share, tells = SIGNS.get(field.kind, (0.0, bool))
    return not column.cells or _share(column, tells) >= share


def _is_one_of(format_: Format, field: Field, chosen: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether it is among the fields of which one is needed, and none has a column yet."""
    return field.key in format_.any_of and not any(key in chosen for key in format_.any_of)


def _by_content(field: Field, free: Sequence[_Column], *, is_needed: bool) -> tuple[str, ...]:
    if field.kind is Kind.LONG_TEXT and is_needed:
        return _free_text(free)
    tells = TELLING.get(field.kind)
    if tells is None:
        return ()
    found = [column.name for column in free if column.cells and _share(column, tells) >= MOST]
    return (found[0],) if len(found) == 1 else ()


def _free_text(free: Sequence[_Column]) -> tuple[str, ...]:
    """The columns in which people wrote in their own words; if none is clear, the one with the longest cells."""
    found = [column.name for column in free if _is_free_text(column)]
    if found:
        return tuple(found)
    wordy = [column for column in free if column.cells and _share(column, lambda cell: " " in cell) > 0.3]
    return (max(wordy, key=_length).name,) if wordy else ()


def _is_free_text(column: _Column) -> bool:
    """Many words, hardly any cell twice, and pieces that do not come from a list of choices."""
    cells = [cell for cell in column.cells if cell.strip()]
    if len(cells) < 2 or len(set(cells)) < 0.8 * len(cells):
        return False
    pieces = [normalise(piece) for cell in cells for piece in PIECES.split(cell) if piece.strip()]
    words = sum(len(cell.split()) for cell in cells) / len(cells)
    return words >= 5 and len(set(pieces)) >= 0.7 * len(pieces) and not _share(column, _is_date) > MOST


def _length(column: _Column) -> float:
    return sum(map(len, column.cells)) / len(column.cells)


def _share(column: _Column, tells: Callable[[str], bool]) -> float:
    return sum(tells(cell.strip()) for cell in column.cells) / len(column.cells) if column.cells else 0.0


def _is_date(cell: str) -> bool:
    for order in (Order.DAY_FIRST, Order.MONTH_FIRST):
        with suppress(UnreadableDate):
            parse(cell, DateStyle(order), UTC)
            return True
    return False


def _is_moment(cell: str) -> bool:
    """A date that cannot be mistaken for a number."""
    return not cell.replace(".", "").isdigit() and _is_date(cell)


def _is_email(cell: str) -> bool:
    return EMAIL.fullmatch(cell) is not None


def _has_digits(cell: str) -> bool:
    return any(sign.isdigit() or sign in "★⭐" for sign in cell)


def _has_letters(cell: str) -> bool:
    return any(sign.isalpha() for sign in cell)


def _is_list(cell: str) -> bool:
    """A list of objects in JSON, cut short as samples are."""
    return cell.startswith(("[{", '{"conversation_parts"', '{"type": "conversation_part.list"'))


TELLING: dict[Kind, Callable[[str], bool]] = {Kind.EMAIL: _is_email, Kind.DATE: _is_moment}
"""Kinds that cells alone can tell."""
SIGNS: dict[Kind, tuple[float, Callable[[str], bool]]] = {
    Kind.EMAIL: (MOST, lambda cell: "@" in cell),
    Kind.DATE: (0.5, _is_date),
    Kind.DAY: (0.5, _is_date),
    Kind.NUMBER: (MOST, _has_digits),
    Kind.RATING: (MOST, _has_digits),
    Kind.MONEY: (MOST, _has_digits),
    Kind.INTEGER: (MOST, _has_digits),
    Kind.URL: (MOST, lambda cell: LINK.match(cell) is not None),
    Kind.LONG_TEXT: (0.5, lambda cell: _has_letters(cell) and not _is_list(cell)),
    Kind.TURNS: (MOST, _is_list),
}
"""The share of cells that must hold such a sign, or a header that says so is not believed."""
