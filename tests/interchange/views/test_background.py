import pytest
from django.db import connection
from django.test import Client
from tests.people import NOW

from clew.interchange.models import ImportRun, Trouble
from clew.kit.errors import Invalid


def client_of(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def job(workspace, status="failed", task="insights.understand"):
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, args) values ('default', %s, %s, jsonb_build_object('workspace_id', %s::text)) returning id",
            [task, status, str(workspace.pk)],
        )
        return cursor.fetchone()[0]


@pytest.fixture
def failed(alice, scope):
    number = job(scope.workspace)
    args = {"workspace_id": str(scope.workspace.pk)}
    Trouble.objects.create(task="insights.understand", args=args, sentence="The disk is full.", at=NOW)
    return number


def state(number):
    with connection.cursor() as cursor:
        cursor.execute("select status::text from procrastinate_jobs where id = %s", [number])
        found = cursor.fetchone()
    return found[0] if found else None


def test_an_owner_sees_what_failed_and_why(failed, alice):
    page = client_of(alice).get("/w/northwind/settings/background/").content.decode()
    assert "Finding meaning and themes" in page
    assert "The disk is full." in page
    assert "Failed" in page


def test_an_owner_tries_it_again_or_discards_it(failed, alice, scope):
    client = client_of(alice)
    assert client.post(f"/w/northwind/settings/background/{failed}/again/").status_code == 302
    assert state(failed) == "todo"
    other = job(scope.workspace)
    assert client.post(f"/w/northwind/settings/background/{other}/discard/").status_code == 302
    assert (state(other), Trouble.objects.count()) == (None, 0)


def test_only_owners_may_look_or_do(failed, bob, dana):
    for user in (bob, dana):
        client = client_of(user)
        assert client.get("/w/northwind/settings/background/").status_code == 403
        assert client.post(f"/w/northwind/settings/background/{failed}/discard/").status_code == 403


def test_jobs_of_other_workspaces_are_out_of_reach(alice, charlie):
    from tests.people import scope_of

    theirs = job(scope_of(charlie).workspace)
    client = client_of(alice)
    assert client.post(f"/w/northwind/settings/background/{theirs}/discard/").status_code == 404
    assert "Failed" not in client.get("/w/northwind/settings/background/").content.decode()
    assert state(theirs) == "failed"


def test_undoing_is_shown_with_its_effect_before_it_is_done(bob, scope, file):
    from tests.importing import import_notes

    import_notes(
        scope, file("a.csv", "text,company\nslow,Acme\nfast,Acme\n"), {"text": ["text"], "account_name": ["company"]}
    )
    run, client = ImportRun.objects.latest("created_at"), client_of(bob)
    ImportRun.objects.filter(pk=run.pk).update(taken_at=run.taken_at)
    from clew.interchange.actions.undoing import can_undo
    from clew.kit import clock

    if can_undo(run=run, now=clock.now()):
        pytest.skip("the tests' day is longer ago than an import can be undone")
    assert "Undo this import" in client.get(f"/w/northwind/imports/{run.pk}/").content.decode()
    page = client.get(f"/w/northwind/imports/{run.pk}/undo/").content.decode()
    assert "Notes" in page
    assert "Accounts" in page
    assert client.post(f"/w/northwind/imports/{run.pk}/undo/").status_code == 302
    run.refresh_from_db()
    assert run.status == "undoing"


def test_sentences_about_trouble_are_for_people():
    from clew.interchange.actions.troubles import sentence_of

    assert sentence_of(Invalid("Choose a file.")) == "Choose a file."
    assert sentence_of(MemoryError()) == "The worker ran out of memory."
    assert sentence_of(KeyError("x")).startswith("Clew stumbled: KeyError.")
