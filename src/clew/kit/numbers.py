"""Numbers and amounts of money as people and programs write them, read without guessing.

"1.234,56" and "1,234.56" tell their decimal sign; "1.234" alone does not. `Evidence` finds what a column's values say
together; `parse` reads one value, or raises `UnreadableNumber` with a sentence. No value is read one of two ways.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from clew.kit.errors import Invalid
from clew.kit.text import excerpt


class UnreadableNumber(Invalid):
    """The sentence says why, and what to write instead."""


class DecimalSign(StrEnum):
    POINT = "point"
    COMMA = "comma"

    @property
    def sign(self) -> str:
        return "." if self is DecimalSign.POINT else ","

    @property
    def label(self) -> str:
        return "1,234.56" if self is DecimalSign.POINT else "1.234,56"


@dataclass(frozen=True)
class NumberStyle:
    """`decimal` is None where no value of the column needs to know."""

    decimal: DecimalSign | None = None


@dataclass(frozen=True)
class Amount:
    """`currency` is a code such as EUR, or a sign that several currencies share ($, ¥, kr); empty when none is given."""

    value: Decimal
    currency: str = ""


@dataclass(frozen=True)
class Rating:
    """`scale` is the best mark that could be given, where the value says so: 4/5."""

    value: Decimal
    scale: Decimal | None = None


@dataclass(frozen=True)
class Question:
    sentence: str
    choices: tuple[DecimalSign, ...]


CURRENCIES = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "R$": "BRL", "$": "$", "€": "EUR",
    "£": "GBP", "¥": "¥", "₹": "INR", "₩": "KRW", "zł": "PLN", "kr": "kr", "Fr.": "CHF",
}  # fmt: skip
CODES = ("USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "INR", "BRL", "CNY",
         "SGD", "HKD", "MXN", "KRW", "ZAR", "ILS", "TRY")  # fmt: skip
SHARED = {"$": {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"}, "¥": {"JPY", "CNY"}, "kr": {"SEK", "NOK", "DKK"}}
SIZES = {"k": 3, "m": 6, "mm": 6, "mio": 6, "mn": 6, "million": 6, "b": 9, "bn": 9, "mrd": 9, "billion": 9}

_CURRENCY = "|".join(re.escape(sign) for sign in sorted((*CURRENCIES, *CODES), key=len, reverse=True))
VALUE = re.compile(
    rf"(?P<minus>[-+]?)\s*(?P<before>{_CURRENCY})?\s*(?P<inner>[-+]?)\s*(?P<core>[\d.,][\d.,'’ ]*?)\s*"
    rf"(?:(?P<size>{'|'.join(sorted(SIZES, key=len, reverse=True))})\.?)?\s*(?P<after>{_CURRENCY})?\s*(?P<trailing>-?)",
    re.IGNORECASE,
)
SCIENTIFIC = re.compile(r"[-+]?\d+(\.\d+)?e[-+]?\d{1,2}", re.IGNORECASE)
GROUPED = re.compile(r"\d{1,3}(?:([.,'’ ])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}")
OUT_OF = re.compile(
    r"(?P<value>[\d.,]+)\s*(?:/|out of|von|sur|de|di)\s*(?P<scale>\d{1,3})(?:\s*stars?)?", re.IGNORECASE
)
STARS = re.compile(r"(?P<full>[★⭐]+)(?P<empty>☆*)")
NAMED_STARS = re.compile(r"(?P<value>[\d.,]+)\s*(?:stars?|sterne?|étoiles?|estrellas?)", re.IGNORECASE)


def parse(text: str, style: NumberStyle) -> Decimal:
    """The number that `text` writes, without a currency. Raises UnreadableNumber."""
    amount = parse_money(text, style)
    if amount.currency:
        raise UnreadableNumber(f"“{excerpt(text, 40)}” is an amount of money, not a plain number. Leave out the sign.")
    return amount.value


def parse_money(text: str, style: NumberStyle) -> Amount:
    """The amount that `text` writes: $46k, 46 000 €, (12) and 12- for −12, 1.2M. Raises UnreadableNumber."""
    plain = _plain(text)
    if SCIENTIFIC.fullmatch(plain):
        return Amount(Decimal(plain))
    is_bracketed = plain.startswith("(") and plain.endswith(")")
    found = VALUE.fullmatch(plain[1:-1].strip() if is_bracketed else plain)
    if not found or not any(sign.isdigit() for sign in found["core"]):
        raise UnreadableNumber(_unreadable(text))
    value = Decimal(_digits(found["core"], style, text)).scaleb(SIZES.get((found["size"] or "").lower(), 0))
    signs = [is_bracketed, found["minus"] == "-", found["inner"] == "-", found["trailing"] == "-"]
    if sum(signs) > 1:
        raise UnreadableNumber(_unreadable(text))
    return Amount(-value if any(signs) else value, _currency(found["before"] or found["after"] or ""))


def parse_rating(text: str, style: NumberStyle) -> Rating:
    """A mark: 4, 4.5, 4/5, 4 out of 5, 4 stars, ★★★★☆. Raises UnreadableNumber."""
    plain = _plain(text)
    if found := STARS.fullmatch(plain):
        scale = len(plain) if found["empty"] else None
        return Rating(Decimal(len(found["full"])), Decimal(scale) if scale else None)
    if found := OUT_OF.fullmatch(plain):
        return Rating(parse(found["value"], style), Decimal(found["scale"]))
    if found := NAMED_STARS.fullmatch(plain):
        return Rating(parse(found["value"], style))
    return Rating(parse(text, style))


def currency_fits(given: str, code: str) -> bool:
    """Whether a currency found beside an amount can be the one called `code`."""
    return not given or given == code or code in SHARED.get(given, ())


@dataclass
class Evidence:
    """What a column's values say about the decimal sign. `whole` means: they are counts, so a lone sign makes groups."""

    whole: bool = False
    values: int = 0
    readable: int = 0
    _tells: dict[DecimalSign, str] = field(default_factory=dict)
    _open: str = ""

    def add(self, text: str) -> None:
        self.values += 1
        core = _core(text)
        if core is None:
            return
        self.readable += 1
        told = _told(core, whole=self.whole)
        if told:
            self._tells.setdefault(told, text.strip())
        elif _is_open(core):
            self._open = self._open or text.strip()

    @property
    def style(self) -> NumberStyle | None:
        """How the column reads; None when a person must decide."""
        if self.question:
            return None
        return NumberStyle(next(iter(self._tells), None))

    @property
    def question(self) -> Question | None:
        choices = (DecimalSign.POINT, DecimalSign.COMMA)
        which = f"Are they written like {choices[0].label} or like {choices[1].label}?"
        if len(self._tells) > 1:
            shown = " and ".join(f"“{text}”" for text in self._tells.values())
            return Question(f"The numbers disagree: {shown}. {which} The others are refused.", choices)
        if self._open and not self._tells:
            return Question(f"“{self._open}” reads both ways, and no other value decides. {which}", choices)
        return None


