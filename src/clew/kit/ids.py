"""Primary keys: UUIDs of version 7, made by the database, so that rows sort by birth.

One SQL function on every PostgreSQL version (`uuidv7()` exists only from 18), so that a dump moves between versions.
`NewId` is named in migrations: it stays in this module for good.
"""

from typing import Any

from django.db import models
from django.db.models.expressions import Func

CREATE_FUNCTION = """
create or replace function clew_uuid7() returns uuid language sql volatile parallel safe as $f$
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
