"""What a whole column says about its dates."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from clew.kit.dates.shapes import Parts, split
from clew.kit.dates.styles import DateStyle, Order, viable_orders


@dataclass(frozen=True)
class Question:
    """What a person must decide: a sentence, and the orders to choose from."""

    sentence: str
    choices: tuple[Order, ...]


@dataclass
class Evidence:
    """Values are added one by one; `style` or `question` tells what they come to. Memory does not grow with them."""

    values: int = 0
    readable: int = 0
    unknown_zones: set[str] = field(default_factory=set)
    _only: dict[Order, str] = field(default_factory=dict)
    _open: str = ""
    _bare: int = 0
    _short: int = 0
    _dotted: bool = True
    _may_lead_with_year: bool = True
    _firsts: set[int] = field(default_factory=set)
    _thirds: set[int] = field(default_factory=set)

    def add(self, text: str) -> None:
        self.values += 1
        if text[4:5] == text[7:8] == "-" and not text[-2:].isalpha():  # nothing to decide, and by far the commonest
            self.readable += 1
            return
        parts = split(text)
        if parts is None:
            return
        self.readable += 1
        if parts.zone and "/" not in parts.zone and len(self.unknown_zones) < 5:
            self.unknown_zones.add(parts.zone)
        if parts.is_bare:
            self._weigh(parts, text)

    @property
    def style(self) -> DateStyle | None:
        """How the column reads; None when a person must decide."""
        orders = self._orders()
        return None if len(orders) > 1 else DateStyle(orders[0] if orders else None)

    @property
    def question(self) -> Question | None:
        orders = self._orders()
        if len(orders) < 2:
            return None
        names = " or ".join(order.label for order in orders)
        if len(self._only) > 1:
            shown = " and ".join(f"“{text}” only {order.label}" for order, text in sorted(self._only.items()))
            return Question(f"The dates disagree: {shown}. Which is it: {names}? The others are refused.", orders)
        return Question(f"Every date reads both ways, such as “{self._open}”. Which is it: {names}?", orders)

    def _weigh(self, parts: Parts, text: str) -> None:
        self._bare += 1
        self._dotted = self._dotted and parts.separator == "."
        orders = viable_orders(parts)
        if not parts.has_long_year:
            self._short += 1
            self._firsts.add(parts.numbers[0])
            self._thirds.add(parts.numbers[2])
            self._may_lead_with_year = self._may_lead_with_year and Order.YEAR_FIRST in orders
        usual = orders - {Order.YEAR_FIRST}
        if not usual and orders:
            self._only.setdefault(Order.YEAR_FIRST, text.strip())
        elif len(usual) == 1:
            self._only.setdefault(next(iter(usual)), text.strip())
        elif len(usual) == 2 and parts.numbers[0] != parts.numbers[1]:
            self._open = self._open or text.strip()

    def _orders(self) -> tuple[Order, ...]:
        """What the column may mean: nothing to decide, one order, or several to choose from."""
        if not self._bare:
            return ()
        if self._years_may_lead():
            return self._with_years_first()
        if self._only:
            return tuple(sorted(self._only))
        if self._dotted or not self._open:  # dots are the mark of day-first regions
            return (Order.DAY_FIRST,)
        return (Order.DAY_FIRST, Order.MONTH_FIRST)

    def _years_may_lead(self) -> bool:
        """Two-digit years stand last by custom. Not so if the last number varies more than the first, as days do."""
        if self._short < self._bare or not self._may_lead_with_year:
            return False
        return Order.YEAR_FIRST in self._only or len(self._thirds) > len(self._firsts)

    def _with_years_first(self) -> tuple[Order, ...]:
        if Order.YEAR_FIRST in self._only or Order.MONTH_FIRST in self._only:
            return tuple(sorted(self._only))
        return (Order.DAY_FIRST, Order.YEAR_FIRST)


def detect(values: Iterable[str]) -> Evidence:
    """The evidence of all filled `values`."""
    evidence = Evidence()
    for value in values:
        if value.strip():
            evidence.add(value)
    return evidence
