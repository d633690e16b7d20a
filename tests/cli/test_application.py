"""What commands that work with data stand on."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.machinery import LEAN, environment

from clew.cli import migrations
from clew.cli.migrations import MigrationsPending
from clew.config import database
from clew.config.embedded import Embedded

SCRIPT = """
import sys
from clew.cli.application import application, drain_jobs

with application():
    from django.db import connection
    from clew.jobs.queue import enqueue

    enqueue("napping.nap", diary=sys.argv[1], seconds=0)
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values")
        print("while a worker lives:", drain_jobs())
        cursor.execute("delete from procrastinate_workers")
    print("alone:", drain_jobs())
"""


def test_a_command_runs_the_jobs_it_made_unless_a_worker_lives_and_leaves_nothing_running(data: Path, tmp_path: Path):
    diary = tmp_path / "diary"
    run = [sys.executable, "-W", "error", "-c", SCRIPT, str(diary)]
    done = subprocess.run(run, env=environment(data, **LEAN), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "while a worker lives: False\nalone: True\n"
    assert diary.read_text().endswith(".\n")
    assert Embedded(data).owner() is None


def test_a_database_known_to_be_up_to_date_is_not_looked_at_by_django(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLEW_DATA", str(data))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(migrations, "pending", lambda: 1 / 0)
    with database.ready():
        assert migrations.ensure_migrated(allowed=False) == 0
        with database.connect() as connection:
            assert migrations.is_migrated(connection)
            connection.execute("delete from django_migrations where app = 'sessions'")
            assert not migrations.is_migrated(connection)


def test_pending_migrations_are_refused_where_they_are_not_allowed(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLEW_DATA", str(data))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (data / "run" / "migrated").unlink()
    monkeypatch.setattr(migrations, "pending", lambda: 3)
    with database.ready(), pytest.raises(MigrationsPending, match=r"lacks 3 migrations.*`clew migrate`"):
        migrations.ensure_migrated(allowed=False)
