"""Finding out how the date and number columns of a file are written."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal

from clew.interchange.actions.parsing import BLANKS
from clew.interchange.actions.wording import listed
from clew.interchange.models import Field, Format, Kind, Reading
from clew.kit import dates, numbers
from clew.kit.errors import Invalid
from clew.kit.tables import Layout, Source, read
from clew.kit.text import normalise

ENOUGH_ROWS = 5_000
"""A column that is decided by then is decided; one that is not is read to the end."""
DATES, NUMBERS = (Kind.DATE, Kind.DAY), (Kind.NUMBER, Kind.RATING, Kind.MONEY, Kind.INTEGER)
NPS_WORDS, STAR_WORDS = ("nps", "recommend", "0-10", "0 to 10"), ("star", "1-5", "1 to 5")


@dataclass(frozen=True)
class ColumnQuestion:
    """`choices` are values for `Reading.order` (dates) or `Reading.decimal` (numbers), each with its label."""

    column: str
    sentence: str
    choices: tuple[tuple[str, str], ...]


class NeedsAnswer(Invalid):
    """The file alone does not tell how a column is read: a person must."""

    def __init__(self, questions: Sequence[ColumnQuestion]) -> None:
        first = questions[0]
        super().__init__(f"Column “{first.column}”: {first.sentence}", field=first.column)
        self.questions = tuple(questions)


@dataclass
class _Watch:
    """A column whose values tell how it is read."""

    known: Field
    column: str
    place: int
    chosen: Reading
    evidence: dates.Evidence | numbers.Evidence
    marks: set[str] = field(default_factory=set)

    def add(self, cell: str) -> None:
        value = cell.strip()
        if value.lower() in BLANKS:
            return
        self.evidence.add(value)
        if self.known.kind is Kind.RATING and len(self.marks) < 1_000:
            self.marks.add(value)

    @property
    def is_decided(self) -> bool:
        return bool(self.chosen.order or self.chosen.decimal) or self.evidence.question is None

    @property
    def question(self) -> ColumnQuestion | None:
        if self.is_decided or self.evidence.question is None:
            return None
        asked = self.evidence.question
        return ColumnQuestion(
            self.column, asked.sentence, tuple((str(choice), choice.label) for choice in asked.choices)
        )

    def reading(self) -> Reading:
        if isinstance(self.evidence, dates.Evidence):
            return self._dates(self.evidence)
        style = self.evidence.style or numbers.NumberStyle()
        found = replace(self.chosen, decimal=self.chosen.decimal or str(style.decimal or ""))
        return self._marks(found) if self.known.kind is Kind.RATING and not found.scale else found

    def _dates(self, evidence: dates.Evidence) -> Reading:
        style = evidence.style or dates.DateStyle()
        remark = ""
        if evidence.unknown_zones and not self.chosen.zone:
            names = " and ".join(sorted(evidence.unknown_zones))
            remark = f"Several regions call their time {names}: these times are read in the workspace’s time zone."
        return replace(self.chosen, order=self.chosen.order or str(style.order or ""), remark=remark)

    def _marks(self, found: Reading) -> Reading:
        """The best mark that could be given: from the header's words, else from the marks that were given."""
        style = numbers.NumberStyle(numbers.DecimalSign(found.decimal) if found.decimal else None)
        given: set[Decimal] = set()
        scale = Decimal(0)
        for mark in self.marks:
            with suppress(numbers.UnreadableNumber):
                rating = numbers.parse_rating(mark, style)
                given.add(rating.value)
                scale = max(scale, rating.scale or Decimal(0))
        best, header = max(given, default=Decimal(0)), normalise(self.column)
        if scale in {5, 10}:
            return replace(found, scale=int(scale))
        if best > 10:
            return replace(found, remark="Marks above 10: no mood is drawn from them.")
        if best <= 5 and Decimal(0) in given and not any(word in header for word in (*NPS_WORDS, *STAR_WORDS)):
            return replace(found, remark="Marks from 0 to 5: say whether they are stars or scores up to 10.")
        is_nps = best > 5 or any(word in header for word in NPS_WORDS)
        is_stars = best <= 5 and any(word in header for word in STAR_WORDS)
        return replace(found, scale=10 if is_nps and not is_stars else 5)


def examine(
    source: Source, layout: Layout, format_: Format, fields: Mapping[str, Sequence[str]], chosen: Mapping[str, Reading]
) -> dict[str, Reading]:
    """How each date and number column among `fields` is read. Raises NeedsAnswer."""
    watches = [
        _Watch(known, fields[known.key][0], layout.names.index(fields[known.key][0]), Reading(), evidence)
        for known in format_.fields
        if known.key in fields and (evidence := _evidence(known)) is not None
    ]
    for watch in watches:
        watch.chosen = _checked_reading(chosen.get(watch.column, Reading()), watch.column)
    _look(source, layout, watches)
    if questions := [watch.question for watch in watches if watch.question]:
        raise NeedsAnswer(questions)
    return {watch.column: watch.reading() for watch in watches}


def _look(source: Source, layout: Layout, watches: Sequence[_Watch]) -> None:
    if not watches:
        return
    for row in read(source, layout):
        if not row.fault:
            for watch in watches:
                watch.add(row.cells[watch.place])
        if row.number % ENOUGH_ROWS == 0 and all(watch.is_decided for watch in watches):
            return


def _evidence(known: Field) -> dates.Evidence | numbers.Evidence | None:
    if known.kind in DATES:
        return dates.Evidence()
    return numbers.Evidence(whole=known.kind is Kind.INTEGER) if known.kind in NUMBERS else None


def _checked_reading(reading: Reading, column: str) -> Reading:
    if reading.order and reading.order not in list(dates.Order):
        raise Invalid(f"Column “{column}”: choose {listed(list(dates.Order))}.", field=column)
    if reading.decimal and reading.decimal not in list(numbers.DecimalSign):
        raise Invalid(f"Column “{column}”: choose {listed(list(numbers.DecimalSign))}.", field=column)
    if reading.zone and not dates.is_zone(reading.zone):
        raise Invalid(f"Column “{column}”: “{reading.zone}” is not a time zone. Try Europe/Berlin.", field=column)
    return reading
