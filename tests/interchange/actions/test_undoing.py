import pytest
from tests.importing import counts, import_notes
from tests.people import NOW, scope_of

from clew.insights.actions.imports.undoing import USED
from clew.insights.actions.notes import edit_note, find_or_create_quote
from clew.insights.models import Account, Channel, Note, NoteVector, Person
from clew.interchange.actions.importing import import_file
from clew.interchange.actions.undoing import can_undo, queue_undo, undo_effect, undo_run
from clew.interchange.models import ImportRun, RunStatus, Touched
from clew.kit.errors import Conflict
from clew.workspaces.models import Event

FIELDS = {
    "text": ["text"],
    "source_id": ["id"],
    "account_name": ["company"],
    "person_email": ["mail"],
    "rating": ["stars"],
}
OLD = "text,id,company,mail,stars\nslow export,1,Acme,ann@acme.example,2\nnice,2,Acme,bea@acme.example,5\n"
NEW = (
    "text,id,company,mail,stars\nvery slow export,1,Acme,ann@acme.example,1\nnice,2,Acme,bea@acme.example,5\n"
    "crashes,3,Blue,cleo@blue.example,1\nfine,4,Acme,dan@acme.example,4\n"
)


def last_run():
    return ImportRun.objects.order_by("-created_at", "-id").first()


def snapshot(scope):
    ours = {"workspace": scope.workspace}
    notes = (
        Note.objects.filter(**ours)
        .order_by("number")
        .values_list(
            "number", "text", "rating", "mood", "account_id", "person_id", "run_id", "updated_at", "source_hash"
        )
    )
    people = Person.objects.filter(**ours).order_by("key").values_list("key", "name", "account_id", "updated_at")
    return (
        list(notes),
        list(people),
        list(Account.objects.filter(**ours).order_by("key").values_list("key", "domain", "updated_at")),
    )


@pytest.fixture
def later(scope, file):
    """A second file, which changed a note, left one and brought two; and what there was before it."""
    import_notes(scope, file("old.csv", OLD), FIELDS)
    before = snapshot(scope)
    later = NOW.replace(hour=NOW.hour + 1)
    assert counts(import_notes(scope, file("new.csv", NEW), FIELDS, now=later)) == (2, 1, 1, 0, 0)
    return last_run(), before, later


def test_undoing_brings_back_exactly_what_there_was(scope, later):
    run, before, now = later
    effect = undo_effect(run=run, now=now)
    assert effect.sentence == "2 notes, 2 people and 1 account removed and 1 note restored as before."
    done = undo_run(run=run, by=scope.actor, now=now)
    assert done == effect
    assert snapshot(scope) == before
    run.refresh_from_db()
    assert (run.status, run.message) == (RunStatus.UNDONE, f"Undid the import of new.csv: {effect.sentence}")
    assert Event.objects.get(verb="import.undone").sentence == run.message
    assert not Touched.objects.filter(run=run).exists()


def test_the_same_file_may_come_again_after_it_was_undone(scope, later, file):
    run, _, now = later
    undo_run(run=run, by=scope.actor, now=now)
    assert counts(import_notes(scope, file("new.csv", NEW), FIELDS, now=now)) == (2, 1, 1, 0, 0)


def test_what_people_changed_or_used_since_stays_and_is_named(scope, later):
    run, _, now = later
    changed, quoted = (Note.objects.get(source_id=name) for name in ("1", "3"))
    after = now.replace(minute=30)
    edit_note(note=changed, text="very, very slow export", by=scope.actor, now=after)
    find_or_create_quote(note=quoted, start=0, end=4, by=scope.actor, now=after)
    effect = undo_effect(run=run, now=now)
    assert (effect.kept, set(effect.names)) == (2, {changed.ref, quoted.ref})
    assert effect.sentence == "1 note and 1 person removed. 2 notes stayed: people changed or used them since."
    assert undo_run(run=run, by=scope.actor, now=now) == effect
    assert set(Note.objects.filter(workspace=scope.workspace).values_list("text", flat=True)) == {
        "very, very slow export",
        "nice",
        "crashes",
    }
    assert Note.objects.get(source_id="3").person.email == "cleo@blue.example"


def test_a_later_file_that_changed_a_note_has_the_last_word(scope, later, file):
    run, _, now = later
    import_notes(scope, file("third.csv", NEW.replace("crashes", "crashes daily")), FIELDS, now=now.replace(minute=10))
    assert undo_effect(run=run, now=now).names == (Note.objects.get(source_id="3").ref,)


def test_words_that_come_back_are_understood_anew(scope, later):
    run, _, now = later
    note = Note.objects.get(source_id="1")
    NoteVector.objects.create(note=note, workspace=scope.workspace, embedder="test", vector=[0.0] * 512)
    undo_run(run=run, by=scope.actor, now=now)
    assert not NoteVector.objects.filter(note=note).exists()


def test_accounts_that_a_file_brought_go_and_those_in_use_stay(scope, file):
    import_file(scope=scope, path=file("a.csv", "name,arr\nAcme,10\nBlue,20\n"), record="accounts", now=NOW)
    run = last_run()
    import_notes(scope, file("n.csv", "text,company\nhello,Acme\n"), {"text": ["text"], "account_name": ["company"]})
    assert undo_run(run=run, by=scope.actor, now=NOW).sentence == "1 account removed."
    assert list(Account.objects.filter(workspace=scope.workspace).values_list("name", flat=True)) == ["Acme"]


def test_nothing_of_other_workspaces_or_runs_is_touched(scope, later, file, charlie):
    strangers_scope = scope_of(charlie)
    import_notes(strangers_scope, file("new.csv", NEW), FIELDS)
    theirs = snapshot(strangers_scope)
    undo_run(run=later[0], by=scope.actor, now=later[2])
    assert snapshot(strangers_scope) == theirs


def test_what_cannot_be_undone_says_why(scope, later, file):
    run, _, now = later
    assert not can_undo(run=run, now=now)
    assert "90 days" in can_undo(run=run, now=now.replace(year=now.year + 1))
    undo_run(run=run, by=scope.actor, now=now)
    with pytest.raises(Conflict, match="undone already"):
        queue_undo(run=ImportRun.objects.get(pk=run.pk), by=scope.actor, now=now)
    import_file(scope=scope, path=file("f.csv", "title\nDark mode\n"), record="features", now=now)
    with pytest.raises(Conflict, match="features cannot be undone as a whole"):
        undo_effect(run=last_run(), now=NOW)
    import_notes(scope, file("r.csv", OLD), FIELDS, rehearsal=True)


def test_undoing_is_queued_once_and_holds_the_workspaces_imports(scope, later):
    from django.db import connection

    run, _, now = later
    assert queue_undo(run=run, by=scope.actor, now=now).status == RunStatus.UNDOING
    with pytest.raises(Conflict, match="under way"):
        queue_undo(run=run, by=scope.actor, now=now)
    with connection.cursor() as cursor:
        cursor.execute("select task_name, lock from procrastinate_jobs where task_name = 'interchange.undo'")
        assert cursor.fetchall() == [("interchange.undo", f"interchange:{scope.workspace.pk}")]


def test_every_use_that_keeps_a_note_names_a_table_there_is():
    from django.db import connection

    for table in ("insights_quote", "insights_evidence", "insights_themenote", "insights_themerefusal"):
        assert table in USED
        assert table in connection.introspection.table_names()


def test_the_channel_stays_for_the_next_file(scope, later):
    undo_run(run=later[0], by=scope.actor, now=later[2])
    assert Channel.objects.filter(workspace=scope.workspace, name="Support").exists()
