import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from tests.people import NOW, scope_of

from clew.interchange.actions.columns import choose_columns
from clew.interchange.actions.performing import perform
from clew.interchange.actions.uploads import read_again, start_run
from clew.interchange.models import ImportRun, RunStatus
from clew.kit.errors import Conflict, NotAllowed, NotFound, TooLarge
from clew.kit.tables import BadEncoding, EmptyFile, Layout, NotATable, OpenQuote, Wish


def start(scope, content: bytes, name="reviews.csv", **arguments):
    return start_run(scope=scope, record="notes", file=ContentFile(content), name=name, now=NOW, **arguments)


def kept_files() -> list[str]:
    return default_storage.listdir("imports")[1] if default_storage.exists("imports") else []


def test_a_file_is_kept_under_a_random_name_and_looked_at(scope):
    run = start(scope, b"text,score\nGood,5\nBad,1\n", name="../../etc/Reviews of May.csv")
    assert (run.status, run.file_name, run.file_size, run.rows) == (RunStatus.MAPPING, "Reviews of May.csv", 24, 2)
    assert run.file_key.startswith("imports/")
    assert "Reviews" not in run.file_key
    assert Layout.from_json(run.reading).names == ("text", "score")
    assert (run.workspace, run.created_by) == (scope.workspace, scope.user)
    default_storage.delete(run.file_key)


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"", EmptyFile), (b"\x89PNG\r\n\x1a\n" + bytes(99), NotATable), (b'a,b\n1,"x\n2,y\n', OpenQuote)],
)
def test_a_file_that_cannot_be_read_is_not_kept(scope, content, error):
    before = kept_files()
    with pytest.raises(error):
        start(scope, content)
    assert kept_files() == before
    assert not ImportRun.objects.exists()


def test_a_file_beyond_the_limit_is_not_even_stored(scope, settings):
    settings.UPLOAD_LIMIT = 1000
    with pytest.raises(TooLarge):
        start(scope, b"text\n" + b"x" * 2000)


def test_only_those_who_may_import_can_start_and_only_known_records(world, scope):
    with pytest.raises(NotAllowed):
        start(scope_of(world.carol), b"text\nGood\n")
    with pytest.raises(NotFound):
        start_run(scope=scope, record="dragons", file=ContentFile(b"a\n1\n"), name="x.csv", now=NOW)


def test_a_person_may_have_the_file_read_otherwise_and_then_chooses_columns_anew(scope):
    run = start(scope, "text;née\nça va;5\n".encode("cp1252"))
    run = choose_columns(run=run, fields={"text": ["text"]}, options={"channel": "x"})
    run = read_again(run=run, wish=Wish(encoding="latin-1", header_line=0))
    assert Layout.from_json(run.reading).names == ("Column 1", "Column 2")
    assert (run.mapping, run.rows) == ({}, 2)
    with pytest.raises(BadEncoding):
        read_again(run=run, wish=Wish(encoding="utf-8"))
    default_storage.delete(run.file_key)


def test_a_run_that_is_done_is_not_read_again(scope):
    run = choose_columns(run=start(scope, b"text\nGood\n"), fields={"text": ["text"]}, options={"channel": "x"})
    perform(run=run, now=NOW)
    run.refresh_from_db()
    with pytest.raises(Conflict):
        read_again(run=run, wish=Wish())
    with pytest.raises(Conflict):
        choose_columns(run=run, fields={"text": ["text"]}, options={"channel": "x"})


def test_files_on_disk_are_read_the_same_way(scope, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    run = choose_columns(run=start(scope, b"text\nGood\n"), fields={"text": ["text"]}, options={"channel": "x"})
    assert (tmp_path / run.file_key).is_file()
    assert perform(run=run, now=NOW).created == 1
