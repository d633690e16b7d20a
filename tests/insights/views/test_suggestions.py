"""Suggested links in a note's pane: seen by all, decided by editors."""

import re
from urllib.parse import unquote

import pytest
from tests.pages import ESCAPED, SCRIPT, by_role, html, queries
from tests.people import NOW, make_note
from tests.things import make_feature, make_theme, say

from clew.insights.actions.notes import edit_note
from clew.insights.actions.themes import archive_theme
from clew.insights.models import Evidence, Suggestion, ThemeNote
from clew.insights.queries.voices import fingerprint

INBOX = "/w/northwind/inbox/"
PANE = {"HX-Request": "true", "HX-Target": "article#note"}
WORDS = "it doesn’t tell the customers"

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def note(scope):
    return say(scope, f"🙂 Two guys called in sick, and {WORDS}. <b>Really</b>")


def suggest(note, *, theme=None, item=None, confidence=0.86, words=WORDS):
    start = note.text.index(words)
    return Suggestion.objects.create(
        workspace=note.workspace,
        note=note,
        theme=theme,
        item=item,
        score=1.0,
        confidence=confidence,
        start=start,
        end=start + len(words),
        fingerprint=fingerprint(words),
        words=["customers", "tell"],
        method="links 1",
        created_at=NOW,
    )


@pytest.fixture
def theme(scope):
    return make_theme(scope, "ETA texts are wrong")


def act(pk, name="accept") -> str:
    return f"/w/northwind/suggestions/{pk}/{name}/"


class TestDoors:
    @pytest.mark.parametrize("name", ["accept", "dismiss"])
    @pytest.mark.parametrize(("who", "status"), by_role(302, 302, 403, 403, 404))
    def test_only_editors_decide(self, ask, note, theme, who, status, name):
        found = suggest(note, theme=theme)
        assert ask(who).post(act(found.pk, name)).status_code == status
        found.refresh_from_db()
        assert (found.state == "proposed") == (status != 302)

    def test_another_workspaces_suggestion_is_not_found(self, world, ask, theme):
        theirs = make_note(world.elsewhere, f"Theirs: {WORDS}")
        found = Suggestion.objects.create(
            workspace=world.elsewhere, note=theirs, theme=theme, score=1, confidence=0.9, start=0, end=3,
            fingerprint="", method="links 1", created_at=NOW,
        )  # fmt: skip
        assert ask("alice").post(act(found.pk)).status_code == 404

    def test_a_get_decides_nothing(self, ask, note, theme):
        found = suggest(note, theme=theme)
        assert ask("alice").get(act(found.pk)).status_code == 405


class TestPane:
    def test_it_shows_kind_name_words_and_confidence_the_likeliest_first(self, scope, ask, note, theme):
        suggest(note, theme=theme)
        suggest(note, item=make_feature(scope, "Crew swap"), confidence=0.93)
        page = html(ask("dana"), f"{INBOX}{note.number}/")
        assert page.index("Crew swap") < page.index("ETA texts are wrong")
        for words in (
            "Suggested links",
            "Theme",
            "Feature F-1",
            "86%",
            "93%",
            f"“{WORDS}”",
            "Words in common: customers, tell",
        ):
            assert words in page, words
        assert re.search(rf'<span class="hl2" data-n="1">{WORDS}</span>', page)
        assert "accept/" not in page
        assert 'data-key="a"' in html(ask("bob"), f"{INBOX}{note.number}/")

    def test_names_that_people_type_are_words(self, scope, ask, note):
        suggest(note, theme=make_theme(scope, SCRIPT))
        page = html(ask("bob"), f"{INBOX}{note.number}/")
        assert ESCAPED in page
        assert SCRIPT not in page

    def test_without_suggestions_there_is_no_section(self, ask, note):
        assert "Suggested links" not in html(ask("bob"), f"{INBOX}{note.number}/")

    def test_words_that_changed_are_not_underlined(self, scope, ask, note, theme):
        suggest(note, theme=theme)
        edit_note(
            note=note, text="Entirely other words, and more of them than before were there", by=scope.actor, now=NOW
        )
        assert 'class="hl2"' not in html(ask("bob"), f"{INBOX}{note.number}/")

    def test_a_theme_that_was_archived_is_no_suggestion(self, scope, ask, note, theme):
        suggest(note, theme=theme)
        archive_theme(theme=theme, by=scope.actor, now=NOW)
        assert "Suggested links" not in html(ask("bob"), f"{INBOX}{note.number}/")

    def test_more_suggestions_take_no_more_queries(self, scope, ask, note, theme):
        client = ask("bob")
        suggest(note, theme=theme)
        before = queries(client, f"{INBOX}{note.number}/")
        for number in range(4):
            suggest(note, theme=make_theme(scope, f"Theme {number}"))
        assert queries(client, f"{INBOX}{note.number}/") == before


class TestDeciding:
    def test_the_last_one_accepted_leads_on_to_the_next_note(self, scope, ask, note, theme):
        following = say(scope, "Another note")
        found = suggest(note, theme=theme)
        data = {"next": following.number, "query": "?view=triage"}
        answer = ask("bob").post(act(found.pk), data)
        assert answer["Location"] == f"{INBOX}{following.number}/?view=triage"
        assert ThemeNote.objects.get(note=note).theme == theme

    def test_while_more_is_to_be_decided_the_note_stays_open(self, scope, ask, note, theme):
        first, _ = suggest(note, theme=theme), suggest(note, item=make_feature(scope), confidence=0.5)
        answer = ask("bob").post(act(first.pk), {"next": 99, "query": "?view=triage"}, headers=PANE)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Crew swap" in page
        assert "Undo" in page
        assert "<html" not in page
        assert unquote(answer["X-Announce"]).startswith(f"Put {note.ref} into")

    def test_an_item_gets_the_words_as_evidence(self, scope, ask, note):
        feature = make_feature(scope, "Crew swap")
        ask("bob").post(act(suggest(note, item=feature).pk))
        quote = Evidence.objects.get(item=feature).quote
        assert note.text[quote.start : quote.end] == WORDS

    def test_dismissing_leaves_the_note_open_and_waiting(self, ask, note, theme):
        answer = ask("bob").post(act(suggest(note, theme=theme).pk, "dismiss"), {"query": "?view=triage"})
        assert answer["Location"] == f"{INBOX}{note.number}/?view=triage"
        note.refresh_from_db()
        assert note.triaged_at is None
        assert "Suggested links" not in html(ask("bob"), f"{INBOX}{note.number}/")

    def test_the_second_click_is_told_in_words(self, ask, note, theme):
        found = suggest(note, theme=theme)
        ask("bob").post(act(found.pk))
        answer = ask("alice").post(act(found.pk, "dismiss"))
        assert answer.status_code == 409
        assert "accepted already" in answer.content.decode()
