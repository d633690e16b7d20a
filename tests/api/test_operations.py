"""Every operation: what it does for those who may, and what it tells those who may not."""

import json

import pytest
from django.test import Client
from tests.people import NOW, make_account
from tests.things import make_key_result, make_objective, make_opportunity, make_theme, say

from clew.insights.models import Note
from clew.kit import clock
from clew.workspaces.actions.events import Actor
from clew.workspaces.actions.tokens import create_token


class Api:
    """A client that sends a member's token."""

    def __init__(self, workspace, user, scopes=("write",)):
        values = {"name": "test", "scopes": scopes, "days": 30, "by": Actor(user), "now": clock.now()}
        self.secret = create_token(workspace=workspace, user=user, **values)[1]
        self.client = Client()

    def call(self, method, path, body=None):
        content = json.dumps(body) if body is not None else ""
        headers = {"Authorization": f"Bearer {self.secret}"}
        return self.client.generic(method, f"/api/v1{path}", content, "application/json", headers=headers)

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None):
        return self.call("POST", path, body or {})

    def patch(self, path, body):
        return self.call("PATCH", path, body)

    def delete(self, path):
        return self.call("DELETE", path)


@pytest.fixture
def api(workspace, bob):
    return Api(workspace, bob)


def test_without_a_token_it_says_how_to_send_one(client, db):
    response = client.get("/api/v1/notes")
    assert response.status_code == 401
    assert "Bearer" in response.json()["error"]["sentence"]


def test_a_note_is_written_read_corrected_and_archived(api, workspace):
    make_account(workspace, "Calder")
    made = api.post("/notes", {"text": "Sync fails", "channel": "Support", "account": "calder"})
    assert (made.status_code, made.json()["account"]["name"]) == (201, "Calder")
    path = f"/notes/{made.json()['number']}"
    assert api.patch(path, {"text": "Sync fails daily"}).json()["text"] == "Sync fails daily"
    assert api.post(f"{path}/archive").json()["archived"] is True
    assert api.get(path).json()["channel"] == "Support"


def test_a_time_without_a_zone_is_the_workspaces(api):
    made = api.post("/notes", {"text": "x", "channel": "Support", "said_at": "2026-01-02T03:04:05"})
    assert made.json()["said_at"] == "2026-01-02T03:04:05Z"


def test_an_unknown_account_is_refused_and_nothing_is_written(api, workspace):
    refused = api.post("/notes", {"text": "x", "channel": "Support", "account": "Nobody Ltd"})
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "account")
    assert not Note.objects.filter(workspace=workspace).exists()


