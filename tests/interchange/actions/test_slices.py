"""Large files come in slices: what is in stays in through any break, and stopping takes it out again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from tests.importing import counts
from tests.people import NOW, make_world, scope_of

from clew.insights.models import Account, Note, Person
from clew.interchange.actions.columns import choose_columns
from clew.interchange.actions.performing import perform, perform_for_a_while
from clew.interchange.actions.running import queue_run
from clew.interchange.actions.uploads import start_run
from clew.interchange.models import ImportRun, OddRow, RunStatus, Touched
from clew.kit.errors import Conflict
from clew.workspaces.models import Event

ROWS = [f"note {number},Acme {number % 7},{number}" for number in range(1, 96)]
REPEATS = ["note 3,Acme 3,3", ",Acme 1,900", ",Acme 1,900", "note five anew,Acme 5,5"]
FIELDS = {"text": ["text"], "account_name": ["company"], "source_id": ["id"]}
FIRST, EXPECTED = 30, (95, 1, 0, 1, 2)


def uploaded(scope, rows=(*ROWS, *REPEATS)):
    file = ContentFile(("text,company,id\n" + "".join(f"{row}\n" for row in rows)).encode())
    run = start_run(scope=scope, record="notes", file=file, name="notes.csv", now=NOW)
    return choose_columns(run=run, fields=FIELDS, options={"channel": "Support"})


def brought():
    return Note.objects.filter(run__isnull=False).count()


@pytest.fixture(autouse=True)
def small_slices(monkeypatch):
    monkeypatch.setattr("clew.interchange.actions.batches.ROWS", 10)
    monkeypatch.setattr("clew.interchange.actions.taking.SLICE_ROWS", FIRST)
    monkeypatch.setattr("clew.interchange.actions.reporting.SECONDS_BETWEEN", 0)


@pytest.fixture
def committing(transactional_db):
    return scope_of(make_world().bob)


def test_slices_end_with_the_same_account_as_one_piece(committing, monkeypatch):
    account = perform(run=uploaded(committing), now=NOW)
    assert counts(account) == EXPECTED
    assert account.sentence.startswith("Brought 95 notes from notes.csv")
    assert [row.row for row in account.refused] == [97, 98]
    assert not OddRow.objects.exists()
    assert Event.objects.filter(verb="note.imported").count() == 1
    assert counts(perform(run=uploaded(committing), now=NOW)) == (0, 0, 95 + 1, 1, 2)
    assert Note.objects.get(source_id="5").text == "note five anew"


def test_after_each_slice_others_may_go_first(committing):
    run, asked = uploaded(committing), []

    def pause():
        asked.append(brought())
        return True

    assert perform_for_a_while(run=run, now=NOW, pause=pause) is None
    run.refresh_from_db()
    assert (asked, run.status, run.rows_taken, run.rows_done, run.created) == (
        [FIRST],
        RunStatus.RUNNING,
        FIRST,
        FIRST,
        FIRST,
    )
    while (account := perform_for_a_while(run=run, now=NOW, pause=pause)) is None:
        continue
    assert asked == [30, 60, 90]
    assert counts(account) == EXPECTED


def test_a_worker_that_dies_is_gone_on_from_behind_its_last_slice(committing):
    run = uploaded(committing)

    def die(done, total):
        if done == 70:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        perform(run=run, now=NOW, progress=die)
    run.refresh_from_db()
    assert (run.rows_taken, brought()) == (60, 60)
    seen = []
    account = perform(run=run, now=NOW, progress=lambda done, total: seen.append(done))
    assert seen[0] == 70
    assert counts(account) == EXPECTED


def test_stopping_takes_out_what_earlier_slices_brought(committing):
    perform(run=uploaded(committing, ["old words,Known,1"]), now=NOW)
    run = uploaded(committing, ["new words,Known,1", *ROWS[1:]])

    def cancel(done, total):
        if done == 40:
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute("update interchange_importrun set cancel_asked_at = now()")
            other.close()

    account = perform(run=run, now=NOW, progress=cancel)
    run.refresh_from_db()
    assert (run.status, run.rows_taken, account.rows) == (RunStatus.CANCELLED, 0, 0)
    assert run.message == "Stopped on request, and 29 notes and 7 accounts removed and 1 note restored as before."
    assert list(Note.objects.filter(run__isnull=False).values_list("text", flat=True)) == ["old words"]
    assert list(Account.objects.filter(workspace=committing.workspace).values_list("name", flat=True)) == ["Known"]
    assert not Touched.objects.filter(run=run).exists()
    assert run.is_open


def test_a_bug_half_way_leaves_a_run_that_goes_on_when_asked(committing, monkeypatch):
    from clew.insights.actions.imports.notes import NoteImporter

    run, take = uploaded(committing), NoteImporter.take

    def broken(self, rows):
        if rows[0].number > 40:
            raise ZeroDivisionError
        return take(self, rows)

    monkeypatch.setattr(NoteImporter, "take", broken)
    with pytest.raises(ZeroDivisionError):
        perform(run=run, now=NOW)
    run.refresh_from_db()
    assert (run.status, run.rows_taken, run.is_stuck, run.is_open, run.created) == (
        RunStatus.FAILED,
        30,
        True,
        False,
        30,
    )
    assert run.message.endswith("30 of 99 rows are in: go on from there, or undo the import.")
    with pytest.raises(Conflict):
        queue_run(run=run, is_rehearsal=True, now=NOW)
    monkeypatch.setattr(NoteImporter, "take", take)
    assert counts(perform(run=queue_run(run=run, is_rehearsal=False, now=NOW), now=NOW)) == EXPECTED


def test_a_rehearsal_is_one_piece_and_leaves_nothing(committing):
    from clew.interchange.actions.performing import rehearse

    run = uploaded(committing)
    assert counts(rehearse(run=run, now=NOW)) == EXPECTED
    assert (brought(), Touched.objects.count(), OddRow.objects.count()) == (0, 0, 0)
    run.refresh_from_db()
    assert (run.rows_taken, run.is_counted, run.is_open) == (0, False, True)


WORKER = """
import os, sys, time
os.environ["CLEW_WORKER"] = "1"
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from clew.interchange.actions import batches, taking
batches.ROWS, taking.SLICE_ROWS = 10, 30
from clew.interchange.actions.performing import perform
from clew.interchange.models import ImportRun
from clew.kit.clock import now
run = ImportRun.objects.select_related("workspace", "created_by").get(pk=sys.argv[2])
from pathlib import Path
perform(run=run, now=now(), source=Path(sys.argv[3]), progress=lambda done, total: time.sleep(0.4))
"""


def test_a_process_that_is_killed_in_earnest_loses_no_row_and_doubles_none(committing, tmp_path):
    run = uploaded(committing)
    name = str(connection.settings_dict["NAME"])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    path = tmp_path / "notes.csv"
    with default_storage.open(run.file_key) as kept:
        path.write_bytes(kept.read())
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, name, str(run.pk), str(path)], env=environment, cwd=Path(__file__).parents[3]
    ) as other:
        until = time.monotonic() + 60
        while brought() < 60 and time.monotonic() < until:
            time.sleep(0.05)
        other.send_signal(signal.SIGKILL)
    taken = ImportRun.objects.get(pk=run.pk).rows_taken
    assert 60 <= taken < 99
    assert brought() == taken
    assert counts(perform(run=run, now=NOW)) == EXPECTED
    assert (brought(), Person.objects.filter(workspace=committing.workspace).count()) == (95, 0)
