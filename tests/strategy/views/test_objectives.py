"""The pages of objectives and key results, their forms, readings and outcomes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.pages import ESCAPED, SCRIPT, html, queries
from tests.people import NOW, make_account, scope_of
from tests.things import make_feature, make_key_result, make_objective, make_opportunity, make_theme, say, tie

from clew.insights.actions.rollups import recount
from clew.strategy.actions.objectives import add_reading, edit_key_result
from clew.strategy.models import KeyResult, Objective, Period, Reading
from clew.thread.actions.comments import add_comment
from clew.thread.actions.items import archive_item, edit_item
from clew.workspaces.actions.events import Actor
from clew.workspaces.models import Event

OBJECTIVE, KEY_RESULT = "/w/northwind/objectives/1/", "/w/northwind/key-results/1/"
READING = [("alice", 200), ("bob", 200), ("carol", 200), ("dana", 200), ("charlie", 404)]
EDITING = [("alice", 200), ("bob", 200), ("carol", 403), ("dana", 403), ("charlie", 404)]
CHANGING = [("alice", 302), ("bob", 302), ("carol", 403), ("dana", 403), ("charlie", 404)]
TODAY = NOW.date()


@pytest.fixture
def objective(scope):
    return make_objective(scope)


@pytest.fixture
def key_result(scope, objective):
    return make_key_result(scope, objective)


def read(scope, key_result, value, days_ago=0, comment=""):
    day = TODAY - timedelta(days=days_ago)
    values = {"value": Decimal(str(value)), "taken_on": day, "comment": comment}
    return add_reading(key_result=key_result, by=scope.actor, now=NOW, **values)


def heard(scope, item, words="The board moved again", arr=71_000):
    """A customer's words behind an opportunity that serves the item."""
    opportunity = make_opportunity(scope, f"So that {words}", advances=[item])
    tie(scope, opportunity, say(scope, words, account=make_account(scope.workspace, f"Calder {words}", arr=arr)))
    recount(workspace=scope.workspace, now=NOW)
    return opportunity


class TestObjective:
    @pytest.mark.parametrize(("name", "status"), READING)
    def test_every_member_reads_it(self, ask, objective, name, status):
        assert ask(name).get(OBJECTIVE).status_code == status

    def test_it_shows_whose_it_is_when_and_the_numbers_that_show_it(self, world, scope, ask, objective, key_result):
        edit_item(item=objective, owner=world.carol, description="Mornings decide.", by=scope.actor, now=NOW)
        read(scope, key_result, 86, days_ago=7)
        page = html(ask("dana"), OBJECTIVE)
        for words in ("Carol Chen", "Mornings decide.", "Second half of 2026", "Jobs on time", "<strong>86%</strong>"):
            assert words in page
        assert "None of 1 met" in page
        read(scope, key_result, 91)
        assert "1 of 1 met" in html(ask("dana"), OBJECTIVE)

    def test_it_leads_up_to_the_mission_and_down_to_the_words(self, scope, ask, objective, key_result):
        opportunity = heard(scope, key_result)
        page = html(ask("dana"), OBJECTIVE)
        assert opportunity.page("northwind") in page
        assert "The board moved again" in page
        assert "None written down" in page  # the mission
        assert 'href="/w/northwind/voices/objective/1/">1 note</a>' in page
        assert 'href="/w/northwind/voices/objective/1/#accounts">1 account, $71k ARR</a>' in page

    def test_what_is_missing_comes_with_the_act_that_mends(self, ask, objective):
        page = html(ask("bob"), OBJECTIVE)
        assert "Without a number, nobody can tell whether it is met." in page
        assert f'href="{OBJECTIVE}key-results/new/">Add a key result' in page
        assert "it moves only by luck" in page
        assert f"/items/{objective.pk}/tie/?way=in:advances:opportunity" in page

    def test_a_tied_end_is_gone_at_once(self, scope, ask, objective, key_result):
        assert 'id="h-loose"' in html(ask("bob"), OBJECTIVE)
        make_opportunity(scope, advances=[key_result])
        assert 'id="h-loose"' not in html(ask("bob"), OBJECTIVE)

    def test_those_who_may_not_change_it_are_not_offered_to(self, ask, objective, key_result):
        offers = ("/edit/", "key-results/new/", "/status/", "/tie/", "/archive/")
        for name in ("carol", "dana"):
            page = html(ask(name), OBJECTIVE)
            assert [offer for offer in offers if offer in page] == []
        page = html(ask("bob"), OBJECTIVE)
        assert [offer for offer in offers if offer not in page] == []

    @pytest.mark.parametrize(("name", "may"), [("carol", True), ("dana", False)])
    def test_commenters_comment_and_readers_read(self, world, ask, objective, name, may):
        add_comment(item=objective, text="How far are we?", by=Actor(world.carol), now=NOW)
        page = html(ask(name), OBJECTIVE)
        assert "How far are we?" in page
        assert (f"/items/{objective.pk}/comment/" in page) == may

    def test_an_archived_one_says_so_and_offers_no_change(self, scope, ask, objective, key_result):
        archive_item(item=objective, by=scope.actor, now=NOW)
        page = html(ask("bob"), OBJECTIVE)
        assert "Objective O1 is archived." in page
        assert f"{OBJECTIVE}edit/" not in page

    def test_words_of_people_are_words(self, world, scope, ask, objective):
        edit_item(item=objective, title=SCRIPT, description=f"{SCRIPT}\n\n{SCRIPT}", by=scope.actor, now=NOW)
        add_comment(item=objective, text=SCRIPT, by=Actor(world.carol), now=NOW)
        make_key_result(scope, objective, SCRIPT, unit="<b>x</b>")
        heard(scope, objective, SCRIPT)
        page = html(ask("bob"), OBJECTIVE)
        assert SCRIPT not in page
        assert "<b>x</b>" not in page
        assert ESCAPED in page

    def test_a_long_list_is_folded_and_none_is_left_out(self, scope, ask, objective):
        for number in range(12):
            make_opportunity(scope, f"Need {number}", advances=[objective])
        page = html(ask("dana"), OBJECTIVE)
        assert "2 more</summary>" in page
        assert all(f"/opportunities/{number}/" in page for number in range(1, 13))

    def test_more_of_everything_takes_no_more_queries(self, world, scope, ask, objective):
        client = ask("bob")

        def grow(number):
            key_result = make_key_result(scope, objective, f"Number {number}")
            read(scope, key_result, 80 + number)
            opportunity = heard(scope, key_result, f"Words {number}")
            tie(scope, opportunity, make_theme(scope, f"Theme {number}", [say(scope, f"Said {number}")]))
            make_feature(scope, f"Feature {number}", serves=[opportunity])
            add_comment(item=objective, text=f"Comment {number}", by=Actor(world.carol), now=NOW)

        grow(0)
        once = queries(client, OBJECTIVE)
        for number in range(1, 8):
            grow(number)
        assert queries(client, OBJECTIVE) == once


