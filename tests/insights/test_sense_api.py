"""Kind, mood and language of notes over REST."""

import pytest
from tests.api.test_operations import Api
from tests.things import say


@pytest.fixture
def api(workspace, bob):
    return Api(workspace, bob)


def test_a_note_says_what_it_is_and_whose_word_that_is(api, scope):
    note = say(scope, "It crashes", kind="problem", kind_origin="machine", mood=-1, language="en")
    shown = api.get(f"/notes/{note.number}").json()
    assert (shown["kind"], shown["kind_by"]) == ("problem", "machine")
    assert (shown["mood"], shown["mood_by"]) == (-1, "source")
    assert (shown["language"], shown["language_by"]) == ("en", "source")


def test_nobody_is_named_where_nothing_is_said(api, scope):
    shown = api.get(f"/notes/{say(scope, 'Hello').number}").json()
    assert [shown[name] for name in ("kind_by", "mood_by", "language_by")] == ["", "", ""]


def test_a_person_says_what_it_is(api, scope):
    note = say(scope, "It crashes")
    shown = api.post(f"/notes/{note.number}/call", {"kind": "request", "mood": 0}).json()
    assert (shown["kind"], shown["kind_by"], shown["mood"], shown["mood_by"]) == ("request", "person", 0, "person")
    shown = api.post(f"/notes/{note.number}/call", {"mood": None}).json()
    assert (shown["kind"], shown["mood"], shown["mood_by"]) == ("request", None, "person")


def test_nonsense_is_refused(api, scope):
    note = say(scope, "It crashes")
    assert api.post(f"/notes/{note.number}/call", {"kind": "bug"}).status_code == 422
    assert api.post(f"/notes/{note.number}/call", {"mood": 2}).status_code == 422


def test_a_reader_corrects_nothing(workspace, dana, scope):
    note = say(scope, "It crashes")
    assert (
        Api(workspace, dana, scopes=("read",)).post(f"/notes/{note.number}/call", {"kind": "request"}).status_code
        == 403
    )


@pytest.mark.parametrize(("asked", "found"), [
    ("kind=request", ["Please"]), ("mood=-1", ["Crash"]), ("mood=0", []), ("language=fr", ["Plante"]),
])  # fmt: skip
def test_notes_are_listed_by_what_they_are(api, scope, asked, found):
    say(scope, "Crash", kind="problem", mood=-1)
    say(scope, "Please", kind="request")
    say(scope, "Plante", language="fr")
    assert [note["text"] for note in api.get(f"/notes?{asked}").json()["results"]] == found
