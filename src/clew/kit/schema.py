"""SQL that migrations run by hand, beside what Django writes."""

from typing import Any

from django.db import migrations

APPEND_ONLY = """
create function clew_refuse_change() returns trigger language plpgsql as $f$
begin
  if current_setting('clew.purging', true) = 'on' then return old; end if;
  raise exception 'the event log is append-only';
end $f$;
create trigger event_log_is_append_only before update or delete on workspaces_event
  for each row execute function clew_refuse_change();
"""

CACHE_TABLE = """
create table clew_cache (cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index clew_cache_expires on clew_cache (expires);
"""

NEEDS_VECTOR = (
    "PostgreSQL lacks the extension “vector”, and Clew may not create it here. As a superuser, run in this database: "
    "create extension vector;"
)


class NoVector(Exception):
    """The database cannot hold embeddings; the text says what to run."""


def ensure_vector(apps: Any, schema_editor: Any) -> None:
    """Create the extension where we may; where we may not, say exactly what to run."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select 1 from pg_extension where extname = 'vector'")
        if cursor.fetchone():
            return
        cursor.execute("select 1 from pg_available_extensions where name = 'vector'")
        available = cursor.fetchone()
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        is_superuser = cursor.fetchone()[0]
        cursor.execute("select trusted from pg_available_extension_versions where name = 'vector' limit 1")
        trusted = (cursor.fetchone() or (False,))[0]
        if not available or not (is_superuser or trusted):
            raise NoVector(NEEDS_VECTOR)
        cursor.execute("create extension vector")


def create_vector() -> migrations.RunPython:
    return migrations.RunPython(ensure_vector, migrations.RunPython.noop)