class TestObjectiveForm:
    def data(self, objective=None, **changed):
        period = str(objective.period_id) if objective else ""
        return {"title": "Win the crew’s phone", "description": "", "period": period, "owner": ""} | changed

    @pytest.mark.parametrize(("name", "status"), CHANGING)
    def test_making_one_takes_an_editor_and_opens_the_half_where_no_period_is(self, ask, name, status):
        assert ask(name).post("/w/northwind/objectives/new/", self.data()).status_code == status
        assert Objective.objects.exists() == (status == 302)
        assert list(Period.objects.values_list("name", flat=True)) == ["Second half of 2026"] * (status == 302)

    @pytest.mark.parametrize(("name", "status"), CHANGING)
    def test_changing_one_takes_an_editor_and_is_in_its_history(self, world, ask, objective, name, status):
        data = self.data(objective, owner=str(world.dana.pk), description="Phones first")
        assert ask(name).post(f"{OBJECTIVE}edit/", data).status_code == status
        objective.refresh_from_db()
        assert (objective.title == "Win the crew’s phone") == (objective.owner == world.dana) == (status == 302)
        assert Event.objects.filter(subject_id=objective.pk).count() == (2 if status == 302 else 1)

    @pytest.mark.parametrize(("name", "status"), EDITING)
    def test_so_do_the_forms(self, ask, objective, name, status):
        for address in ("/w/northwind/objectives/new/", f"{OBJECTIVE}edit/", f"{OBJECTIVE}key-results/new/"):
            assert ask(name).get(address).status_code == status

    def test_the_form_can_stand_in_the_page_of_the_item(self, ask, objective):
        assert f'id="edit" method="post" action="{OBJECTIVE}edit/"' in html(ask("bob"), f"{OBJECTIVE}edit/")

    def test_a_stranger_or_another_workspaces_period_is_no_choice(self, world, ask, objective):
        theirs = make_objective(scope_of(world.charlie)).period_id
        for wrong in ({"owner": str(world.charlie.pk)}, {"period": str(theirs)}, {"title": " "}):
            answer = ask("bob").post(f"{OBJECTIVE}edit/", self.data(objective, **wrong))
            assert answer.status_code == 422, wrong
        objective.refresh_from_db()
        assert objective.title == "Make the day plan hold"


