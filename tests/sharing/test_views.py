"""The brief, its Markdown and the first steps, by every role."""

import re

import pytest
from tests.pages import ESCAPED, SCRIPT, html, queries
from tests.people import NOW, scope_of
from tests.sharing import company
from tests.things import make_feature, make_key_result, make_objective, make_opportunity, say, tie

from clew.strategy.actions.statements import state
from clew.strategy.models import KeyResult, Objective, Statement
from clew.thread.actions.comments import add_comment
from clew.workspaces.actions.events import Actor

HOME, ANYWAY, MARKDOWN = "/w/northwind/", "/w/northwind/?brief=yes", "/w/northwind/brief.md"
READING = [("alice", 200), ("bob", 200), ("carol", 200), ("dana", 200), ("charlie", 404)]
CHANGING = [("alice", 302), ("bob", 302), ("carol", 403), ("dana", 403), ("charlie", 404)]
OBJECTIVE = {
    "title": "Make the day plan hold",
    "key_result": "Reschedules",
    "baseline": "14.2",
    "target": "8",
    "due_on": "2026-12-31",
}


def main(page):
    return page.split("<main")[1].split("</main>")[0]


class TestBrief:
    @pytest.mark.parametrize(("name", "status"), READING)
    def test_every_member_reads_it(self, scope, ask, name, status):
        make_objective(scope)
        say(scope, "Hello")
        found = {address: ask(name).get(address).status_code for address in (HOME, ANYWAY, MARKDOWN)}
        assert set(found.values()) == {status}

    def test_it_says_the_numbers_that_one_counts_by_hand(self, scope, ask):
        company.fill(scope)
        page = main(html(ask("dana"), HOME))
        for objective in Objective.objects.all():
            assert f">{company.behind(objective).notes} notes" in page
        shown = re.findall(r'href="/w/northwind/voices/opportunity/(\d+)/">(\d+)</a>', page)
        counted = {str(found.number): str(company.behind(found).notes) for found in company.Opportunity.objects.all()}
        assert dict(shown) == counted

    def test_every_line_opens(self, scope, ask):
        company.fill(scope)
        make_objective(scope, "Nothing serves this")
        bob = ask("bob")
        addresses = set(re.findall(r'href="(/w/northwind/[^"#]*)', main(html(bob, HOME)).replace("&amp;", "&")))
        assert len(addresses) > 30
        assert {address for address in addresses if bob.get(address).status_code != 200} == set()

    def test_a_line_leads_down_to_the_words_and_up_to_the_mission(self, scope, ask):
        company.fill(scope)
        dana = ask("dana")
        page = html(dana, HOME)
        objective, key_result = Objective.objects.first(), KeyResult.objects.first()
        voices = "/w/northwind/voices/objective/1/"
        for address in (objective.page("northwind"), key_result.page("northwind"), voices, "/w/northwind/strategy/"):
            assert f'href="{address}' in page
        assert "Aim 0, said 0.0" in html(dana, voices)
        assert "To have a mission." in html(dana, "/w/northwind/strategy/")

    def test_a_loose_end_comes_with_the_act_that_mends_for_those_who_may(self, scope, ask):
        company.fill(scope)
        page, readers = main(html(ask("bob"), HOME)), main(html(ask("dana"), HOME))
        for words in ("“Feature for nobody” serves no objective", "It takes 4 person-weeks"):
            assert words in page
            assert words in readers
        assert "?way=out:addresses:opportunity" in page
        assert "/tie/" not in readers

    def test_it_never_tells_of_an_end_that_was_tied_a_second_ago(self, scope, ask):
        company.fill(scope)
        opportunity = make_opportunity(scope, "Fresh need", advances=[Objective.objects.first()])
        told = "No note says “Fresh need”"
        assert told in html(ask("dana"), HOME)
        tie(scope, opportunity, say(scope, "Yes"))
        assert told not in html(ask("dana"), HOME)

    def test_what_is_not_there_yet_says_what_it_needs(self, ask):
        page = html(ask("bob"), ANYWAY)
        for words in (
            "No mission is written down",
            "No vision is written down",
            "No objective for this period yet",
            "No opportunity yet",
            "Red flags will say in one sentence what needs a person. They need forecasts, and Clew makes none yet.",
            "Everything is tied",
            "Nobody changed anything in the last seven days.",
        ):
            assert words in page
        assert "/strategy/mission/" not in main(html(ask("dana"), ANYWAY))

    def test_no_forecast_is_made_up(self, scope, ask):
        company.fill(scope)
        page = html(ask("dana"), HOME)
        assert "No forecast" in page
        assert "Clew makes none yet, so none is shown." in page

    def test_an_objective_that_nobody_owns_and_nothing_shows_says_so(self, scope, ask):
        company.fill(scope)
        make_objective(scope, "Bare")
        page = html(ask("bob"), HOME)
        assert 'aria-label="No owner"' in page
        assert "No number shows this yet." in page

    def test_words_of_people_are_words(self, world, scope, ask):
        company.fill(scope, words=SCRIPT)
        add_comment(item=Objective.objects.first(), text=SCRIPT, by=Actor(world.carol), now=NOW)
        page = html(ask("bob"), HOME)
        assert SCRIPT not in page
        assert page.count(ESCAPED) > 10

    def test_more_of_everything_takes_no_more_queries(self, scope, ask):
        company.fill(scope)
        bob = ask("bob")
        once = queries(bob, HOME)
        company.fill(scope, size=2, words="More")
        assert queries(bob, HOME) == once

    def test_nothing_of_another_workspace_shows(self, world, scope, ask):
        company.fill(scope_of(world.charlie), words="Theirs")
        company.fill(scope)
        assert "Theirs" not in html(ask("alice"), HOME)


