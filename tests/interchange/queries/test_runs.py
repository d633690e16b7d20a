import csv

from tests.importing import import_notes
from tests.people import NOW

from clew.interchange.models import ImportRun
from clew.interchange.queries.runs import refusals, refused_csv, runs


def refused_run(scope, file):
    text = (
        "text,date\n" + "".join(f"=note {n},31 Nov 2025\n" for n in range(1, 6)) + "good,1 Nov 2025\ngood,1 Nov 2025\n"
    )
    import_notes(scope, file("notes.csv", text), {"text": ["text"], "said_at": ["date"]}, now=NOW)
    return ImportRun.objects.get()


def test_only_the_workspaces_own_runs_are_listed_without_their_samples(world, scope, file, django_assert_num_queries):
    run = refused_run(scope, file)
    with django_assert_num_queries(1):
        (listed,) = runs(workspace=scope.workspace)
        assert (listed, listed.created_by.name) == (run, "Bob Berger")
    assert not runs(workspace=world.elsewhere).exists()


def test_refused_rows_come_in_pages_and_duplicates_apart(scope, file):
    run = refused_run(scope, file)
    first = refusals(run=run, size=3)
    assert [row.row for row in first.rows] == [1, 2, 3]
    rest = refusals(run=run, size=3, after=first.after)
    assert ([row.row for row in rest.rows], rest.after) == ([4, 5], "")
    assert [(row.row, row.reason) for row in refusals(run=run, is_repeat=True).rows] == [(7, "The same as row 6.")]


def test_refused_rows_can_be_taken_away_with_their_reasons(scope, file):
    lines = list(csv.reader(refused_csv(run=refused_run(scope, file))))
    assert lines[0] == ["Row", "Line", "Column", "Value", "Reason"]
    assert lines[1] == ["1", "2", "date", "31 Nov 2025", "November has 30 days. Try 30 Nov 2025."]
    assert len(lines) == 6
