import pytest
from tests.importing import import_notes
from tests.people import NOW

from clew.insights.models import Note
from clew.interchange.actions.importing import import_file
from clew.interchange.models import ImportRun
from clew.kit.errors import NotFound
from clew.kit.tables import Wish


def test_the_account_is_what_scripts_expect(scope, file):
    path = file("r.csv", "text,date\nGood,2025-11-01\nBad,31 Nov 2025\nGood,2025-11-01\n")
    account = import_notes(scope, path, {"text": ["text"], "said_at": ["date"]})
    assert account.to_json() == {
        "rows": 3,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "duplicates": 1,
        "refused": [{"row": 2, "column": "date", "reason": "November has 30 days. Try 30 Nov 2025."}],
    }
    assert account.told() == "3 rows: 1 created, 0 updated, 0 unchanged, 1 duplicate, 1 refused."


def test_columns_are_guessed_when_nobody_names_them(scope, file):
    import_notes(scope, file("r.csv", "Comment,Submit Date\nWorks very well,2025-11-01\n"))
    assert Note.objects.get(workspace=scope.workspace).said_at.year == 2025


def test_how_the_file_was_read_is_said_where_that_matters(scope, file):
    path = file("r.csv", "text,when\nGrüße aus Köln,2024/03/21 12:05:19 PM AST\n".encode("cp1252"))
    account = import_notes(scope, path, {"text": ["text"], "said_at": ["when"]})
    assert account.remarks[0].startswith("Read as Windows-1252")
    assert account.remarks[1].startswith("Column “when”: Several regions call their time AST")


def test_the_file_may_be_read_as_somebody_wishes(scope, file):
    path = file("r.csv", "Text\tScore\nGood; really\t5\n")
    account = import_file(
        scope=scope, path=path, record="notes", now=NOW, options={"channel": "x"}, wish=Wish(delimiter="\t")
    )
    assert account.created == 1


def test_a_path_that_is_no_file_is_a_sentence(scope, tmp_path):
    with pytest.raises(NotFound, match="There is no file"):
        import_notes(scope, tmp_path / "missing.csv")
    assert not ImportRun.objects.exists()


def test_every_import_is_remembered(scope, file):
    import_notes(scope, file("a.csv", "text\nGood\n"))
    run = ImportRun.objects.get()
    assert (run.file_name, run.file_key, run.created_by, run.created_at) == ("a.csv", "", scope.user, NOW)
