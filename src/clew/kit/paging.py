"""Keyset paging: a page begins after a row, never at an offset, so that the last page costs what the first does."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from clew.kit.errors import Invalid

M = TypeVar("M", bound=Model)
T = TypeVar("T")
DAMAGED = "That page address is damaged. Start again from the first page."


@dataclass(frozen=True)
class Page(Generic[T]):
    """`after` is the cursor of the next page, empty on the last one."""

    rows: list[T]
    after: str


def encode(*values: Any) -> str:
    plain = [value.isoformat() if isinstance(value, datetime) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode(cursor: str, width: int) -> list[str]:
    """The values in `cursor`. Raises Invalid when it was not made by `encode` with `width` values."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, UnicodeDecodeError):
        values = None
    if not isinstance(values, list) or len(values) != width or not all(isinstance(value, str) for value in values):
        raise Invalid(DAMAGED, field="after")
    return values


def decode_as(cursor: str, *readers: Callable[[str], Any]) -> list[Any]:
    """As `decode`, each value read by its reader; what none can read is Invalid, too."""
    try:
        return [read(value) for read, value in zip(readers, decode(cursor, len(readers)), strict=True)]
    except (ValueError, ArithmeticError) as error:
        raise Invalid(DAMAGED, field="after") from error


def page(
    queryset: "QuerySet[M]", *, by: tuple[str, ...], size: int, after: str = "", newest_first: bool = True
) -> Page[M]:
    """One page of `queryset` in the order of the columns `by`, which end in a unique one."""
    order = [f"-{name}" if newest_first else name for name in by]
    if after:
        values = _values(queryset, by, decode(after, len(by)))
        lookup = TupleLessThan if newest_first else TupleGreaterThan
        queryset = queryset.filter(lookup(Tuple(*by), tuple(values)))
    found = list(queryset.order_by(*order)[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, encode(*(getattr(found[-1], name) for name in by)) if more else "")


def _values(queryset: "QuerySet[M]", by: tuple[str, ...], raw: list[str]) -> list[Any]:
    try:
        columns: list[Any] = [queryset.model._meta.get_field(name) for name in by]
        return [column.to_python(value) for column, value in zip(columns, raw, strict=True)]
    except (ValidationError, ValueError) as error:
        raise Invalid(DAMAGED, field="after") from error
