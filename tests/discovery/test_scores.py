"""The arithmetic of a score as a page shows it, against a calculation of the test's own."""

import math
import re
from decimal import Decimal

import pytest
from tests.pages import client_of, html
from tests.people import NOW, make_account, make_channel
from tests.things import make_opportunity, make_person, make_theme, say, tie

from clew.discovery.actions.opportunities import edit_opportunity, edit_scoring, refresh_scores
from clew.discovery.models import Opportunity

NEED, URGENCY, RISK, EFFORT = 8, 5, 3, 6
PEOPLE, ACCOUNTS, REVENUE = 3, 2, 117_000
"""What `heard` below says, counted by hand: Ann twice in two channels, Ben, Cem; Calder at $71k and Sunbelt at $46k."""
NOTES, AGAINST = 4, 1


@pytest.fixture
def heard(scope):
    """An opportunity with evidence that would count double if anything did."""
    made = make_opportunity(scope, need=NEED, urgency=URGENCY, risk=RISK, effort=Decimal(EFFORT))
    calder = make_account(scope.workspace, "Calder", arr=Decimal(71_000))
    sunbelt = make_account(scope.workspace, "Sunbelt", arr=Decimal(46_000))
    ann, ben = make_person(scope, "Ann", calder), make_person(scope, "Ben", calder)
    cem, eve = make_person(scope, "Cem", sunbelt), make_person(scope, "Eve", sunbelt)
    survey = make_channel(scope.workspace, "Survey")
    first = say(scope, "Two called in sick", person=ann, account=calder)
    notes = [first, say(scope, "As I wrote in the survey", person=ann, account=calder, channel=survey)]
    notes += [say(scope, "Marcus is out", person=ben, account=calder), say(scope, "Again", person=cem, account=sunbelt)]
    say(scope, "Two called in sick!", person=ann, account=calder, duplicate_of=first)
    for note in notes:
        tie(scope, made, note)
    tie(scope, made, make_theme(scope, notes=notes))
    tie(scope, made, say(scope, "We never have absences", person=eve, account=sunbelt), stance="against")
    return made


def scaled(value: float, top: float) -> float:
    return min(10, 10 * math.log(1 + value) / math.log(1 + top))


CONFIDENCE = PEOPLE / (PEOPLE + 4) * NOTES / (NOTES + AGAINST)
REACH = {"people": scaled(PEOPLE, 200), "accounts": scaled(ACCOUNTS, 100), "revenue": scaled(REVENUE, 2_000_000)}
COUNTED = 2 * REACH["people"] + 2 * REACH["accounts"] + 3 * REACH["revenue"] + 2 * NEED
EASE = 10 * (1 - math.log(EFFORT / 0.5) / math.log(64 / 0.5))
SCORES = {
    "weighted": (COUNTED + EASE) / 10 * 10 * CONFIDENCE,
    "value_effort": COUNTED / 9 * 10 * CONFIDENCE / EFFORT,
    "rice": PEOPLE * 2 * CONFIDENCE / (EFFORT / (52 / 12)),
    "wsjf": (NEED + URGENCY + RISK) / EFFORT,
}


def arithmetic(text: str) -> dict[str, list[str]]:
    """The rows of the table that shows how the score is made: step → how, gives."""
    start = text.index('aria-label="How the score is made"')
    table = text[start : text.index("</table>", start)]
    lines = re.findall(r"<tr[^>]*><td>(.*?)</td><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td></tr>", table, re.DOTALL)
    plain = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in line] for line in lines]
    return {name: [how, gives] for name, how, gives in plain}


def shown(text: str) -> str:
    """The figure in large."""
    found = re.search(r'<p class="range"><b>(.*?)</b>', text)
    assert found
    return found[1]


def read_as(value: float) -> str:
    return f"{round(value)}" if value >= 10 else f"{value:.1f}"


@pytest.mark.parametrize("formula", SCORES)
def test_the_score_shown_is_the_one_that_the_evidence_gives(world, scope, heard, formula):
    edit_scoring(workspace=scope.workspace, formula=formula, weights={}, tops={}, by=scope.actor, now=NOW)
    text = html(client_of(world.dana), heard.page("northwind"))
    assert shown(text) == read_as(SCORES[formula])
    assert arithmetic(text)["Score"][1] == f"{SCORES[formula]:.1f}"


@pytest.mark.parametrize("formula", SCORES)
def test_the_score_kept_for_lists_is_the_same(scope, heard, formula):
    edit_scoring(workspace=scope.workspace, formula=formula, weights={}, tops={}, by=scope.actor, now=NOW)
    refresh_scores(workspace=scope.workspace, now=NOW)
    assert float(Opportunity.objects.get(pk=heard.pk).score) == pytest.approx(SCORES[formula], abs=1e-4)


def test_every_line_says_what_it_counted_and_gives_what_it_says(world, heard):
    lines = arithmetic(html(client_of(world.dana), heard.page("northwind")))
    assert lines["People"][0].startswith(f"{PEOPLE}, where 200 gives 10")
    assert lines["Accounts"][0].startswith(f"{ACCOUNTS}, where 100 gives 10")
    assert lines["Revenue"][0].startswith("117,000, where 2,000,000 gives 10")
    assert {name: lines[name.capitalize()][1] for name in REACH} == {
        name: f"{value:.1f}" for name, value in REACH.items()
    }
    assert lines["Need"][1] == "8.0"
    assert lines["Ease"][1] == f"{EASE:.1f}"
    assert lines["Weighted mean"][1] == f"{(COUNTED + EASE) / 10:.1f}"
    assert lines["Confidence"][1] == f"{CONFIDENCE:.0%}"


