"""The environment variables: each read through one helper, each with a sentence when it holds nonsense."""

import os
from pathlib import Path

import pytest

from clew.config import environment
from clew.config.environment import BadEnvironment


@pytest.mark.parametrize(
    ("text", "value"), [("yes", True), (" ON ", True), ("1", True), ("no", False), ("false", False)]
)
def test_a_flag_takes_the_usual_words(monkeypatch: pytest.MonkeyPatch, text: str, value: bool):
    monkeypatch.setenv("CLEW_X", text)
    assert environment.flag("CLEW_X", default=not value) is value


def test_an_empty_flag_is_its_default(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLEW_X", " ")
    assert environment.flag("CLEW_X", default=True)


@pytest.mark.parametrize("text", ["maybe", "2", "ja"])
def test_a_flag_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setenv("CLEW_X", text)
    with pytest.raises(BadEnvironment, match=f"CLEW_X is “{text}”"):
        environment.flag("CLEW_X")


@pytest.mark.parametrize("text", ["many", "-1", "1.5", "0x10"])
def test_a_number_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setenv("CLEW_X", text)
    with pytest.raises(BadEnvironment, match="Write a whole number"):
        environment.number("CLEW_X", 1)


def test_a_number_has_a_default(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CLEW_X", raising=False)
    assert environment.number("CLEW_X", 587) == 587
    monkeypatch.setenv("CLEW_X", "25")
    assert environment.number("CLEW_X", 587) == 25


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "key").write_text("hush\n")
    monkeypatch.setenv("CLEW_X", "loud")
    monkeypatch.setenv("CLEW_X_FILE", str(tmp_path / "key"))
    assert environment.secret("CLEW_X") == "hush"
    monkeypatch.setenv("CLEW_X_FILE", str(tmp_path / "none"))
    with pytest.raises(BadEnvironment, match="CLEW_X_FILE names"):
        environment.secret("CLEW_X")


def test_the_data_folder_is_made_for_its_owner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CLEW_DATA", str(tmp_path / "a" / "b"))
    folder = environment.ensure_data_folder()
    assert folder == tmp_path / "a" / "b"
    assert folder.stat().st_mode & 0o777 == (0o711 if os.geteuid() == 0 else 0o700)
    assert environment.ensure_data_folder() == folder


def test_a_data_folder_that_cannot_be_is_named_with_the_mend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CLEW_DATA", str(tmp_path / "file" / "b"))
    with pytest.raises(BadEnvironment, match=r"cannot be made: Not a directory.*CLEW_DATA"):
        environment.ensure_data_folder()


def test_each_user_has_a_folder_of_their_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CLEW_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", "/home/somebody/data")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert environment.data_folder() == Path("/var/lib/clew")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert environment.data_folder().name == "clew"
    assert environment.data_folder() != Path("/var/lib/clew")