class TestMarkdown:
    def test_it_says_what_the_brief_says_as_plain_text(self, scope, ask):
        company.fill(scope)
        answer = ask("dana").get(MARKDOWN)
        assert answer["Content-Type"] == "text/markdown; charset=utf-8"
        text = answer.content.decode()
        assert text.lstrip().startswith("# Northwind: strategy brief")
        for words in ("**Mission:** To have a mission.", "### O1 [Aim 0](", "## Top opportunities", "## Loose ends"):
            assert words in text
        assert f"{company.behind(Objective.objects.get(number=1)).notes} notes behind it" in text
        assert "http://testserver/w/northwind/objectives/1/" in text

    def test_people_cannot_write_headings_links_or_html_into_it(self, scope, ask):
        hostile = "# [x](http://evil.example) | <script>alert(1)</script>"
        company.fill(scope, words=hostile)
        text = ask("dana").get(MARKDOWN).content.decode()
        assert "[x](" not in text
        assert "<script" not in text.replace("\\<script", "")
        assert [line for line in text.splitlines() if line.startswith("# ")] == ["# Northwind: strategy brief"]

    def test_an_empty_workspace_has_one_too(self, ask):
        text = ask("dana").get(MARKDOWN).content.decode()
        for words in ("none is written down.", "None for this period yet.", "None yet.", "Loose ends: none"):
            assert words in text


class TestStart:
    @pytest.mark.parametrize(("name", "status"), READING)
    def test_a_new_workspace_shows_its_first_steps(self, ask, name, status):
        answer = ask(name).get(HOME)
        assert answer.status_code == status
        assert ("Write down the mission" in answer.content.decode()) == (status == 200)

    def test_it_gives_way_to_the_brief(self, scope, ask):
        company.fill(scope)
        assert "Write down the mission" not in html(ask("bob"), HOME)

    @pytest.mark.parametrize(("name", "may"), [("alice", True), ("bob", True), ("carol", False), ("dana", False)])
    def test_only_editors_are_given_forms_and_ways(self, ask, name, may):
        page = main(html(ask(name), HOME))
        for offer in ("/start/mission/", "/start/objective/", "/imports/new/", "/notes/new/", "/features/new/"):
            assert (offer in page) == may, offer
        assert ("Editors of this workspace tie them." in page) != may

    @pytest.mark.parametrize(("name", "status"), CHANGING)
    def test_the_mission_takes_an_editor(self, ask, name, status):
        assert ask(name).post("/w/northwind/start/mission/", {"text": "Right door."}).status_code == status
        assert Statement.objects.exists() == (status == 302)

    @pytest.mark.parametrize(("name", "status"), CHANGING)
    def test_so_does_the_first_objective(self, ask, name, status):
        assert ask(name).post("/w/northwind/start/objective/", OBJECTIVE).status_code == status
        assert list(KeyResult.objects.values_list("measure", flat=True)) == ["decrease"] * (status == 302)

    def test_each_step_shows_what_came_of_it(self, scope, ask):
        bob = ask("bob")
        bob.post("/w/northwind/start/mission/", {"text": "Every crew at the right door.", "short": "Right door"})
        bob.post("/w/northwind/start/objective/", OBJECTIVE)
        make_feature(scope)
        page = main(html(bob, HOME))
        for words in ("Every crew at the right door.", "Right door", "Make the day plan hold, shown by 1 key result"):
            assert words in page
        assert "1 feature so far." in page
        assert page.count("step--done") == 3
        assert page.count("step--now") == 1
        say(scope, "Hello")
        assert "step--done" not in html(bob, HOME)  # the brief, from here on

    @pytest.mark.parametrize("text", ["", " ", "x" * 601])
    def test_a_mission_that_cannot_be_is_said_at_the_field(self, ask, text):
        answer = ask("bob").post("/w/northwind/start/mission/", {"text": text})
        assert answer.status_code == 422
        assert 'id="id_text-error"' in answer.content.decode()
        assert not Statement.objects.exists()

    @pytest.mark.parametrize("wrong", [{"title": ""}, {"baseline": "much"}, {"due_on": "2026-02-30"}])
    def test_an_objective_that_cannot_be_keeps_the_form_open_with_what_was_typed(self, ask, wrong):
        answer = ask("bob").post("/w/northwind/start/objective/", OBJECTIVE | wrong)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'class="step__form" open' in page
        assert 'value="Reschedules"' in page
        assert not Objective.objects.exists()

    def test_words_of_people_are_words(self, scope, ask):
        state(workspace=scope.workspace, kind="mission", text=SCRIPT, by=scope.actor, now=NOW)
        make_key_result(scope, make_objective(scope, SCRIPT), SCRIPT)
        page = html(ask("bob"), HOME)
        assert SCRIPT not in page
        assert ESCAPED in page

    def test_more_of_everything_takes_no_more_queries(self, scope, ask):
        bob = ask("bob")
        make_key_result(scope, make_objective(scope))
        once = queries(bob, HOME)
        for number in range(9):
            make_key_result(scope, make_objective(scope, f"Aim {number}"))
            make_feature(scope, f"Feature {number}")
        assert queries(bob, HOME) == once
