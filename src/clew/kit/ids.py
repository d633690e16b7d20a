"""Primary keys: UUIDs of version 7, made by the database, so that rows sort by birth.

One SQL function on every PostgreSQL version (`uuidv7()` exists only from 18), so that a dump moves between versions. It
is not for parallel plans: a volatile function in SQL starts a command.
`NewId` is named in migrations: it stays in this module for good.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import Func

CREATE_FUNCTION = """
create or replace function clew_uuid7() returns uuid language sql volatile as $f$
  select encode(overlay(overlay(uuid_send(gen_random_uuid())
      placing substring(int8send(t.us / 1000) from 3) from 1 for 6)
      placing int2send((28672 + (t.us % 1000) * 4096 / 1000)::int2) from 7 for 2), 'hex')::uuid
  from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as us) t $f$
"""


class NewId(Func):
    function = "clew_uuid7"
    template = "%(function)s()"
    arity = 0


def id_field(**options: Any) -> "models.UUIDField[Any, Any]":
    return models.UUIDField(primary_key=True, db_default=NewId(), editable=False, **options)


def new_id() -> UUID:
    """An id made now: every row born later has a larger one."""
    with connection.cursor() as cursor:
        cursor.execute("select clew_uuid7()")
        (made,) = cursor.fetchone()
    found: UUID = made
    return found


def born_before(made: UUID, by: timedelta) -> UUID:
    """The id of a row born `by` earlier than `made`: its first 48 bits count milliseconds."""
    return UUID(int=max(0, made.int - (by // timedelta(milliseconds=1) << 80)))
