"""How a column writes its dates."""

from dataclasses import dataclass
from enum import StrEnum

from clew.kit.dates.shapes import Parts
from clew.kit.errors import Invalid


class UnreadableDate(Invalid):
    """The sentence says why, and what to write instead."""


class Order(StrEnum):
    """Which number comes first in a date such as 04/05/26. Dates with a month's name or a leading year need none."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    YEAR_FIRST = "year-first"

    @property
    def label(self) -> str:
        return {"day-first": "day first", "month-first": "month first", "year-first": "year first"}[self.value]


@dataclass(frozen=True)
class DateStyle:
    """`order` is None where no value of the column needs one."""

    order: Order | None = None


def viable_orders(parts: Parts) -> set[Order]:
    """The orders in which three bare numbers name a month and a day."""
    first, second, third = parts.numbers
    orders = set()
    if 1 <= second <= 12 and 1 <= first <= 31:
        orders.add(Order.DAY_FIRST)
    if 1 <= first <= 12 and 1 <= second <= 31:
        orders.add(Order.MONTH_FIRST)
    if not parts.has_long_year and 1 <= second <= 12 and 1 <= third <= 31:
        orders.add(Order.YEAR_FIRST)
    return orders