class TestKeyResult:
    @pytest.mark.parametrize(("name", "status"), READING)
    def test_every_member_reads_it(self, ask, key_result, name, status):
        assert ask(name).get(KEY_RESULT).status_code == status

    def test_it_shows_where_it_stands_and_every_reading(self, scope, ask, key_result):
        read(scope, key_result, 84, days_ago=14, comment="After the release")
        read(scope, key_result, "86.4", days_ago=7)
        page = html(ask("dana"), KEY_RESULT)
        for words in ("86.4%", "13 Nov", "+2.4", "84%", "6 Nov", "After the release", "by 31 Dec", "60%"):
            assert words in page
        assert "Jobs on time: 86.4% on 13 Nov" in page  # the drawing's sentence
        assert "No forecast" in page

    @pytest.mark.parametrize(
        ("measure", "value", "due", "words"),
        [
            ("increase", None, date(2026, 12, 31), "Never read"),
            ("increase", 86, date(2026, 12, 31), "No forecast"),
            ("increase", 90, date(2026, 12, 31), "Target met"),
            ("increase", 86, date(2026, 11, 19), "Target not met"),
            ("stay_above", 91, date(2026, 12, 31), "as it should stay"),
        ],
    )
    def test_what_the_numbers_mean_is_said_in_words(self, scope, ask, key_result, measure, value, due, words):
        edit_key_result(key_result=key_result, measure=measure, due_on=due, by=scope.actor, now=NOW)
        if value is not None:
            read(scope, key_result, value)
        assert words in html(ask("dana"), KEY_RESULT)

    def test_it_leads_up_to_its_objective_and_down_to_the_words(self, scope, ask, key_result):
        opportunity = heard(scope, key_result)
        page = html(ask("dana"), KEY_RESULT)
        for words in (OBJECTIVE, opportunity.page("northwind"), "The board moved again", "/voices/key_result/1/"):
            assert words in page

    @pytest.mark.parametrize(("name", "may"), [("alice", True), ("bob", True), ("carol", False), ("dana", False)])
    def test_only_editors_are_offered_to_read_it_anew(self, scope, ask, key_result, name, may):
        reading = read(scope, key_result, 84)
        page = html(ask(name), KEY_RESULT)
        for offer in (f"{KEY_RESULT}read/", f"/readings/{reading.pk}/remove/", f"{KEY_RESULT}status/"):
            assert (offer in page) == may

    def test_an_archived_one_still_opens_and_offers_no_change(self, scope, ask, key_result):
        read(scope, key_result, 84)
        archive_item(item=key_result, by=scope.actor, now=NOW)
        page = html(ask("bob"), KEY_RESULT)
        assert "is archived." in page
        assert f"{KEY_RESULT}read/" not in page

    def test_words_of_people_are_words(self, scope, ask, key_result):
        values = {"title": SCRIPT, "unit": "<b>x</b>", "description": f"{SCRIPT}\n\n{SCRIPT}"}
        edit_key_result(key_result=key_result, by=scope.actor, now=NOW, **values)
        read(scope, key_result, 84, comment=SCRIPT)
        page = html(ask("bob"), KEY_RESULT)
        assert SCRIPT not in page
        assert "<b>x</b>" not in page
        assert page.count(ESCAPED) >= 3

    def test_more_of_everything_takes_no_more_queries(self, scope, ask, key_result):
        client = ask("bob")
        read(scope, key_result, 84, days_ago=90)
        heard(scope, key_result)
        once = queries(client, KEY_RESULT)
        for number in range(20):
            read(scope, key_result, 85 + number, days_ago=number)
        for number in range(5):
            heard(scope, key_result, f"Words {number}")
        assert queries(client, KEY_RESULT) == once


