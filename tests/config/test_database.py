"""Which database, and what is said when it is none."""

from pathlib import Path

import pytest

from clew.config import database
from clew.config.environment import BadEnvironment
from clew.config.programs import DatabaseFailure


def test_without_a_name_it_is_the_embedded_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CLEW_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert database.is_embedded()
    found = database.django_settings()
    assert (found["NAME"], found["USER"], found["PORT"]) == ("clew", "postgres", "5432")
    assert found["HOST"] == str(database.embedded().socket)


def test_a_url_is_taken_apart(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:pa%20ss@db.example:6000/clew?sslmode=require")
    found = database.django_settings()
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("clew", "ann", "pa ss")
    assert (found["HOST"], found["PORT"]) == ("db.example", "6000")
    assert found["OPTIONS"]["sslmode"] == "require"


def test_connections_of_the_pool_are_looked_at_before_use(monkeypatch: pytest.MonkeyPatch):
    """A server that was started again leaves dead ones behind."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/clew")
    assert database.django_settings()["CONN_HEALTH_CHECKS"]


@pytest.mark.parametrize("url", ["mysql://localhost/clew", "nonsense"])
def test_what_is_no_address_is_named(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(BadEnvironment, match="DATABASE_URL is not a PostgreSQL address"):
        database.django_settings()
    with pytest.raises(BadEnvironment, match="DATABASE_URL is not a PostgreSQL address"):
        database.connect()


def test_a_server_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/clew")
    with pytest.raises(DatabaseFailure, match=r"DATABASE_URL names cannot be reached.*clew doctor"):
        database.connect()


def test_a_server_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch, nowhere: Path):
    """No older server is at hand everywhere, so what counts as old is moved."""
    monkeypatch.setenv("CLEW_DATA", str(nowhere))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with database.ready():
        monkeypatch.setattr(database, "OLDEST_VERSION", 99)
        with pytest.raises(DatabaseFailure, match="PostgreSQL 18; Clew needs 99 or newer"):
            database.connect()
