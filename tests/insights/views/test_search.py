"""The search page, from every side of the door."""

import csv
import io
import json
import re

import pytest
from pgvector import HalfVector
from tests.pages import ESCAPED, SCRIPT, by_role, html, queries
from tests.people import NOW, make_account
from tests.things import make_theme, say

from clew.insights.models import NoteVector, SavedSearch
from clew.insights.queries.search import Point
from clew.workspaces.actions.undo import last_undoable, undo

SEARCH = "/w/northwind/search/"

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def knows(monkeypatch):
    """Somebody answers who knows meanings: everything means the same."""
    point = Point("test 1", "[" + ",".join(["1"] * 512) + "]")
    monkeypatch.setattr("clew.insights.views.search.point_for", lambda *, workspace, text: point if text else None)


def shown(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<li class="hit" id="hit-(\d+)"', page)]


class TestDoors:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_searches_and_takes_notes_along(self, ask, scope, name, status):
        say(scope, "the gate code")
        for address in ("?q=gate", "", "?like=1", "export/?q=gate", "export/?form=json", "export/?form=md"):
            assert ask(name).get(SEARCH + address).status_code == status

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 302, 403, 404))
    def test_searches_are_kept_by_whoever_may_comment(self, ask, world, name, status):
        assert ask(name).post(f"{SEARCH}keep/?q=gate", {"name": "Gates"}).status_code == status
        assert SavedSearch.objects.filter(name="Gates", query="q=gate").exists() == (status == 302)

    def test_a_note_of_another_workspace_has_no_likes_here(self, ask, world):
        assert ask("alice").get(f"{SEARCH}?like=1").status_code == 404


class TestPage:
    def test_it_marks_the_words_that_were_asked_for(self, ask, scope):
        say(scope, "the gate code is wrong")
        page = html(ask("dana"), SEARCH, q="gates")
        assert '<mark class="exact">gate</mark>' in page
        assert "Words only." in page

    def test_what_only_means_the_same_looks_different(self, ask, scope, knows):
        note = say(scope, "No network underground")
        NoteVector.objects.create(
            note=note, workspace=scope.workspace, embedder="test 1", vector=HalfVector([1.0] * 512)
        )
        page = html(ask("dana"), SEARCH, q="offline")
        assert "<mark>No network underground</mark>" in page
        assert "by meaning" in page
        assert "Words only." not in page

    def test_facets_narrow_and_chips_widen_again(self, ask, scope):
        say(scope, "gate one", account=make_account(scope.workspace, "Calder", segment="Fleet"))
        say(scope, "gate two")
        page = html(ask("dana"), SEARCH, q="gate")
        assert len(shown(page)) == 2
        assert "?q=gate&amp;segment=Fleet" in page
        page = html(ask("dana"), SEARCH, q="gate", segment="Fleet")
        assert shown(page) == [1]
        assert re.search(r'<a class="chip" href="\?q=gate">Segment: <b>Fleet</b>', page)

    def test_an_empty_search_lists_the_newest_notes(self, ask, scope):
        say(scope, "gate one")
        assert shown(html(ask("dana"), SEARCH)) == [1]

    @pytest.mark.parametrize(
        "odd",
        ["channel=x", "theme=0", "days=8", "since=yesterday", "mood=9", "like=x", "sort=best", "kind=%00", "q=%00", "rating=a",
         "rating=9999", "until=9999-12-31", "days=90&q=&match=meaning"],
    )  # fmt: skip
    def test_an_address_that_makes_no_sense_is_read_as_far_as_it_does(self, ask, scope, odd):
        say(scope, "gate one")
        assert ask("dana").get(f"{SEARCH}?{odd}").status_code == 200

    def test_what_customers_write_is_never_mark_up(self, ask, scope):
        say(scope, f"gate {SCRIPT}", account=make_account(scope.workspace, SCRIPT))
        make_theme(scope, SCRIPT, [])
        page = html(ask("dana"), SEARCH, q=f"gate {SCRIPT}")
        assert SCRIPT not in page
        assert ESCAPED in page

    def test_it_takes_a_fixed_number_of_statements(self, ask, scope, knows):
        dana = ask("dana")
        for number in range(3):
            say(scope, f"gate {number}", account=make_account(scope.workspace, f"A{number}", segment="Fleet"))
        few = {address: queries(dana, SEARCH + address) for address in ("", "?q=gate", "?q=gate&segment=Fleet")}
        for number in range(12):
            say(scope, f"gate again {number}", account=make_account(scope.workspace, f"B{number}", segment="Fleet"))
        assert {address: queries(dana, SEARCH + address) for address in few} == few
        assert max(few.values()) <= 16

    def test_more_notes_are_a_link_away(self, ask, scope):
        for number in range(30):
            say(scope, f"gate {number}")
        page = html(ask("dana"), SEARCH, q="gate")
        (older,) = re.findall(r'href="(\?q=gate&amp;after=[^"]+)"', page)
        rest = html(ask("dana"), SEARCH + older.replace("&amp;", "&"))
        assert len(shown(page)) == 25
        assert len(shown(rest)) == 5
        assert not set(shown(page)) & set(shown(rest))