def test_the_confidence_opens_too(world, heard):
    lines = arithmetic(html(client_of(world.dana), heard.page("northwind")))
    assert lines["Breadth"] == ["3 voices of 3 + 4", "43%"]
    assert lines["Agreement"] == ["4 of 5 notes speak for it", "80%"]
    assert lines["Sources"] == ["2 channels", "100%"]
    assert lines["From the evidence"][1] == f"{CONFIDENCE:.0%}"


def test_a_typed_confidence_counts_and_the_evidence_stays_beside_it(world, scope, heard):
    edit_opportunity(opportunity=heard, confidence=90, by=scope.actor, now=NOW)
    text = html(client_of(world.dana), heard.page("northwind"))
    lines = arithmetic(text)
    assert (lines["Typed"][1], lines["From the evidence"][1]) == ("90%", f"{CONFIDENCE:.0%}")
    assert shown(text) == read_as((COUNTED + EASE) * 0.9)


def test_weights_and_tops_that_the_workspace_sets_are_the_ones_that_count(world, scope, heard):
    weights = {"people": 0, "accounts": 0, "revenue": 0, "need": 1, "ease": 0}
    edit_scoring(workspace=scope.workspace, formula="weighted", weights=weights, tops={}, by=scope.actor, now=NOW)
    assert shown(html(client_of(world.dana), heard.page("northwind"))) == read_as(NEED * 10 * CONFIDENCE)
    weights, tops = {"people": 1, "need": 0}, {"people": 3}
    everything = {"accounts": 0, "revenue": 0, "ease": 0, **weights}
    edit_scoring(workspace=scope.workspace, formula="weighted", weights=everything, tops=tops, by=scope.actor, now=NOW)
    assert shown(html(client_of(world.dana), heard.page("northwind"))) == read_as(10 * 10 * CONFIDENCE)


def test_another_opportunity_never_moves_a_score(world, scope, heard):
    before = shown(html(client_of(world.dana), heard.page("northwind")))
    larger = make_opportunity(scope, "Larger", need=10, effort=Decimal(1))
    for number in range(12):
        account = make_account(scope.workspace, f"Large {number}", arr=Decimal(900_000))
        tie(scope, larger, say(scope, f"We need it {number}", account=account))
    refresh_scores(workspace=scope.workspace, now=NOW)
    text = html(client_of(world.dana), heard.page("northwind"))
    assert shown(text) == before
    assert "rank 2 of 2" in text


@pytest.mark.parametrize(
    ("formula", "said"),
    [("weighted", "Effort is missing"), ("wsjf", "Urgency and risk and effort are missing")],
)
def test_without_an_input_there_is_no_score_but_the_names_of_what_is_missing(world, scope, formula, said):
    made = make_opportunity(scope, need=8)
    edit_scoring(workspace=scope.workspace, formula=formula, weights={}, tops={}, by=scope.actor, now=NOW)
    text = html(client_of(world.bob), made.page("northwind"))
    assert "No score yet" in text
    assert said in text
    assert 'href="#id_effort"' in text
    assert 'href="#id_effort"' not in html(client_of(world.dana), made.page("northwind"))


class TestSettings:
    SCORES = "/w/northwind/settings/scores/"

    @pytest.fixture
    def typed(self):
        names = {"people": 2, "accounts": 2, "revenue": 3, "need": 2, "ease": 1}
        tops = {"people": 200, "accounts": 100, "revenue": 2_000_000}
        found = {f"weight_{name}": value for name, value in names.items()}
        return {"formula": "weighted", **found, **{f"top_{name}": value for name, value in tops.items()}}

    def test_the_page_shows_what_counts_now(self, world, scope):
        edit_scoring(workspace=scope.workspace, formula="rice", weights={"need": 7.5}, tops={}, by=scope.actor, now=NOW)
        text = html(client_of(world.dana), self.SCORES)
        assert re.search(r'value="rice"[^>]* checked', text)
        assert re.search(r'name="weight_need" value="7.5"', text)
        assert re.search(r'name="top_revenue" value="2000000"', text)

    def test_a_change_scores_everything_anew(self, world, scope, heard, typed):
        client_of(world.bob).post(self.SCORES, {**typed, "formula": "rice"})
        row = Opportunity.objects.get(pk=heard.pk)
        assert (row.score_formula, float(row.score)) == ("rice", pytest.approx(SCORES["rice"], abs=1e-4))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"formula": "luck"},
            {"weight_need": "-1"},
            {"weight_need": "101"},
            {"weight_need": "much"},
            {"top_people": "0"},
            {"top_people": "nan"},
            dict.fromkeys(("weight_people", "weight_accounts", "weight_revenue", "weight_need", "weight_ease"), 0),
        ],
    )
    def test_a_scoring_that_makes_no_sense_is_refused_with_a_reason(self, world, scope, typed, wrong):
        answer = client_of(world.bob).post(self.SCORES, {**typed, **wrong})
        assert answer.status_code == 422
        assert 'class="err"' in answer.content.decode() or "notice--bad" in answer.content.decode()
