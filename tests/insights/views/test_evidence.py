"""Tying words from the item's side, and everyone behind a number."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.pages import ESCAPED, SCRIPT, by_role, client_of, html, queries
from tests.people import NOW, make_account
from tests.things import make_opportunity, make_person, make_theme, say, tie

from clew.insights.models import Evidence, Note
from clew.insights.queries import candidates, said
from clew.thread.actions.items import archive_item

ROLES = by_role(302, 302, 403, 403, 404)


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


@pytest.fixture
def opportunity(scope):
    return make_opportunity(scope)


@pytest.fixture
def page(opportunity):
    return f"/w/northwind/items/{opportunity.pk}/evidence/"


@pytest.fixture
def voices(opportunity):
    return f"/w/northwind/voices/opportunity/{opportunity.number}/"


@pytest.fixture
def note(scope):
    account = make_account(scope.workspace, "Calder", arr=Decimal(71_000))
    person = make_person(scope, "Joe Calder", account)
    return say(scope, "Marcus texts me at six, he has the flu.", account=account, person=person)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def figures(text: str) -> dict[str, str]:
    return {name: plain(value).strip() for name, value in re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", text)}


class TestDoors:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 403, 403, 404))
    def test_editors_look_for_words(self, ask, page, name, status):
        assert ask(name).get(page).status_code == status

    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_sees_who_is_behind_a_number(self, ask, voices, name, status):
        assert ask(name).get(voices).status_code == status

    @pytest.mark.parametrize(("name", "status"), ROLES)
    def test_tying_takes_an_editor(self, ask, page, note, name, status):
        assert ask(name).post(page, {"note": note.pk}).status_code == status
        assert Evidence.objects.exists() == (status == 302)

    @pytest.mark.parametrize(("name", "status"), ROLES)
    def test_changing_how_it_speaks_takes_an_editor(self, scope, ask, opportunity, note, name, status):
        tied = tie(scope, opportunity, note)
        answer = ask(name).post(f"/w/northwind/evidence/{tied.pk}/", {"stance": "against"})
        assert answer.status_code == status
        tied.refresh_from_db()
        assert (tied.stance == "against") == (status == 302)

    @pytest.mark.parametrize(("name", "status"), ROLES)
    def test_untying_takes_an_editor(self, scope, ask, opportunity, note, name, status):
        tied = tie(scope, opportunity, note)
        assert ask(name).post(f"/w/northwind/evidence/{tied.pk}/untie/").status_code == status
        assert Evidence.objects.exists() == (status != 302)

    def test_nothing_of_another_workspace_is_found_or_tied(self, world, ask, page):
        theirs = Note.objects.get(workspace=world.elsewhere)
        bob = ask("bob")
        assert "Nobody in Northwind" not in html(bob, page)
        assert "Nobody in Northwind" not in html(bob, page, q=f"N-{theirs.number}")
        assert bob.post(page, {"note": theirs.pk}).status_code == 404

    @pytest.mark.parametrize("address", ["/w/northwind/voices/mission/1/", "/w/northwind/voices/opportunity/99/"])
    def test_what_there_is_not_has_no_voices(self, ask, opportunity, address):
        assert ask("bob").get(address).status_code == 404

    def test_readers_see_no_way_to_tie(self, scope, ask, opportunity, note, page, voices):
        tie(scope, opportunity, note)
        text = html(ask("dana"), voices)
        assert page not in text
        assert page in html(ask("bob"), voices)


class TestFinding:
    def test_words_are_found_and_marked_and_themes_by_name(self, scope, ask, page, note):
        say(scope, "Invoices print twice")
        make_theme(scope, "Flu season")
        text = html(ask("bob"), page, q="flu")
        assert "<mark>flu</mark>" in text
        assert "Flu season" in text
        assert "Invoices" not in text

    def test_a_reference_finds_that_note(self, scope, ask, page, note):
        say(scope, "Invoices print twice")
        text = html(ask("bob"), page, q=f"n-{note.number}")
        assert "Marcus texts me" in text
        assert "Invoices" not in text

    def test_without_words_the_newest_stand_first_by_the_page(self, scope, ask, page, monkeypatch):
        monkeypatch.setattr(candidates, "SIZE", 2)
        for days in range(3):
            say(scope, f"Said {days} days ago", said_at=NOW - timedelta(days=days))
        text = html(ask("bob"), page)
        following = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', text)
        assert text.index("Said 0 days ago") < text.index("Said 1 days ago")
        assert "Said 2 days ago" not in text
        assert following
        assert "Said 2 days ago" in html(ask("bob"), page + following[1].replace("&amp;", "&"))

    def test_what_nobody_said_is_told(self, ask, page, note):
        assert "No note holds “submarine”" in html(ask("bob"), page, q="submarine")

    def test_what_is_linked_is_not_offered_again(self, scope, ask, opportunity, page, note):
        assert f'name="note" value="{note.pk}"' in html(ask("bob"), page)
        tie(scope, opportunity, note)
        assert f'name="note" value="{note.pk}"' not in html(ask("bob"), page)


class TestTying:
    def test_it_speaks_as_chosen_and_the_search_stays(self, scope, ask, opportunity, page, note):
        sent = {"note": note.pk, "stance": "against", "importance": "3", "q": "flu"}
        answer = ask("bob").post(page, sent)
        assert answer["Location"] == f"{page}?q=flu"
        tied = Evidence.objects.get(item=opportunity, note=note)
        assert (tied.stance, tied.importance) == ("against", 3)

    def test_both_sides_stand_apart(self, scope, ask, opportunity, page, note):
        tie(scope, opportunity, note)
        tie(scope, opportunity, say(scope, "We never have absences."), stance="against")
        tie(scope, opportunity, make_theme(scope, "Sick calls"))
        text = html(ask("bob"), page)
        speaks, against = re.split(r'id="h-against"', text.split('id="h-for"')[1])
        assert "Marcus texts me" in speaks
        assert "Sick calls" in speaks
        assert "We never have absences." in against

    def test_a_theme_speaks_with_all_its_notes(self, ask, opportunity, page, scope):
        theme = make_theme(scope)
        ask("bob").post(page, {"theme": theme.pk})
        assert Evidence.objects.get(item=opportunity).theme == theme

    @pytest.mark.parametrize("wrong", [{"stance": "maybe"}, {"importance": "7"}])
    def test_a_stance_that_there_is_not_ties_nothing(self, ask, page, note, wrong):
        assert ask("bob").post(page, {"note": note.pk, **wrong}).status_code == 422
        assert not Evidence.objects.exists()

    def test_turning_it_keeps_how_much_it_matters_and_leads_back(self, scope, ask, opportunity, page, note):
        tied = tie(scope, opportunity, note, importance=3)
        answer = ask("bob").post(f"/w/northwind/evidence/{tied.pk}/", {"stance": "against", "back": page})
        tied.refresh_from_db()
        assert (tied.stance, tied.importance, answer["Location"]) == ("against", 3, page)

    @pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/w/elsewhere/", ""])
    def test_a_way_back_to_elsewhere_is_not_taken(self, scope, ask, opportunity, note, back):
        tied = tie(scope, opportunity, note)
        answer = ask("bob").post(f"/w/northwind/evidence/{tied.pk}/untie/", {"back": back})
        assert answer["Location"] == opportunity.page("northwind")

    def test_an_archived_item_takes_no_words(self, scope, ask, opportunity, page, note):
        archive_item(item=opportunity, by=scope.actor, now=NOW)
        text = html(ask("bob"), page)
        assert "is archived" in text
        assert 'name="note"' not in text
        assert ask("bob").post(page, {"note": note.pk}).status_code == 409

    def test_much_takes_as_many_queries_as_little(self, scope, ask, opportunity, page):
        bob = ask("bob")
        fill(scope, opportunity, 1)
        once = queries(bob, f"{page}?q=words")
        fill(scope, opportunity, 9)
        assert queries(bob, f"{page}?q=words") == once


def fill(scope, opportunity, count):
    for number in range(count):
        account = make_account(scope.workspace, f"Account {count}-{number}", arr=Decimal(1000))
        note = say(scope, "Words", account=account, person=make_person(scope, f"P{count}-{number}", account))
        tie(scope, opportunity, note, stance="against" if number % 3 else "for")
        tie(scope, opportunity, make_theme(scope, f"Words {count}-{number}", [note, say(scope, "More words")]))
        say(scope, "Words that are not tied")


class TestVoices:
    def test_every_number_is_who_stands_there(self, scope, ask, opportunity, voices, note):
        tie(scope, opportunity, note)
        again = say(scope, "He has the flu!", account=note.account, person=note.person)
        tie(scope, opportunity, make_theme(scope, "Sick calls", [note, again]))
        tie(scope, opportunity, say(scope, "We never have absences."), stance="against")
        text = html(ask("dana"), voices)
        assert figures(text) == {
            "Notes for it": "2",
            "Voices": "1",
            "Accounts": "1",
            "ARR behind": "$71k",
            "Channels": "1",
            "Notes against": "1",
        }
        words = plain(text)
        for part in ("Calder 2 $71k", "Joe Calder", "2 notes", "Sick calls", "speaks against"):
            assert part in words, part

    def test_an_account_leads_to_its_page_and_a_note_to_the_inbox(self, scope, ask, opportunity, voices, note):
        tie(scope, opportunity, note)
        text = html(ask("dana"), voices)
        assert f'href="/w/northwind/customers/{note.account_id}/"' in text
        assert f'href="/w/northwind/inbox/{note.number}/?view=all"' in text

    def test_nobody_behind_it_says_what_would_be_here(self, ask, voices):
        assert "Nobody stands behind it yet" in html(ask("dana"), voices)

    def test_the_notes_come_by_the_page(self, scope, ask, opportunity, voices, monkeypatch):
        monkeypatch.setattr(said, "SIZE", 2)
        for days in range(3):
            tie(scope, opportunity, say(scope, f"Said {days} days ago", said_at=NOW - timedelta(days=days)))
        text = html(ask("dana"), voices)
        following = re.search(r'href="(\?after=[^"]*)" rel="next"', text)
        assert "Said 2 days ago" not in text
        assert following
        older = html(ask("dana"), voices + following[1])
        assert "Said 2 days ago" in older
        assert "Said 0 days ago" not in older
        assert ask("dana").get(voices, {"after": "WyJ4IiwgInkiXQ"}).status_code == 422

    def test_much_takes_as_many_queries_as_little(self, scope, ask, opportunity, voices):
        dana = ask("dana")
        fill(scope, opportunity, 1)
        once = queries(dana, voices)
        fill(scope, opportunity, 9)
        assert queries(dana, voices) == once


def test_what_people_wrote_is_words_and_no_markup(scope, ask):
    made = make_opportunity(scope, SCRIPT)
    account = make_account(scope.workspace, SCRIPT, segment=SCRIPT)
    note = say(scope, SCRIPT, account=account, person=make_person(scope, SCRIPT, account))
    tie(scope, made, note)
    tie(scope, made, make_theme(scope, SCRIPT, [note]), stance="against")
    page = f"/w/northwind/items/{made.pk}/evidence/"
    for address in (page, f"{page}?q={SCRIPT}", f"{page}?q=alert", f"/w/northwind/voices/opportunity/{made.number}/"):
        text = html(ask("bob"), address)
        assert ESCAPED in text, address
        assert SCRIPT not in text, address
