from collections import Counter

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importing import counts, import_notes
from tests.people import NOW, make_world, scope_of

from clew.insights.actions.imports.notes import NoteImporter
from clew.insights.models import Account, Channel, Note
from clew.interchange.actions.columns import choose_columns
from clew.interchange.actions.performing import OUR_FAULT, perform, rehearse
from clew.interchange.actions.running import cancel_run
from clew.interchange.actions.uploads import start_run
from clew.interchange.models import ImportRun, Refusal, RunStatus
from clew.kit.errors import Conflict, ExpectedError
from clew.workspaces.models import Event

ROWS = "text,company\n" + "".join(f"note {number},Acme\n" for number in range(1, 26))
FIELDS = {"text": ["text"], "account_name": ["company"]}


def uploaded(scope, text=ROWS, fields=FIELDS):
    file = ContentFile(text.encode())
    run = start_run(scope=scope, record="notes", file=file, name="notes.csv", now=NOW)
    return choose_columns(run=run, fields=fields, options={"channel": "Support"})


def imported(scope):
    return Note.objects.filter(workspace=scope.workspace).count()


@pytest.fixture
def committing(transactional_db):
    """A scope whose actions commit, as they do outside tests."""
    return scope_of(make_world().bob)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr("clew.interchange.actions.batches.ROWS", 10)
    monkeypatch.setattr("clew.interchange.actions.reporting.SECONDS_BETWEEN", 0)


