"""Which column of a file feeds which field, and how its dates and numbers are read."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reading:
    """How one column is read: what its values tell, or what a person chose.

    `order` is a `kit.dates.Order`, `decimal` a `kit.numbers.DecimalSign`, `zone` the region of times without an offset,
    `scale` the best mark of a rating. Empty or 0: nothing to say. `remark` is a sentence for the person.
    """

    order: str = ""
    decimal: str = ""
    zone: str = ""
    scale: int = 0
    remark: str = ""


@dataclass(frozen=True)
class ColumnMap:
    """Field keys to the names of their columns; names of columns to their readings."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)

    def of(self, key: str) -> tuple[str, ...]:
        return self.fields.get(key, ())

    def reading_of(self, key: str) -> Reading:
        """How the first column of the field is read."""
        names = self.of(key)
        return self.readings.get(names[0], Reading()) if names else Reading()

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(name for names in self.fields.values() for name in names)

    def to_json(self) -> dict[str, Any]:
        return {
            "fields": {key: list(names) for key, names in self.fields.items()},
            "readings": {name: asdict(reading) for name, reading in self.readings.items()},
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "ColumnMap":
        fields: dict[str, Sequence[str]] = values.get("fields", {})
        readings: dict[str, dict[str, Any]] = values.get("readings", {})
        return cls(
            {key: tuple(names) for key, names in fields.items()},
            {name: Reading(**reading) for name, reading in readings.items()},
        )
