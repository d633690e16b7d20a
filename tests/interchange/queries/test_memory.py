import pytest
from tests.importing import import_notes
from tests.people import NOW

from clew.interchange.actions.undoing import undo_run
from clew.interchange.models import ImportRun, known_format
from clew.interchange.queries.memory import remembered
from clew.kit.tables import sniff

FIRST = "Ticket,Details,Kept\n1,The export is slow,It really is\n2,Login fails,Again\n"
FIELDS = {"text": ["Kept"], "source_id": ["Ticket"]}


@pytest.fixture
def recall(scope, file):
    def recall(content, **options):
        layout = sniff(file("next.csv", content))
        return remembered(workspace=scope.workspace, format_=known_format("notes"), layout=layout, options=options)

    return recall


def test_a_file_with_the_same_headers_is_mapped_as_the_last(scope, file, recall, django_assert_num_queries):
    import_notes(scope, file("first.csv", FIRST), FIELDS, channel="Desk")
    with django_assert_num_queries(1):
        found = recall("Kept,Ticket,Details\nNew words,3,Other\n")
    assert found.columns.fields == {"text": ("Kept",), "source_id": ("Ticket",)}
    assert (found.options["channel"], found.file_name) == ("Desk", "first.csv")


def test_the_latest_choice_counts_and_one_that_was_undone_does_not(scope, file, recall):
    import_notes(scope, file("first.csv", FIRST), FIELDS)
    import_notes(scope, file("second.csv", FIRST), {"text": ["Details"]}, now=NOW.replace(minute=59))
    assert recall(FIRST).columns.fields == {"text": ("Details",)}
    undo_run(run=ImportRun.objects.get(file_name="second.csv"), by=scope.actor, now=NOW.replace(minute=59))
    assert recall(FIRST).columns.fields == {"text": ("Kept",), "source_id": ("Ticket",)}


def test_other_headers_other_channels_and_rehearsals_are_not_remembered(scope, file, recall):
    import_notes(scope, file("tried.csv", FIRST), FIELDS, rehearsal=True)
    assert recall(FIRST) is None
    import_notes(scope, file("first.csv", FIRST), FIELDS, channel="Desk")
    assert recall("Ticket,Details\n3,New words\n") is None
    assert recall(FIRST, channel="App reviews") is None
    assert recall(FIRST, channel="desk").file_name == "first.csv"


def test_other_workspaces_remember_nothing_of_it(scope, file, charlie):
    import_notes(scope, file("first.csv", FIRST), FIELDS)
    layout = sniff(file("next.csv", FIRST))
    theirs = charlie.memberships.get().workspace
    assert remembered(workspace=theirs, format_=known_format("notes"), layout=layout) is None


def test_without_named_columns_an_import_takes_those_of_the_last_and_says_so(scope, file):
    import_notes(scope, file("first.csv", FIRST), FIELDS)
    account = import_notes(scope, file("next.csv", "Ticket,Details,Kept\n3,Nothing kept of this,The words\n"))
    assert "The columns are chosen as for first.csv, which had the same headers." in account.remarks
    assert ImportRun.objects.latest("id").mapping["fields"] == {"text": ["Kept"], "source_id": ["Ticket"]}
