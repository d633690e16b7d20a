"""A nested record as one row: `{"user": {"name": …}}` has a cell `user.name`; a list of plain values is joined."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from clew.kit.tables.cells import clean
from clew.kit.text import squeeze

DEEPEST = 12
"""Objects nested deeper stay as they are, in one cell."""
VALUE = "value"
"""The column of records that are no objects."""


def flat(record: Any) -> dict[str, str]:
    """Column names to cells. Names that clash get a number: nothing is lost."""
    cells: dict[str, str] = {}
    for key, cell in _cells(record if isinstance(record, Mapping) else {VALUE: record}, "", 1):
        name = key_of(key)
        place, turn = name, 1
        while place in cells:
            turn += 1
            place = f"{name} ({turn})"
        cells[place] = cell
    return cells


@lru_cache(maxsize=1 << 12)
def key_of(name: str) -> str:
    """A key on one line, without control characters."""
    return squeeze(clean(name))


def _cells(record: Mapping[str, Any], before: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping) and value and depth < DEEPEST:
            yield from _cells(value, f"{name}.", depth + 1)
        else:
            yield name, _cell(value)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return ", ".join(filter(None, map(_cell, value)))
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "…"
