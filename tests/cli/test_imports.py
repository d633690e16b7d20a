"""clew import: a file in, asked about where it reads two ways, remembered, and taken back."""

import subprocess
import sys

import pytest
from tests.cli.machinery import clew, environment
from tests.cli.test_understanding import MAKE

LIMIT = 120
FILE = "id,date,aside,words\n1,03/04/2026,no,The export is slow\n2,05/06/2026,no,Login fails on phones\n"
COUNT = """
from clew.cli.application import application
with application():
    from clew.insights.models import Note
    print(*sorted(f"{note.text}@{note.said_at:%d.%m.}" for note in Note.objects.all()), sep="; ")
"""


@pytest.fixture(scope="module")
def peopled(_data):
    run_python(_data, MAKE)


def run_python(data, program):
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def bring(data, path, *more):
    return clew("import", "notes", str(path), "--channel", "Desk", "--no-wait", *more, data=data, limit=LIMIT)


def test_a_file_is_asked_about_brought_remembered_and_taken_back(data, peopled, tmp_path):
    first, second = tmp_path / "april.csv", tmp_path / "june.csv"
    first.write_text(FILE)
    second.write_text(FILE.replace("1,", "3,").replace("2,", "4,").replace("slow", "quick"))
    chosen = ("--map", "text=words", "--map", "source_id=id", "--map", "said_at=date")
    asked = bring(data, first, *chosen)
    assert asked.code == 1
    assert "Every date reads both ways" in asked.err and '--read "date=day"' in asked.err
    assert run_python(data, COUNT) == ""
    told = bring(data, first, *chosen, "--read", "date=day")
    assert told.code == 0, told.out + told.err
    before = run_python(data, COUNT)
    assert before == "Login fails on phones@05.06.; The export is slow@03.04."
    again = bring(data, second, "--read", "date=day")
    assert "The columns are chosen as for april.csv, which had the same headers." in again.out, again.err
    assert len(run_python(data, COUNT).split("; ")) == 4
    shown = clew("import", "--undo", "last", data=data, limit=LIMIT)
    assert (shown.code, "2 notes removed" in shown.out, "add --yes" in shown.out) == (0, True, True)
    assert len(run_python(data, COUNT).split("; ")) == 4
    undone = clew("import", "--undo", "last", "--yes", "--json", data=data, limit=LIMIT)
    assert (undone.json["undone"], undone.json["notes"]) == (True, {"removed": 2, "restored": 0, "kept": 0})
    assert run_python(data, COUNT) == before


def test_an_import_that_is_not_there_cannot_be_taken_back(data, peopled):
    said = clew("import", "--undo", "0198a000-0000-7000-8000-000000000000", "--yes", "--json", data=data, limit=LIMIT)
    assert (said.code, said.json["error"]["code"]) == (1, "not_found")
