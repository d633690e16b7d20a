"""What a note is, shown and corrected: by form, by API, by those who may."""

import pytest
from tests.pages import by_role, html
from tests.people import make_note
from tests.things import say

from clew.insights.models import Note
from clew.insights.queries.senses import sense_of

FOUND = {"kind": {"problem": 87, "request": 61}, "mood": {"-1": 91}, "language": {"fr": 99}}
MACHINE = {
    "kind": "problem", "kind_origin": "machine", "mood": -1, "mood_origin": "machine",
    "language": "fr", "language_origin": "machine", "sensed": FOUND,
}  # fmt: skip

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def note(scope):
    return say(scope, "L'application plante, ajoutez une sauvegarde.", **MACHINE)


def page(client, note) -> str:
    return html(client, f"/w/northwind/inbox/{note.number}/?view=all")


class TestWords:
    def test_what_the_machine_found_comes_with_its_share(self, note):
        shown = sense_of(note)
        assert (shown.kind.words, shown.kind.besides) == ("Likely a problem, 87%", "also a request, 61%")
        assert (shown.mood.words, shown.language) == ("Likely unhappy, 91%", "French")

    def test_the_word_of_a_person_stands_beside_what_the_machine_found(self, note):
        note.kind, note.kind_origin, note.mood, note.mood_origin = "question", "person", 1, "person"
        shown = sense_of(note)
        assert (shown.kind.words, shown.kind.besides) == ("Question", "Clew found a problem, 87%")
        assert (shown.mood.words, shown.mood.besides) == ("Happy", "Clew found unhappy, 91%")

    def test_a_rating_stands_beside_what_the_machine_found(self, note):
        note.mood, note.mood_origin = 1, ""
        assert (sense_of(note).mood.words, sense_of(note).mood.besides) == ("Happy", "Clew found unhappy, 91%")

    def test_nothing_is_said_of_a_note_nobody_looked_at(self, scope):
        shown = sense_of(say(scope, "Hello"))
        assert (shown.kind.words, shown.mood.words, shown.language) == ("", "", "")

    def test_the_language_of_a_country_is_a_language(self, scope):
        assert sense_of(say(scope, "Hello", language="en-GB")).language == "English"
        assert sense_of(say(scope, "Hello", language="tlh")).language == "tlh"


class TestPage:
    def test_an_editor_sees_it_and_how_to_correct_it(self, ask, note):
        shown = page(ask("bob"), note)
        assert "Likely a problem, 87%" in shown
        assert f'action="/w/northwind/notes/{note.number}/call/"' in shown

    def test_a_reader_sees_it_only(self, ask, note):
        shown = page(ask("dana"), note)
        assert "Likely a problem, 87%" in shown
        assert "/call/" not in shown


class TestCorrecting:
    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_it_takes_an_editor(self, ask, note, name, status):
        assert ask(name).post(f"/w/northwind/notes/{note.number}/call/", {"kind": "request"}).status_code == status
        note.refresh_from_db()
        assert (note.kind == "request") == (status == 302)

    def test_it_leads_back_to_the_note_in_its_list(self, ask, note):
        sent = {"mood": "none", "query": "?view=all"}
        answer = ask("bob").post(f"/w/northwind/notes/{note.number}/call/", sent)
        assert answer["Location"] == f"/w/northwind/inbox/{note.number}/?view=all"
        note.refresh_from_db()
        assert (note.mood, note.mood_origin, note.kind) == (None, "person", "problem")

    @pytest.mark.parametrize("sent", [{}, {"kind": "bug"}, {"mood": "2"}])
    def test_nonsense_is_refused(self, ask, note, sent):
        assert ask("bob").post(f"/w/northwind/notes/{note.number}/call/", sent).status_code == 422
        note.refresh_from_db()
        assert note.kind_origin == "machine"

    def test_another_workspace_has_no_such_note(self, ask, world):
        theirs = make_note(world.elsewhere, "Ours")
        Note.objects.filter(pk=theirs.pk).update(number=999)
        assert ask("bob").post("/w/northwind/notes/999/call/", {"kind": "request"}).status_code == 404