class TestExport:
    def taken(self, client, query: str) -> str:
        answer = client.get(f"{SEARCH}export/?{query}")
        assert "attachment" in answer.headers["Content-Disposition"]
        return b"".join(answer.streaming_content).decode()

    def test_a_spreadsheet_runs_no_formula_and_holds_everything_that_was_found(self, ask, scope):
        for number in range(30):
            say(scope, f"=gate({number})")
        say(scope, "something else")
        rows = list(csv.DictReader(io.StringIO(self.taken(ask("dana"), "q=gate").removeprefix("\ufeff"))))
        assert len(rows) == 30
        assert all(row["text"].startswith("'=gate(") for row in rows)

    def test_json_holds_the_notes_with_what_is_known_of_them(self, ask, scope):
        note = say(scope, "the gate code", account=make_account(scope.workspace, "Calder", arr=71_000))
        make_theme(scope, "Gates", [note])
        (row,) = json.loads(self.taken(ask("dana"), "q=gate&form=json"))
        assert (row["ref"], row["account"], row["arr"], row["themes"]) == (note.ref, "Calder", 71_000, "Gates")

    def test_markdown_quotes_words_as_they_are(self, ask, scope):
        say(scope, "# gate\n\n<b>code</b>")
        text = self.taken(ask("dana"), "q=gate&form=md")
        assert text.startswith("> \\# gate\n>\n> \\<b\\>code\\</b\\>\n>\n> N-1")

    def test_nothing_found_is_an_empty_file_and_an_unknown_form_is_refused(self, ask, scope):
        assert json.loads(self.taken(ask("dana"), "q=gate&form=json")) == []
        assert ask("dana").get(f"{SEARCH}export/?form=exe").status_code == 422


class TestKeeping:
    def keep(self, client, name: str = "Gates", **data):
        return client.post(f"{SEARCH}keep/?q=gate&days=90", {"name": name, **data})

    def test_ones_own_searches_stand_beside_the_page_and_shared_ones_beside_everybodys(self, ask):
        self.keep(ask("bob"), "Mine")
        self.keep(ask("bob"), "Ours", is_shared="on")
        assert {"Mine", "Ours"} == self.beside(ask("bob"))
        assert {"Ours"} == self.beside(ask("dana"))
        assert set() == self.beside(ask("charlie"), "/w/elsewhere/search/")

    def beside(self, client, address: str = SEARCH) -> set[str]:
        page = html(client, address)
        return set(re.findall(r"<span>(Mine|Ours)</span>", page))

    def test_two_of_one_name_are_refused_in_words(self, ask):
        self.keep(ask("bob"))
        answer = self.keep(ask("bob"))
        assert answer.status_code == 409
        assert "already" in answer.content.decode()
        assert self.keep(ask("bob"), "").status_code == 422

    def test_only_who_keeps_a_search_changes_it(self, ask):
        self.keep(ask("bob"), is_shared="on")
        saved = SavedSearch.objects.get()
        address = f"{SEARCH}kept/{saved.pk}/"
        for act in ("remove", "share", "unshare"):
            assert ask("alice").post(address, {"act": act}).status_code == 403
        assert ask("bob").post(address, {"act": "burn"}).status_code == 422
        assert ask("bob").post(address, {"act": "unshare"}).status_code == 302
        assert not SavedSearch.objects.get().is_shared

    def test_removing_one_can_be_undone(self, ask, world, scope):
        self.keep(ask("bob"))
        saved = SavedSearch.objects.get()
        assert ask("bob").post(f"{SEARCH}kept/{saved.pk}/", {"act": "remove", "query": "?q=gate"}).status_code == 302
        assert not SavedSearch.objects.exists()
        undo(event=last_undoable(workspace=scope.workspace, user=world.bob), by=scope.actor, now=NOW)
        assert SavedSearch.objects.get().name == "Gates"
