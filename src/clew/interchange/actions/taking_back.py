"""Taking back what an import brought: what it made goes, what it changed is as before, what people touched since stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from clew.interchange.actions.census import forget_odd
from clew.interchange.models import ImportRun, Touched, Undoable, known_format
from clew.kit.text import count

AT_ONCE = 2_000
NAMED = 50
MADE = """
select t.id, ({is_kept}) as is_kept, ({is_used}) as is_used, {ref} as ref from {table} t
where t.id in (select record from interchange_touched where run_id = %(run)s and model = %(label)s and before is null)"""
CHANGED = """
select distinct on (t.id) t.id, ({is_kept}) as is_kept, {ref} as ref from {table} t
join interchange_touched j on j.record = t.id and j.run_id = %(run)s and j.model = %(label)s and j.before is not null
where not exists (select from interchange_touched m
  where m.run_id = %(run)s and m.model = %(label)s and m.record = t.id and m.before is null)"""
COUNTED = """
select count(*) filter (where not is_kept and not is_used), count(*) filter (where is_kept) from ({found}) as found"""
KEYS = """
select distinct array(select jsonb_object_keys(before) order by 1) from interchange_touched
where run_id = %(run)s and model = %(label)s and before is not null"""
RESTORE = """
update {table} t set {columns} from (
  select distinct on (record) record, before from interchange_touched
  where run_id = %(run)s and model = %(label)s and record = any(%(ids)s) and before ?& %(keys)s::text[]
    and (select count(*) from jsonb_object_keys(before)) = cardinality(%(keys)s::text[])
  order by record, id) j
where t.id = j.record"""


@dataclass(frozen=True)
class Part:
    """Of one kind of record: so many go, so many become what they were, so many stay because people touched them."""

    words: tuple[str, str]
    removed: int = 0
    restored: int = 0
    kept: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """What undoing an import does, or did. `sentence` begins in lower case."""

    parts: tuple[Part, ...]

    @property
    def kept(self) -> int:
        return sum(part.kept for part in self.parts)

    @property
    def names(self) -> tuple[str, ...]:
        """The first of those that stay."""
        return tuple(name for part in self.parts for name in part.names)[:NAMED]

    @property
    def sentence(self) -> str:
        removed = _told([(part.removed, part.words) for part in self.parts])
        restored = _told([(part.restored, part.words) for part in self.parts])
        kept = _told([(part.kept, part.words) for part in self.parts])
        done = [f"{removed} removed" if removed else "", f"{restored} restored as before" if restored else ""]
        said = " and ".join(filter(None, done)) or "nothing was left to take back"
        return f"{said}.{f' {kept} stayed: people changed or used them since.' if kept else ''}"


def effect(*, run: ImportRun) -> Effect:
    """What `take_back` would do now. Reads only."""
    return Effect(tuple(_part(run, known) for known in known_format(run.record).undoes if run.taken_at))


def take_back(*, run: ImportRun, now: datetime) -> Effect:
    """Undo what the run brought, within the caller's transaction; says what was done. The journal of it goes, too."""
    parts = []
    for known in known_format(run.record).undoes if run.taken_at else ():
        found = _part(run, known)
        _restore(run, known)
        _remove(run, known)
        parts.append(found)
    Touched.objects.filter(run=run).delete()
    forget_odd(run)
    return Effect(tuple(parts))


def _part(run: ImportRun, known: Undoable) -> Part:
    removed, kept = _rows(run, known, COUNTED.format(found=MADE))[0]
    restored, kept_too = _rows(
        run, known, COUNTED.format(found=CHANGED).replace("not is_kept and not is_used", "not is_kept")
    )[0]
    names: list[str] = []
    for found in (MADE, CHANGED):
        stays = f"select ref from ({found}) as found where is_kept order by ref limit {NAMED}"
        names += [ref for (ref,) in _rows(run, known, stays)] if kept or kept_too else []
    return Part(known.words, removed, restored, kept + kept_too, tuple(names[:NAMED]))


def _restore(run: ImportRun, known: Undoable) -> None:
    """The latest columns first: where two lines tell of one column, the earlier one has the last word."""
    ids = [pk for (pk,) in _rows(run, known, f"select id from ({CHANGED}) as found where not is_kept")]
    if not ids:
        return
    table = sql.Identifier(_model(known)._meta.db_table)
    for statement in known.on_restore:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"ids": ids})
    for (keys,) in _rows(run, known, KEYS):
        columns = sql.SQL(", ").join(
            sql.SQL("{0} = (jsonb_populate_record(null::{1}, j.before)).{0}").format(sql.Identifier(key), table)
            for key in keys
        )
        restore = sql.SQL(RESTORE).format(table=table, columns=columns)
        with connection.cursor() as cursor:
            cursor.execute(restore, {**_asked(run, known), "ids": ids, "keys": keys})


def _remove(run: ImportRun, known: Undoable) -> None:
    ids = [pk for (pk,) in _rows(run, known, f"select id from ({MADE}) as found where not is_kept and not is_used")]
    for start in range(0, len(ids), AT_ONCE):
        delete_rows(_model(known), ids[start : start + AT_ONCE])


def delete_rows(model: type[models.Model], ids: Sequence[Any]) -> None:
    """As Django's delete would, with one statement per table: what belongs to the rows goes, other references end."""
    if not ids:
        return
    for relation in model._meta.related_objects:
        fk = relation.field
        table, column = sql.Identifier(relation.related_model._meta.db_table), sql.Identifier(str(fk.column))
        if relation.on_delete is models.CASCADE:
            key = relation.related_model._meta.pk
            below = _ids(
                sql.SQL("select {} from {} where {} = any(%s)").format(sql.Identifier(str(key.column)), table, column),
                ids,
            )
            delete_rows(relation.related_model, below)
        elif relation.on_delete is models.SET_NULL:
            _run(sql.SQL("update {} set {} = null where {} = any(%s)").format(table, column, column), ids)
    name, column = sql.Identifier(model._meta.db_table), sql.Identifier(str(model._meta.pk.column))
    _run(sql.SQL("delete from {} where {} = any(%s)").format(name, column), ids)


def _ids(statement: sql.Composed, ids: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])
        return [row[0] for row in cursor.fetchall()]


def _run(statement: sql.Composed, ids: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])


def _rows(run: ImportRun, known: Undoable, statement: str) -> list[tuple[Any, ...]]:
    """`statement` names what the format tells of its table in braces."""
    table = f'"{_model(known)._meta.db_table}"'
    filled = statement.format(table=table, is_kept=known.is_kept, is_used=known.is_used, ref=known.ref)
    with connection.cursor() as cursor:
        cursor.execute(filled, _asked(run, known))
        return list(cursor.fetchall())


def _asked(run: ImportRun, known: Undoable) -> dict[str, "UUID | str | datetime | None"]:
    return {"run": run.pk, "label": known.label, "at": run.taken_at}


def _model(known: Undoable) -> type[models.Model]:
    return apps.get_model(known.label)


def _told(parts: Sequence[tuple[int, tuple[str, str]]]) -> str:
    """3 notes, 2 people and 1 account."""
    said = [f"{count(number)} {one if number == 1 else many}" for number, (one, many) in parts if number]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)
