"""The strategy page, the wordings of mission and vision, and new periods."""

from datetime import date

import pytest
from tests.pages import ESCAPED, SCRIPT, html, queries
from tests.people import NOW
from tests.things import make_key_result, make_objective, make_opportunity, say, tie

from clew.insights.actions.rollups import recount
from clew.strategy.actions.objectives import add_reading, create_objective, find_or_create_period
from clew.strategy.actions.statements import state
from clew.strategy.models import Objective, Period, Statement
from clew.thread.actions.items import edit_item
from clew.thread.actions.loose_ends import refresh_loose_ends

PAGE = "/w/northwind/strategy/"
READING = [("alice", 200), ("bob", 200), ("carol", 200), ("dana", 200), ("charlie", 404)]
EDITING = [("alice", 200), ("bob", 200), ("carol", 403), ("dana", 403), ("charlie", 404)]
CHANGING = [("alice", 302), ("bob", 302), ("carol", 403), ("dana", 403), ("charlie", 404)]
PERIOD = {"name": "2027", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}


def word(scope, kind="mission", text="Every crew at the right door.", since=None, short=""):
    return state(workspace=scope.workspace, kind=kind, text=text, short=short, since=since, by=scope.actor, now=NOW)


def open_period(scope, year):
    days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    return find_or_create_period(workspace=scope.workspace, name=str(year), by=scope.actor, now=NOW, **days)


class TestStrategy:
    @pytest.mark.parametrize(("name", "status"), READING)
    def test_every_member_reads_it(self, ask, name, status):
        assert ask(name).get(PAGE).status_code == status

    def test_it_shows_both_wordings_and_each_objective_with_owner_and_numbers(self, world, scope, ask):
        word(scope, "mission", "Every crew at the right door.")
        word(scope, "vision", "One screen for a hundred vans.")
        objective = make_objective(scope, "Make the day plan hold")
        edit_item(item=objective, owner=world.alice, description="Mornings decide.", by=scope.actor, now=NOW)
        key_result = make_key_result(scope, objective, "Jobs on time")
        add_reading(key_result=key_result, value=key_result.target - 4, taken_on=NOW.date(), by=scope.actor, now=NOW)
        page = html(ask("dana"), PAGE)
        for words in ("Every crew at the right door.", "One screen for a hundred vans.", "Make the day plan hold"):
            assert words in page
        for words in ("Alice Ahmadi", "Mornings decide.", "Jobs on time", "81%", "<strong>86%</strong>", "90%"):
            assert words in page

    def test_what_is_missing_is_a_loose_end_with_the_act_that_mends_for_those_who_may(self, scope, ask):
        make_objective(scope)
        refresh_loose_ends(workspace=scope.workspace, now=NOW)
        page = html(ask("bob"), PAGE)
        assert "No mission yet. Write it down" in page
        assert "No key result" in page
        assert 'href="/w/northwind/objectives/1/key-results/new/">Add a key result' in page
        readers = html(ask("dana"), PAGE)
        assert "No key result" in readers
        assert "key-results/new/" not in readers

    def test_counts_open_to_the_voices_they_count(self, scope, ask):
        objective = make_objective(scope)
        opportunity = make_opportunity(scope, advances=[objective])
        tie(scope, opportunity, say(scope, "Yes"))
        recount(workspace=scope.workspace, now=NOW)
        assert 'href="/w/northwind/voices/objective/1/">1 note</a>' in html(ask("dana"), PAGE)

    def test_the_current_period_shows_first_and_others_are_a_click_away(self, scope, ask):
        make_objective(scope, "This half")
        other = open_period(scope, 2025)
        create_objective(workspace=scope.workspace, title="That year", period=other, by=scope.actor, now=NOW)
        assert "That year" not in html(ask("dana"), PAGE)
        page = html(ask("dana"), PAGE, period=other.pk)
        assert "That year" in page
        assert "This half" not in page

    @pytest.mark.parametrize("period", ["nonsense", "", "00000000-0000-0000-0000-000000000000"])
    def test_a_period_that_is_none_shows_the_current_one(self, scope, ask, period):
        make_objective(scope, "This half")
        assert "This half" in html(ask("dana"), PAGE, period=period)

    def test_only_editors_are_offered_to_change_it(self, scope, ask):
        make_objective(scope)
        for name, offered in (("alice", True), ("bob", True), ("carol", False), ("dana", False)):
            page = html(ask(name), PAGE)
            assert ("Add objective" in page) == ("New period" in page) == ("objectives/1/edit/" in page) == offered

    def test_words_of_people_are_words(self, world, scope, ask):
        word(scope, "mission", SCRIPT)
        word(scope, "vision", SCRIPT)
        objective = make_objective(scope, SCRIPT)
        edit_item(item=objective, description=SCRIPT, by=scope.actor, now=NOW)
        make_key_result(scope, objective, SCRIPT, unit="<b>x</b>")
        page = html(ask("dana"), PAGE)
        assert SCRIPT not in page
        assert "<b>x</b>" not in page
        assert page.count(ESCAPED) >= 5

    def test_more_of_everything_takes_no_more_queries(self, scope, ask):
        client = ask("bob")
        word(scope)
        make_key_result(scope, make_objective(scope))
        once = queries(client, PAGE)
        for year in range(2010, 2025):
            open_period(scope, year)
        for number in range(12):
            objective = make_objective(scope, f"Aim {number}")
            for _ in range(3):
                make_opportunity(scope, advances=[make_key_result(scope, objective)])
        assert queries(client, PAGE) == once


