"""Hand-written SQL, typed: one statement in, a list of dataclasses out."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection

Parameters = Sequence[Any] | Mapping[str, Any]
Row = TypeVar("Row")
JSON = {114, 3802}
"""The type numbers of json and jsonb, which Django leaves as text."""


def rows(sql: str, parameters: Parameters, into: type[Row]) -> list[Row]:
    """Run `sql`; each result row becomes `into(**columns)`."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        columns = cursor.description or ()
        names = [column[0] for column in columns]
        documents = {column[0] for column in columns if column[1] in JSON}
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for name in documents:
        for row in found:
            row[name] = json.loads(row[name]) if isinstance(row[name], str) else row[name]
    return [into(**row) for row in found]


def one_row(sql: str, parameters: Parameters, into: type[Row]) -> Row:
    """As `rows`, for a statement that always returns exactly one."""
    (row,) = rows(sql, parameters, into)
    return row


def execute(sql: str, parameters: Parameters = ()) -> int:
    """Run `sql`; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)
