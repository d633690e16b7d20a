"""The command line itself: quick to start, one JSON object at the end, one sentence for what was to be expected."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from tests.cli.machinery import clew, environment

from clew.cli.output import Answer, command
from clew.config.environment import BadEnvironment
from clew.config.programs import DatabaseFailure
from clew.kit.errors import Conflict

HEAVY = {"django", "psycopg", "granian", "numpy", "rich", "psutil", "procrastinate"}


def test_help_needs_none_of_the_heavy_packages(nowhere: Path):
    look = f"import clew.cli.main, sys; print(sorted(set(sys.modules) & {HEAVY}))"
    done = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, env=environment(nowhere), check=True
    )
    assert done.stdout.strip() == "[]"


def test_help_lists_the_commands_and_makes_nothing(nowhere: Path):
    said = clew("--help", data=nowhere)
    assert said.code == 0
    for name in ("serve", "web", "worker", "stop", "migrate", "doctor", "backup", "restore"):
        assert f"\n  {name} " in said.out
    assert not nowhere.exists()


def test_a_wrong_word_is_an_error_with_exit_code_1_and_json_on_request(nowhere: Path):
    said = clew("backup", "--json", data=nowhere)
    assert said.code == 1
    assert said.json["error"]["code"] == "usage"
    assert "Missing argument" in said.json["error"]["sentence"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Conflict("It is so."), "conflict"),
        (DatabaseFailure("It is so."), "database"),
        (BadEnvironment("It is so."), "environment"),
    ],
)
def test_an_expected_failure_is_one_sentence(error: Exception, code: str, capsys: pytest.CaptureFixture[str]):
    @command
    def failing(*, as_json: bool = False) -> Answer:
        raise error

    with pytest.raises(typer.Exit) as left:
        failing(as_json=True)
    assert left.value.exit_code == 1
    assert json.loads(capsys.readouterr().out) == {"error": {"code": code, "sentence": "It is so."}}
    with pytest.raises(typer.Exit):
        failing(as_json=False)
    assert capsys.readouterr() == ("", "It is so.\n")


def test_a_bug_stays_loud_and_is_json_on_request(capsys: pytest.CaptureFixture[str]):
    @command
    def failing(*, as_json: bool = False) -> Answer:
        raise ZeroDivisionError("oh")

    with pytest.raises(ZeroDivisionError):
        failing(as_json=False)
    with pytest.raises(typer.Exit):
        failing(as_json=True)
    said = capsys.readouterr()
    assert json.loads(said.out)["error"]["code"] == "bug"
    assert "Traceback" in said.err


def test_an_answer_that_is_not_well_ends_with_1(capsys: pytest.CaptureFixture[str]):
    @command
    def look(*, as_json: bool = False) -> Answer:
        return Answer("Ill.", {"ok": False}, ok=False)

    with pytest.raises(typer.Exit):
        look(as_json=True)
    assert json.loads(capsys.readouterr().out) == {"ok": False}


def test_a_data_folder_that_cannot_be_made_is_named_with_the_mend(nowhere: Path):
    nowhere.parent.joinpath("file").write_text("")
    said = clew("serve", "--json", data=nowhere.parent / "file" / "below")
    assert said.code == 1
    assert said.json["error"]["code"] == "environment"
    assert "CLEW_DATA" in said.json["error"]["sentence"]