class TestStatement:
    @pytest.mark.parametrize(("name", "status"), CHANGING)
    def test_wording_it_anew_takes_an_editor(self, ask, name, status):
        answer = ask(name).post(f"{PAGE}mission/", {"text": "Right door, on time."})
        assert answer.status_code == status
        assert Statement.objects.exists() == (status == 302)

    @pytest.mark.parametrize(("name", "has_form"), [("bob", True), ("carol", False), ("dana", False)])
    def test_every_member_sees_the_wordings_and_editors_the_form(self, scope, ask, name, has_form):
        word(scope, text="First of all")
        page = html(ask(name), f"{PAGE}mission/")
        assert "First of all" in page
        assert ('name="text"' in page) == has_form

    def test_the_history_says_from_when_to_when(self, scope, ask):
        word(scope, text="Old words", since=date(2024, 1, 1))
        word(scope, text="New words", since=date(2025, 3, 1), short="New")
        page = html(ask("dana"), f"{PAGE}mission/")
        assert page.index("New words") < page.index("Old words")
        assert "Since 1 Mar 2025" in page
        assert "1 Jan 2024 to 1 Mar 2025" in page
        assert "“New” on threads" in page
        assert "worded by Bob Berger" in page

    @pytest.mark.parametrize("text", ["", "   ", "x" * 601])
    def test_what_cannot_be_kept_is_said_at_the_field(self, ask, text):
        answer = ask("bob").post(f"{PAGE}vision/", {"text": text})
        assert answer.status_code == 422
        assert 'id="id_text-error"' in answer.content.decode()
        assert not Statement.objects.exists()

    def test_there_are_two_and_no_more(self, ask):
        assert ask("bob").get(f"{PAGE}slogan/").status_code == 404
        assert ask("bob").post(f"{PAGE}slogan/", {"text": "x"}).status_code == 404

    def test_words_of_people_are_words(self, scope, ask):
        word(scope, text=SCRIPT, short="<i>x</i>")
        page = html(ask("bob"), f"{PAGE}mission/")
        assert SCRIPT not in page
        assert "<i>x</i>" not in page
        assert ESCAPED in page

    def test_many_wordings_take_no_more_queries(self, scope, ask):
        client = ask("bob")
        word(scope)
        once = queries(client, f"{PAGE}mission/")
        for number in range(20):
            word(scope, text=f"Wording {number}")
        assert queries(client, f"{PAGE}mission/") == once


class TestPeriod:
    @pytest.mark.parametrize(("name", "status"), CHANGING)
    def test_opening_one_takes_an_editor(self, ask, name, status):
        assert ask(name).post(f"{PAGE}periods/new/", PERIOD).status_code == status
        assert Period.objects.filter(name="2027").exists() == (status == 302)

    @pytest.mark.parametrize(("name", "status"), EDITING)
    def test_so_does_the_form(self, ask, name, status):
        assert ask(name).get(f"{PAGE}periods/new/").status_code == status

    def test_it_offers_the_current_half(self, ask):
        page = html(ask("bob"), f"{PAGE}periods/new/")
        assert 'value="Second half of 2026"' in page
        assert 'value="2026-07-01"' in page

    def test_it_leads_to_the_new_period(self, ask):
        answer = ask("bob").post(f"{PAGE}periods/new/", PERIOD)
        assert answer["Location"] == f"{PAGE}?period={Period.objects.get(name='2027').pk}"

    @pytest.mark.parametrize("wrong", [{"name": ""}, {"ends_on": "2026-02-30"}, {"ends_on": "2026-12-31"}])
    def test_what_cannot_be_is_said_on_the_page(self, ask, wrong):
        answer = ask("bob").post(f"{PAGE}periods/new/", PERIOD | wrong)
        assert answer.status_code == 422
        assert not Period.objects.exists()
        assert 'id="main"' in answer.content.decode()

    def test_a_name_that_is_taken_opens_what_there_is(self, scope, ask):
        period = open_period(scope, 2027)
        ask("bob").post(f"{PAGE}periods/new/", PERIOD)
        assert Period.objects.get() == period
        assert not Objective.objects.exists()