def test_pages_hold_every_note_once(api, scope):
    for number in range(7):
        say(scope, f"Note {number}")
    seen, after = [], ""
    while True:
        page = api.get(f"/notes?page_size=3&after={after}").json()
        seen += [note["number"] for note in page["results"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(seen) == list(range(1, 8))


@pytest.mark.parametrize("after", ["garbage", "eyJ4IjoxfQ", "WyIxIl0", "%00"])
def test_a_damaged_cursor_is_named(api, after):
    refused = api.get(f"/notes?after={after}")
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "after")


def test_an_opportunity_is_made_of_a_theme_and_shows_its_arithmetic(api, scope):
    theme = make_theme(scope, notes=[say(scope, "Two called in sick"), say(scope, "Marcus is out")])
    make_key_result(scope, make_objective(scope))
    body = {"theme": theme.number, "advances": ["KR1.1"], "need": 8, "effort": "6"}
    made = api.post("/opportunities", body)
    assert (made.status_code, made.json()["notes"]) == (201, 2)
    names = [line["name"] for line in made.json()["lines"]]
    assert names[-1] == "score"
    thread = api.get(f"/threads/{made.json()['ref']}").json()
    assert [bead["ref"] for bead in thread["why"]] == ["O1", "KR1.1"]
    assert thread["reach"]["notes"] == 2


def test_evidence_is_a_range_of_the_note(api, scope):
    note = say(scope, "🙂 Two guys called in sick. It broke the day.")
    item = make_opportunity(scope)
    tied = api.post("/evidence", {"item": item.ref, "note": note.number, "start": 2, "end": 26, "stance": "for"})
    assert tied.status_code == 201
    (quote,) = api.get(f"/threads/{item.ref}").json()["quotes"]
    assert quote["words"] == "Two guys called in sick."


def test_a_quote_breaks_loudly_when_its_note_changes(api, scope):
    note, item = say(scope, "Two guys called in sick."), make_opportunity(scope)
    api.post("/evidence", {"item": item.ref, "note": note.number, "start": 0, "end": 8})
    api.patch(f"/notes/{note.number}", {"text": "Three guys called in sick."})
    (quote,) = api.get(f"/threads/{item.ref}").json()["quotes"]
    assert quote["is_broken"] is True


@pytest.mark.parametrize(
    "body", [{}, {"note": 1, "theme": 1}, {"note": 1, "start": 3}, {"note": 1, "start": 5, "end": 5}, {"note": 1, "start": 0, "end": 999}]
)  # fmt: skip
def test_evidence_that_names_no_one_thing_is_refused(api, scope, body):
    say(scope, "Two guys called in sick.")
    make_theme(scope)
    assert api.post("/evidence", {"item": make_opportunity(scope).ref, **body}).status_code == 422


def test_objectives_get_key_results_and_readings(api):
    number = api.post("/objectives", {"title": "Make the day plan hold"}).json()["number"]
    body = {"title": "On time", "measure": "increase", "baseline": "81", "target": "90", "due_on": "2030-12-31"}
    assert api.post(f"/objectives/{number}/key-results", body).json()["ref"] == "KR1.1"
    read = api.post("/objectives/key-results/KR1.1/readings", {"value": "85.5"})
    assert (read.status_code, read.json()["progress"]) == (201, 0.5)
    assert api.get("/objectives").json()[0]["key_results"][0]["current"] == "85.5000"


def test_a_tie_is_made_and_cut(api, scope):
    source, target = make_opportunity(scope), make_objective(scope)
    made = api.post("/links", {"source": source.ref, "relation": "advances", "target": target.ref})
    assert made.status_code == 201
    assert api.delete(f"/links/{made.json()['id']}").status_code == 204
    assert api.get(f"/threads/{source.ref}").json()["why"] == []


def test_a_reader_reads_and_changes_nothing(workspace, dana, scope):
    say(scope, "Sync fails")
    api = Api(workspace, dana)
    assert api.get("/notes").status_code == 200
    refused = api.patch("/notes/1", {"text": "Changed"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")
    assert Note.objects.get(workspace=workspace).text == "Sync fails"


def test_a_reading_token_of_an_owner_changes_nothing(workspace, alice):
    assert Api(workspace, alice, scopes=("read",)).post("/objectives", {"title": "x"}).status_code == 403


def test_a_stranger_finds_nothing(world, scope):
    note, theme, item = say(scope, "Sync fails"), make_theme(scope), make_opportunity(scope)
    api = Api(world.elsewhere, world.charlie)
    for number in range(2, 5):
        assert api.get(f"/notes/{number}").status_code == 404
    for path in (f"/themes/{theme.number}", f"/opportunities/{item.number}", f"/threads/{item.ref}"):
        assert api.get(path).status_code == 404
    assert note.ref not in {row["ref"] for row in api.get("/notes").json()["results"] if row["text"] == note.text}
    assert api.post("/evidence", {"item": item.ref, "note": 1}).status_code == 404


def test_the_token_remembers_its_last_use(api, workspace):
    api.get("/notes")
    assert workspace.tokens.get().last_used_at > NOW


def test_the_pace_is_limited(api, monkeypatch):
    from clew.api.frame import Pace

    monkeypatch.setattr(Pace, "allow_request", lambda self, request: False)
    monkeypatch.setattr(Pace, "wait", lambda self: 30)
    refused = api.get("/notes")
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many")