def seen_outside(sql, *values):
    """What another process sees at this moment."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone() if cursor.description else None
    finally:
        other.close()


def test_a_run_ends_with_its_account_its_event_and_without_its_file(committing):
    run = uploaded(committing)
    key = run.file_key
    account = perform(run=run, now=NOW)
    assert counts(account) == (25, 0, 0, 0, 0)
    run.refresh_from_db()
    assert (run.status, run.rows, run.rows_done, run.created, run.file_key) == (RunStatus.DONE, 25, 25, 25, "")
    assert run.message.startswith("Brought 25 notes from notes.csv into Support. 25 rows: 25 created, 0 updated")
    assert not default_storage.exists(key)
    event = Event.objects.get(verb="note.imported")
    assert (event.actor, event.subject_kind, event.subject_id, event.sentence) == (
        run.created_by,
        "import",
        run.pk,
        run.message,
    )


def test_progress_is_seen_by_others_while_nothing_else_is(committing):
    seen = []

    def look(done, total):
        seen.append((done, total, *seen_outside("select status, rows_done, rows from interchange_importrun")))
        assert seen_outside("select count(*) from insights_note where text like 'note _%%'") == (0,)

    perform(run=uploaded(committing), now=NOW, progress=look)
    assert [(done, total, status, rows) for done, total, status, _, rows in seen] == [
        (10, 25, "running", 25),
        (20, 25, "running", 25),
        (25, 25, "running", 25),
    ]
    assert seen[-1][3] == 20  # written after the batch before


def test_numbers_are_given_out_while_the_import_is_open(committing):
    def take_one(done, total):
        seen_outside("set lock_timeout = '2s'")
        seen_outside("update thread_counter set last = last + 1 where kind = 'note' returning last")

    perform(run=uploaded(committing), now=NOW, progress=take_one)
    numbers = list(
        Note.objects.filter(workspace=committing.workspace).order_by("number").values_list("number", flat=True)
    )
    assert numbers == [*range(1, 11), *range(12, 22), *range(23, 28)]


def test_a_run_that_is_cancelled_stops_at_the_next_batch_and_leaves_nothing(committing):
    run = uploaded(committing)

    def cancel(done, total):
        seen_outside("update interchange_importrun set cancel_asked_at = now()")

    account = perform(run=run, now=NOW, progress=cancel)
    run.refresh_from_db()
    assert (run.status, run.message) == (RunStatus.CANCELLED, "Stopped on request. Nothing was imported.")
    assert (account.rows, imported(committing), Channel.objects.filter(name="Support").count()) == (0, 0, 1)
    assert perform(run=run, now=NOW).sentence == run.message  # a job that runs again changes nothing
    assert default_storage.exists(run.file_key)


def test_a_worker_that_dies_leaves_nothing_and_the_next_one_finishes(committing):
    run = uploaded(committing)

    def die(done, total):
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        perform(run=run, now=NOW, progress=die)
    run.refresh_from_db()
    assert (run.status, run.rows_done, imported(committing)) == (RunStatus.RUNNING, 10, 0)
    assert counts(perform(run=run, now=NOW)) == (25, 0, 0, 0, 0)
    assert imported(committing) == 25


def test_performing_twice_tells_the_same_and_doubles_nothing(committing):
    run = uploaded(committing, ROWS + ",Acme\nnote 1,Acme\n")
    first = perform(run=run, now=NOW)
    assert perform(run=ImportRun.objects.get(pk=run.pk), now=NOW) == first
    assert (imported(committing), Event.objects.filter(subject_kind="import").count()) == (25, 1)


def test_a_failure_half_way_rolls_everything_back_and_says_why(committing, monkeypatch):
    class Broken(NoteImporter):
        def take(self, rows):
            if rows[0].number > 10:
                raise Conflict("The disk of the moon is full.")
            return super().take(rows)

    run = uploaded(committing)
    _with_importer(monkeypatch, Broken)
    with pytest.raises(Conflict):
        perform(run=run, now=NOW)
    run.refresh_from_db()
    assert (run.status, run.message, run.created) == (RunStatus.FAILED, "The disk of the moon is full.", 0)
    assert imported(committing) == 0
    assert not Account.objects.filter(workspace=committing.workspace).exists()
    assert default_storage.exists(run.file_key)


def test_a_bug_stays_loud_and_the_run_says_that_nothing_was_imported(committing, monkeypatch):
    class Broken(NoteImporter):
        def finish(self, account):
            raise ZeroDivisionError

    _with_importer(monkeypatch, Broken)
    run = uploaded(committing)
    with pytest.raises(ZeroDivisionError):
        perform(run=run, now=NOW)
    run.refresh_from_db()
    assert (run.status, run.message, imported(committing)) == (RunStatus.FAILED, OUR_FAULT, 0)


def test_an_importer_that_forgets_a_row_is_a_bug(scope, monkeypatch):
    class Forgetful(NoteImporter):
        def take(self, rows):
            return super().take(rows)[1:]

    _with_importer(monkeypatch, Forgetful)
    with pytest.raises(ValueError, match="zip"):
        perform(run=uploaded(scope), now=NOW)


def _with_importer(monkeypatch, importer):
    from dataclasses import replace

    from clew.interchange.models import FORMATS

    monkeypatch.setitem(FORMATS, "notes", replace(FORMATS["notes"], importer=importer))


def test_a_file_of_which_no_row_can_be_taken_has_failed_with_the_usual_reason(scope):
    run = uploaded(scope, "text,company\n,Acme\n,Blue\n")
    account = perform(run=run, now=NOW)
    assert counts(account) == (0, 0, 0, 0, 2)
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert run.message == "None of 2 rows could be taken. The usual reason, in 2 rows: There are no words in it."
    assert run.refusals.count() == 2
    assert not Channel.objects.filter(workspace=scope.workspace).exists()
    assert not Event.objects.filter(subject_kind="import").exists()


def test_a_rehearsal_tells_what_would_become_of_each_row_and_the_import_does_it(committing):
    run = uploaded(committing, ROWS + ",Acme\nnote 1,Acme\n")
    rehearsed = rehearse(run=run, now=NOW)
    run.refresh_from_db()
    assert (run.status, run.is_rehearsal, run.created, run.refused, run.duplicates) == (
        RunStatus.REHEARSED,
        True,
        25,
        1,
        1,
    )
    assert (imported(committing), run.refusals.count(), default_storage.exists(run.file_key)) == (0, 2, True)
    assert perform(run=run, now=NOW) == rehearsed
    assert (imported(committing), run.refusals.count()) == (25, 2)


def test_a_rehearsal_that_is_stopped_waits_for_its_columns_again(scope):
    run = uploaded(scope)

    def stop(done, total):
        ImportRun.objects.update(cancel_asked_at=NOW)

    rehearse(run=run, now=NOW, progress=stop)
    run.refresh_from_db()
    assert (run.status, run.is_open) == (RunStatus.MAPPING, True)


def test_refused_rows_beyond_the_kept_ones_are_still_counted(scope, monkeypatch):
    monkeypatch.setattr("clew.interchange.actions.tally.KEPT", 3)
    run = uploaded(scope, "text,company\nfine,x\n" + ",Acme\n" * 7 + "fine,x\n" * 5)
    account = perform(run=run, now=NOW)
    assert (account.refusals, len(account.refused), account.duplicates, len(account.repeats)) == (7, 3, 5, 3)
    assert Refusal.objects.filter(run=run).count() == 6


def test_rows_of_a_wrong_width_are_refused_and_never_shifted(scope, file):
    account = import_notes(scope, file("r.csv", "a,text,b\n1,fine,2\n1,cut\noff,2\n3,good,4,5\n"), {"text": ["text"]})
    assert counts(account) == (1, 0, 0, 0, 3)
    assert account.refused[0].reason.startswith("Line 3 holds 2 cells, the header 3.")
    assert account.refused[0].value == "1,cut"


def test_a_file_that_is_gone_is_a_sentence(scope):
    run = uploaded(scope)
    default_storage.delete(run.file_key)
    with pytest.raises(Conflict, match="no longer kept"):
        perform(run=run, now=NOW)
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED


def test_a_done_run_cannot_be_cancelled(scope):
    run = uploaded(scope)
    perform(run=run, now=NOW)
    with pytest.raises(Conflict, match="done already"):
        cancel_run(run=run, now=NOW)


CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "good", "bad", "2026-11-01", "31 Nov 2026", "5", "a@b.co", "x,y", 'quo"te', "li\nne", "\x00"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
)


@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=12))
@settings(max_examples=40)
def test_whatever_is_in_a_file_its_counts_add_up_and_a_second_time_nothing_changes(scope, tmp_path_factory, rows):
    import csv

    path = tmp_path_factory.mktemp("csv") / "any.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["text", "said_at", "rating", "id"], *rows])
    fields = {"text": ["text"], "said_at": ["said_at"], "rating": ["rating"], "source_id": ["id"]}
    with transaction.atomic():
        try:
            account = import_notes(scope, path, fields)
            again = import_notes(scope, path, fields)
        except ExpectedError as error:
            assert error.sentence
        else:
            filled = [row for row in rows if any(cell.strip() for cell in row)]
            assert account.rows == len(filled)
            created, *_, duplicates, refused = counts(account)
            assert counts(again)[:2] == (0, 0)
            assert counts(again)[3:] == (duplicates, refused)
            assert imported(scope) == created
            assert not [
                count for count in Counter(Note.objects.values_list("channel", "source_key")).values() if count > 1
            ]
        transaction.set_rollback(True)