def detect(values: Iterable[str], *, whole: bool = False) -> Evidence:
    """The evidence of all filled `values`."""
    evidence = Evidence(whole)
    for value in values:
        if value.strip():
            evidence.add(value)
    return evidence


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-").split())


def _core(text: str) -> str | None:
    """The digits and signs between currency and size."""
    plain = _plain(text)
    if found := OUT_OF.fullmatch(plain) or NAMED_STARS.fullmatch(plain):
        return found["value"]
    found = VALUE.fullmatch(plain.strip("()").strip())
    return found["core"] if found and any(sign.isdigit() for sign in found["core"]) else None


def _told(core: str, *, whole: bool) -> DecimalSign | None:
    """The decimal sign that one value proves, if it does."""
    points, commas = core.count("."), core.count(",")
    if points and commas:
        return DecimalSign.POINT if core.rindex(".") > core.rindex(",") else DecimalSign.COMMA
    if not points and not commas:
        return None
    own, other = (DecimalSign.POINT, DecimalSign.COMMA) if points else (DecimalSign.COMMA, DecimalSign.POINT)
    if points + commas > 1:
        return other  # repeated: it makes groups
    if not _is_open(core):
        return own
    return other if whole else None


def _is_open(core: str) -> bool:
    """One sign with three digits behind it and one to three before: a group, or decimals."""
    return re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", core) is not None


def _digits(core: str, style: NumberStyle, text: str) -> str:
    """The value's digits with a point for its decimal sign."""
    told = _told(core, whole=False)
    if told is None and _is_open(core) and style.decimal is None:
        raise UnreadableNumber(
            f"“{text.strip()}” reads both ways. Choose like 1,234.56 or like 1.234,56 for this column."
        )
    decimal = told or style.decimal or DecimalSign.POINT
    if told and style.decimal and told is not style.decimal:
        raise UnreadableNumber(f"“{text.strip()}” does not fit: this column is written like {style.decimal.label}.")
    whole, _, fraction = core.partition(decimal.sign)
    if not (whole.isdigit() or GROUPED.fullmatch(whole) or (not whole and fraction)):
        raise UnreadableNumber(_unreadable(text))
    if (decimal.sign in core and not fraction) or (fraction and not fraction.isdigit()):
        raise UnreadableNumber(_unreadable(text))
    return re.sub(r"\D", "", whole or "0") + (f".{fraction}" if fraction else "")


def _currency(found: str) -> str:
    by_sign = {sign.lower(): code for sign, code in CURRENCIES.items()}
    return by_sign.get(found.lower(), found.upper())


def _unreadable(text: str) -> str:
    if text.strip().endswith("%"):
        return f"“{excerpt(text, 40)}” is a percentage. Write a plain number, such as 0.45 or 45."
    return f"“{excerpt(text, 40)}” is not a number that Clew can read. Write it like 1234.56."
