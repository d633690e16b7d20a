"""Writing many rows at once, for the areas' importers: COPY, and one UPDATE from a copied table."""

import os
import struct
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Field, JSONField, Model
from psycopg import sql

from clew.interchange.models import Touched

NOTE_BEFORE = """
insert into interchange_touched (run_id, model, record, before)
select {run}, {label}, t.id, jsonb_build_object({before}) from {table} t join import_news n on n.id = t.id"""
ENCODE = DjangoJSONEncoder(ensure_ascii=False).encode
CHANCES = 256
"""So many at once are asked of the system: asking for each costs more than all the rest of an id."""


def array_of(name: str) -> str:
    """SQL for the array of texts that `listed` put into the parameter `name`: one string travels faster than a thousand."""
    return f"string_to_array(%({name})s, chr(31))"


def listed(texts: Iterable[str]) -> str:
    """Texts without control characters (cells are clean), as one parameter for `array_of`. Empty ones are left out."""
    return "\x1f".join(text for text in texts if text)


def new_ids() -> Iterator[UUID]:
    """Ids for rows that other rows must name, in time order as the database's own (RFC 9562, version 7)."""
    last = 0
    while True:
        for (chance,) in struct.iter_unpack(">Q", os.urandom(8 * CHANCES)):
            last = max(last + 1, time.time_ns() // 1_000)
            yield UUID(int=_version_7(last, chance))


def _version_7(microseconds: int, chance: int) -> int:
    """48 bits of milliseconds, the version, 12 bits of the rest of the time, the variant, 62 bits of chance."""
    milli, micro = divmod(microseconds, 1_000)
    return (milli << 80) | (7 << 76) | ((micro * 4096 // 1_000) << 64) | (2 << 62) | (chance >> 2)


_RUN: ContextVar[UUID | None] = ContextVar("run", default=None)


@contextmanager
def journal(run_id: UUID) -> Iterator[None]:
    """Inside, `copy_rows` and `update_rows` write down what they make and change, so that the import can be undone.

    Of what is made, only rows whose id is given.
    """
    token = _RUN.set(run_id)
    try:
        yield
    finally:
        _RUN.reset(token)


def copy_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, whose values follow `names` (attribute names such as `account_id`). Other columns get defaults."""
    fields, missing = _fields(model, names), _missing(model, names)
    added = tuple(field.get_default() for field in missing)
    filled = ((*row, *added) for row in rows) if added else rows
    run_id = _RUN.get()
    if run_id is None or "id" not in names:
        _copy(model._meta.db_table, [*fields, *missing], filled)
        return
    made: list[tuple[Any, ...]] = []
    label, place, run = model._meta.label, names.index("id"), str(run_id)

    def noted() -> Iterator[Sequence[Any]]:
        for row in filled:
            made.append((run, label, row[place]))
            yield row

    _copy(model._meta.db_table, [*fields, *missing], noted())
    if made:
        _copy(Touched._meta.db_table, _fields(Touched, ("run_id", "model", "record")), made)


def _missing(model: type[Model], names: Sequence[str]) -> "list[Field[Any, Any]]":
    """Columns that must hold something and have a default in Python only."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.attname not in names
        and not (field.null or field.primary_key or field.generated or field.has_db_default())
    ]


def update_rows(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Set columns of existing rows: each of `rows` is an id followed by the values of `names`."""
    if not rows:
        return
    fields = _fields(model, ("id", *names))
    table, news = sql.Identifier(model._meta.db_table), sql.Identifier("import_news")
    columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)
    changes = sql.SQL(", ").join(
        sql.SQL("{0} = n.{0}").format(sql.Identifier(str(field.column))) for field in fields if field.column != "id"
    )
    _execute(sql.SQL("create temp table {} on commit drop as select {} from {} limit 0").format(news, columns, table))
    _copy("import_news", fields, rows)
    if (run_id := _RUN.get()) is not None:
        before = sql.SQL(", ").join(
            sql.SQL("{}, t.{}").format(sql.Literal(str(field.column)), sql.Identifier(str(field.column)))
            for field in fields
            if field.column != "id"
        )
        _execute(
            sql.SQL(NOTE_BEFORE).format(
                run=sql.Literal(run_id), label=sql.Literal(model._meta.label), before=before, table=table
            )
        )
    _execute(sql.SQL("update {} t set {} from {} n where n.id = t.id").format(table, changes, news))
    _execute(sql.SQL("drop table {}").format(news))


def _copy(table: str, fields: "Sequence[Field[Any, Any]]", rows: Iterable[Sequence[Any]]) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)
    documents = [place for place, field in enumerate(fields) if isinstance(field, JSONField)]
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), columns)) as stream,
    ):
        for row in rows:
            values = list(row)
            for place in documents:
                values[place] = ENCODE(values[place]) if values[place] != {} else "{}"
            stream.write_row(values)


def _fields(model: type[Model], names: Sequence[str]) -> "list[Field[Any, Any]]":
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    return [by_name[name] for name in names]


def _execute(statement: sql.Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
