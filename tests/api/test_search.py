"""Search over REST."""

import pytest
from tests.api.test_operations import Api
from tests.people import NOW, make_account
from tests.things import say


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("clew.kit.clock.now", lambda: NOW)


def test_a_reader_finds_notes_with_facets_and_pages(workspace, dana, scope):
    account = make_account(workspace, "Calder", segment="Fleet", arr=71_000)
    for number in range(3):
        say(scope, f"the gate code {number}", account=account)
    api = Api(workspace, dana, scopes=("read",))
    first = api.get("/search?q=gates&page_size=2").json()
    assert (first["found"], first["meaning"], len(first["results"])) == (3, False, 2)
    assert first["results"][0]["found_by"] == "words"
    assert first["results"][0]["matches"] == ["gate"]
    assert {facet["name"] for facet in first["facets"]} >= {"channel", "segment", "account"}
    second = api.get(f"/search?q=gates&page_size=2&after={first['next']}").json()
    assert len(second["results"]) == 1
    assert second["next"] is None


def test_filters_narrow(workspace, dana, scope):
    say(scope, "gate one", account=make_account(workspace, "Calder", segment="Fleet"))
    say(scope, "gate two")
    found = Api(workspace, dana, scopes=("read",)).get("/search?q=gate&segment=Fleet").json()
    assert [row["passage"] for row in found["results"]] == ["gate one"]


@pytest.mark.parametrize("odd", ["days=8", "arr=x", "rating=a", "like=0", "page_size=0", "until=9999-12-31"])
def test_what_cannot_be_read_is_refused(workspace, dana, odd):
    assert Api(workspace, dana, scopes=("read",)).get(f"/search?{odd}").status_code == 422


def test_a_stranger_finds_nothing_of_others(world, scope):
    say(scope, "the gate code")
    found = Api(world.elsewhere, world.charlie, scopes=("read",)).get("/search?q=gate").json()
    assert found["found"] == 0
    assert Api(world.elsewhere, world.charlie, scopes=("read",)).get("/search?like=99").status_code == 404