class TestKeyResultForm:
    DATA = {
        "title": "Reschedules",
        "measure": "decrease",
        "baseline": "14.2",
        "target": "8",
        "due_on": "2026-12-31",
    }

    @pytest.mark.parametrize(("name", "status"), CHANGING)
    def test_making_one_takes_an_editor(self, ask, objective, name, status):
        data = self.DATA | {"description": "Every reschedule costs a call."}
        assert ask(name).post(f"{OBJECTIVE}key-results/new/", data).status_code == status
        found = list(KeyResult.objects.values_list("ref", "description", "parent__ref"))
        assert found == [("KR1.1", "Every reschedule costs a call.", "O1")] * (status == 302)

    @pytest.mark.parametrize(("name", "status"), CHANGING)
    def test_changing_one_takes_an_editor(self, ask, key_result, name, status):
        assert ask(name).post(f"{KEY_RESULT}edit/", self.DATA).status_code == status
        key_result.refresh_from_db()
        assert (key_result.target == 8) == (status == 302)

    @pytest.mark.parametrize(("name", "status"), EDITING)
    def test_so_does_the_form(self, ask, key_result, name, status):
        assert ask(name).get(f"{KEY_RESULT}edit/").status_code == status

    def test_numbers_stand_in_the_form_as_people_write_them(self, ask, key_result):
        page = html(ask("bob"), f"{KEY_RESULT}edit/")
        assert 'value="81"' in page
        assert 'value="90"' in page

    @pytest.mark.parametrize(
        "wrong", [{"target": "15"}, {"target": "NaN"}, {"baseline": "1e30"}, {"due_on": "2026-02-30"}, {"measure": "x"}]
    )
    def test_what_makes_no_sense_is_refused_and_nothing_changes(self, ask, key_result, wrong):
        assert ask("bob").post(f"{KEY_RESULT}edit/", self.DATA | wrong).status_code == 422
        key_result.refresh_from_db()
        assert (key_result.title, key_result.target) == ("Jobs on time", 90)


class TestReadings:
    DATA = {"value": "86.4", "taken_on": "2026-11-19", "comment": "By hand"}

    @pytest.mark.parametrize(("name", "status"), CHANGING)
    def test_adding_one_takes_an_editor(self, ask, key_result, name, status):
        assert ask(name).post(f"{KEY_RESULT}read/", self.DATA).status_code == status
        kept = list(Reading.objects.values_list("value", "taken_on", "comment"))
        assert kept == [(Decimal("86.4"), date(2026, 11, 19), "By hand")] * (status == 302)

    @pytest.mark.parametrize(("name", "status"), CHANGING)
    def test_removing_one_takes_an_editor(self, scope, ask, key_result, name, status):
        reading = read(scope, key_result, 84)
        answer = ask(name).post(f"/w/northwind/readings/{reading.pk}/remove/")
        assert answer.status_code == status
        assert Reading.objects.exists() == (status != 302)
        if status == 302:
            assert answer["Location"] == KEY_RESULT

    @pytest.mark.parametrize(
        "wrong",
        [{"value": ""}, {"value": "many"}, {"value": "NaN"}, {"taken_on": "2026-11-31"}, {"taken_on": "2026-11-21"}],
    )
    def test_what_cannot_be_kept_is_refused_with_the_page(self, ask, key_result, wrong):
        answer = ask("bob").post(f"{KEY_RESULT}read/", self.DATA | wrong)
        assert answer.status_code == 422
        assert not Reading.objects.exists()

    def test_a_refused_form_keeps_what_was_typed_and_says_why_at_the_field(self, ask, key_result):
        page = ask("bob").post(f"{KEY_RESULT}read/", self.DATA | {"value": "many"}).content.decode()
        assert 'id="id_value-error"' in page
        assert 'value="many"' in page
        assert 'value="By hand"' in page

    def test_a_closed_objective_is_not_in_the_way_but_an_archived_key_result_is(self, scope, ask, key_result):
        archive_item(item=key_result, by=scope.actor, now=NOW)
        assert ask("bob").post(f"{KEY_RESULT}read/", self.DATA).status_code >= 400
        assert not Reading.objects.exists()


class TestOutcome:
    @pytest.mark.parametrize("address", [OBJECTIVE, KEY_RESULT])
    @pytest.mark.parametrize(("name", "status"), CHANGING)
    def test_closing_takes_an_editor(self, ask, objective, key_result, address, name, status):
        assert ask(name).post(f"{address}status/", {"status": "achieved"}).status_code == status
        item = Objective.objects.get() if address == OBJECTIVE else KeyResult.objects.get()
        assert (item.status == "achieved") == (status == 302)

    def test_a_closed_one_can_be_opened_again(self, ask, objective):
        bob = ask("bob")
        bob.post(f"{OBJECTIVE}status/", {"status": "missed"})
        page = html(bob, OBJECTIVE)
        assert "Open it again" in page
        assert 'value="achieved"' not in page
        bob.post(f"{OBJECTIVE}status/", {"status": "open"})
        assert Objective.objects.get().status == "open"

    @pytest.mark.parametrize("status", ["", "nonsense", "done"])
    def test_a_state_that_is_none_is_refused(self, ask, objective, status):
        assert ask("bob").post(f"{OBJECTIVE}status/", {"status": status}).status_code == 422
        assert Objective.objects.get().status == "open"
