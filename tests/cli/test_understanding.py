"""clew understand and clew themes: what customers talk about, in the terminal."""

import csv
import subprocess
import sys

import pytest
from tests.cli.machinery import clew, environment
from tests.insights.actions.test_understanding import PRICE, ROUTE, SYNC

LIMIT = 240
MAKE = """
from clew.cli.application import application
with application():
    from clew.kit.clock import now
    from clew.workspaces.actions.spaces import create_workspace
    from clew.workspaces.models import User
    create_workspace(name="Northwind", owner=User.objects.create_user("a@example.com", name="Alice"), now=now())
"""
FACTS = {"number", "name", "words", "parent", "notes", "people", "accounts", "arr", "trend", "is_rising", "serves"}


@pytest.fixture(scope="module")
def peopled(_data):
    """With a workspace."""
    made = subprocess.run(
        [sys.executable, "-c", MAKE], env=environment(_data), capture_output=True, text=True, check=False, timeout=LIMIT
    )
    assert made.returncode == 0, made.stderr


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "notes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "date"])
        writer.writerows([text, "2026-11-20"] for text in (*SYNC, *PRICE, *ROUTE))
    return path


def test_notes_from_a_file_become_a_ranked_list_of_themes(data, peopled, file):
    said = clew("import", "notes", str(file), "--channel", "Calls", "--json", data=data, limit=LIMIT)
    assert said.code == 0, said.out + said.err
    grouped = clew("understand", "--again", "--json", data=data, limit=LIMIT)
    assert (grouped.code, grouped.json["queued"]) == (0, False)
    listed = clew("themes", "--weight", "notes", "--json", data=data, limit=LIMIT)
    themes = listed.json["themes"]
    assert len(themes) == grouped.json["themes"] >= 3
    assert all(set(theme) == FACTS for theme in themes)
    assert [theme["notes"] for theme in themes] == sorted((theme["notes"] for theme in themes), reverse=True)
    told = clew("themes", data=data, limit=LIMIT)
    assert f"Themes: {len(themes)}" in told.out
    assert all(theme["name"].split()[0] in told.out for theme in themes)  # a narrow table breaks names after words


@pytest.mark.parametrize("wrong", [("--days", "7"), ("--weight", "luck")])
def test_what_cannot_be_ranked_is_said(data, wrong):
    said = clew("themes", *wrong, "--json", data=data, limit=LIMIT)
    assert (said.code, said.json["error"]["code"]) == (1, "invalid")
