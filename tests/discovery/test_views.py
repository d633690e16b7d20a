"""The screens of opportunities, from every side of the door."""

import re
from decimal import Decimal

import pytest
from tests.pages import ESCAPED, SCRIPT, by_role, client_of, html, queries
from tests.people import NOW, make_account, make_channel, scope_of
from tests.things import (
    make_feature,
    make_key_result,
    make_objective,
    make_opportunity,
    make_person,
    make_theme,
    say,
    tie,
)

from clew.discovery.actions.opportunities import edit_opportunity
from clew.discovery.models import Opportunity, Scoring
from clew.insights.actions.rollups import refresh_rollups
from clew.thread.actions.items import archive_item
from clew.thread.actions.loose_ends import refresh_loose_ends
from clew.thread.models import Link

LIST, TREE, NEW = "/w/northwind/opportunities/", "/w/northwind/opportunities/tree/", "/w/northwind/opportunities/new/"
SCORES = "/w/northwind/settings/scores/"
EDITED = {"title": "Get there", "description": "", "status": "open", "owner": ""}


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


@pytest.fixture
def opportunity(scope):
    return make_opportunity(scope, need=8, effort=Decimal(6))


@pytest.fixture
def page(opportunity):
    return opportunity.page("northwind")


def counted(scope):
    """What jobs keep for lists, brought up to date."""
    refresh_rollups(workspace=scope.workspace, now=NOW)
    refresh_loose_ends(workspace=scope.workspace, now=NOW)


def titles(text: str) -> list[str]:
    return re.findall(r'data-row-open tabindex="-1">([^<]*)</a>', text)


def cell(text: str, name: str) -> str:
    """The figure in the list's first row in the column of that class."""
    found = re.search(rf'<td class="r {name}">(.*?)</td>', text)
    assert found, name
    return re.sub(r"<[^>]+>", "", found[1]).strip()


class TestDoors:
    @pytest.mark.parametrize("address", [LIST, TREE, SCORES, f"{LIST}1/"])
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_reads(self, ask, opportunity, address, name, status):
        assert ask(name).get(address).status_code == status

    @pytest.mark.parametrize("address", [NEW, f"{LIST}1/edit/", f"{LIST}1/judge/"])
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 403, 403, 404))
    def test_the_forms_open_to_editors(self, ask, opportunity, address, name, status):
        assert ask(name).get(address).status_code == status

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_making_one_takes_an_editor(self, ask, workspace, name, status):
        assert ask(name).post(NEW, {"title": "Get there", "description": "", "owner": ""}).status_code == status
        assert Opportunity.objects.count() == (status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_changing_one_takes_an_editor(self, ask, opportunity, page, name, status):
        assert ask(name).post(f"{page}edit/", EDITED).status_code == status
        opportunity.refresh_from_db()
        assert (opportunity.title == "Get there") == (status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_judging_takes_an_editor(self, ask, opportunity, page, name, status):
        assert ask(name).post(f"{page}judge/", {"need": 3, "effort": 2}).status_code == status
        opportunity.refresh_from_db()
        assert opportunity.need == (3 if status == 302 else 8)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_choosing_how_to_score_takes_an_editor(self, ask, opportunity, name, status):
        assert ask(name).post(SCORES, scoring("rice")).status_code == status
        assert Scoring.objects.filter(formula="rice").exists() == (status == 302)

    def test_readers_see_no_way_to_change(self, ask, opportunity, page):
        text = html(ask("dana"), page)
        for words in ("/judge/", "/edit/", "/tie/", "/archive/", "Add a feature", "/evidence/"):
            assert words not in text
        assert NEW not in html(ask("dana"), LIST)
        assert "disabled" in html(ask("dana"), SCORES)

    def test_a_commenter_may_talk_and_nothing_else(self, ask, opportunity, page):
        text = html(ask("carol"), page)
        assert "/comment/" in text
        assert "/judge/" not in text

    def test_nothing_of_another_workspace_shows(self, world, ask, scope, opportunity):
        theirs = make_opportunity(scope_of(world.charlie), "Theirs alone")
        for address in (LIST, TREE):
            assert theirs.title not in html(ask("bob"), address)
        aim = make_objective(scope_of(world.charlie), "Their aim")
        ask("bob").post(NEW, {"title": "Get there", "description": "", "owner": "", "advances": str(aim.pk)})
        assert not Link.objects.filter(source__title="Get there").exists()


def scoring(formula: str, **changed: object) -> dict[str, object]:
    weights = {"people": 2, "accounts": 2, "revenue": 3, "need": 2, "ease": 1}
    tops = {"people": 200, "accounts": 100, "revenue": 2_000_000}
    values = {f"weight_{name}": value for name, value in weights.items()}
    return {"formula": formula, **values, **{f"top_{name}": value for name, value in tops.items()}, **changed}


class TestWords:
    @pytest.fixture
    def hostile(self, scope):
        account = make_account(scope.workspace, SCRIPT)
        note = say(scope, SCRIPT, account=account, person=make_person(scope, SCRIPT, account))
        theme = make_theme(scope, SCRIPT, [note])
        aim = make_objective(scope, SCRIPT)
        made = make_opportunity(scope, SCRIPT, description=f"{SCRIPT}\n\n**{SCRIPT}**", advances=[aim])
        make_feature(scope, SCRIPT, serves=[made])
        for source in (note, theme):
            tie(scope, made, source)
        counted(scope)
        return made

    @pytest.mark.parametrize(
        "address",
        [LIST, TREE, f"{LIST}1/", f"{LIST}1/edit/", f"{LIST}1/judge/", f"{NEW}?theme=1", f"{LIST}?q={SCRIPT}"],
    )
    def test_what_people_wrote_is_words_and_no_markup(self, ask, hostile, address):
        text = html(ask("bob"), address)
        assert ESCAPED in text
        assert SCRIPT not in text

    def test_a_title_offered_by_an_address_is_words(self, ask, workspace):
        assert SCRIPT not in html(ask("bob"), NEW, title=SCRIPT)


class TestList:
    @pytest.fixture
    def rows(self, scope, world):
        aim = make_objective(scope)
        account = make_account(scope.workspace, "Calder", arr=Decimal(71_000))
        low = make_opportunity(scope, "Low", need=2, effort=Decimal(6))
        high = make_opportunity(
            scope, "High", need=9, effort=Decimal(6), advances=[make_key_result(scope, aim)], owner=world.alice
        )
        make_opportunity(scope, "Unjudged")
        person = make_person(scope, "Ann", account)
        for channel in ("Support", "Survey"):
            channel_row = make_channel(scope.workspace, channel)
            tie(scope, high, say(scope, f"From {channel}", person=person, account=account, channel=channel_row))
        tie(scope, low, say(scope, "Hm"))
        for item in (low, high):
            edit_opportunity(opportunity=item, urgency=1, by=scope.actor, now=NOW)
        counted(scope)
        return aim

    def test_the_best_score_stands_first_and_one_without_says_what_it_lacks(self, ask, rows):
        text = html(ask("dana"), LIST)
        assert titles(text) == ["High", "Low", "Unjudged"]
        assert "no need, effort" in text

    def test_a_person_counts_once_however_many_channels(self, ask, rows):
        text = html(ask("dana"), LIST)
        assert [cell(text, f"c-n{name}") for name in ("", " c-people", " c-accounts")] == ["2", "1", "1"]
        assert cell(text, "c-arr") == "$71k"

    def test_every_number_opens_to_who_said_it(self, ask, rows):
        text = html(ask("dana"), LIST)
        assert text.count('href="/w/northwind/voices/opportunity/2/"') == 2
        assert text.count('href="/w/northwind/voices/opportunity/2/#accounts"') == 2

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"status": "chosen"}, []),
            ({"q": "hig"}, ["High"]),
            ({"sort": "newest"}, ["Unjudged", "High", "Low"]),
            (
                {"sort": "nonsense", "status": "nonsense", "owner": "nobody", "objective": "x"},
                ["High", "Low", "Unjudged"],
            ),
        ],
    )
    def test_it_narrows_and_sorts(self, ask, rows, query, found):
        assert titles(html(ask("dana"), LIST, **query)) == found

    def test_it_narrows_to_an_objective_by_its_key_results_and_to_an_owner(self, world, ask, rows):
        assert titles(html(ask("dana"), LIST, objective=rows.pk)) == ["High"]
        assert titles(html(ask("dana"), LIST, owner=world.alice.pk)) == ["High"]
        assert titles(html(ask("dana"), LIST, owner=world.dana.pk)) == []

    def test_it_narrows_to_loose_ends(self, scope, ask, rows):
        high = Opportunity.objects.get(title="High")
        tie(scope, high, say(scope, "Me, too", person=make_person(scope, "Ben")))
        counted(scope)
        assert titles(html(ask("dana"), LIST, loose="yes")) == ["Low", "Unjudged"]

    def test_a_loose_end_is_marked_with_the_way_to_mend_it(self, ask, rows):
        low = Opportunity.objects.get(title="Low")
        mend = f"/w/northwind/items/{low.pk}/tie/?way=out:advances:objective"
        assert mend in html(ask("bob"), LIST)
        assert mend not in html(ask("dana"), LIST)

    def test_an_empty_list_says_what_will_be_here(self, ask, workspace):
        assert "An opportunity is a customer need worth serving" in html(ask("dana"), LIST)

    def test_many_rows_take_as_many_queries_as_one(self, scope, ask):
        dana = ask("dana")
        fill(scope, 1)
        once = queries(dana, LIST)
        fill(scope, 12)
        assert queries(dana, LIST) == once


def fill(scope, count):
    aim = make_objective(scope)
    for number in range(count):
        made = make_opportunity(scope, f"Need {number}", need=5, effort=Decimal(2), advances=[aim])
        make_feature(scope, serves=[made])
        tie(
            scope, made, say(scope, f"Words {number}", account=make_account(scope.workspace, f"A{aim.number}-{number}"))
        )
        tie(scope, made, make_theme(scope, f"Theme {aim.number}-{number}", [say(scope, "More")]))
    counted(scope)


class TestTree:
    def test_an_outcome_unfolds_into_opportunities_and_their_features(self, scope, ask):
        key_result = make_key_result(scope, make_objective(scope))
        made = make_opportunity(scope, advances=[key_result])
        make_feature(scope, "Crew swap", serves=[made])
        text = html(ask("dana"), TREE)
        for words in ("Jobs on time", "Recover the day", "Crew swap"):
            assert words in text

    def test_an_outcome_that_nothing_serves_offers_to_explore_it(self, scope, ask):
        key_result = make_key_result(scope, make_objective(scope))
        text = html(ask("bob"), TREE)
        assert "No opportunity explored" in text
        assert f"{NEW}?advances={key_result.pk}" in text
        assert "?advances=" not in html(ask("dana"), TREE)

    def test_another_outcome_unfolds_on_request_and_all_fold(self, scope, ask):
        aim = make_objective(scope)
        for title in ("One", "Two"):
            make_opportunity(scope, f"Need of {title}", advances=[make_key_result(scope, aim, title)])
        two = str(aim.children.get(title="Two").pk)
        assert "Need of Two" not in html(ask("dana"), TREE)
        text = html(ask("dana"), TREE, outcome=two)
        assert "Need of Two" in text
        assert "Need of One" not in text
        assert "Need of" not in html(ask("dana"), TREE, outcome="none")

    def test_what_serves_nothing_stands_apart(self, scope, ask):
        make_opportunity(scope, "Adrift", advances=[])
        archived = make_objective(scope)
        make_opportunity(scope, "Left behind", advances=[archived])
        archive_item(item=archived, by=scope.actor, now=NOW)
        text = html(ask("dana"), TREE, outcome="untied")
        assert "2 opportunities to tie" in text
        assert "Adrift" in text
        assert "Left behind" in text

    def test_served_and_dropped_ones_are_left_out(self, scope, ask):
        aim = make_objective(scope)
        for status in ("served", "dropped"):
            made = make_opportunity(scope, f"It is {status}", advances=[aim])
            edit_opportunity(opportunity=made, status=status, by=scope.actor, now=NOW)
        assert "It is" not in html(ask("dana"), TREE)

    def test_many_rows_take_as_many_queries_as_one(self, scope, ask):
        dana = ask("dana")
        fill(scope, 1)
        make_key_result(scope, make_objective(scope))
        once = queries(dana, TREE)
        fill(scope, 8)
        assert queries(dana, TREE) == once


class TestPage:
    def test_it_shows_the_thread_from_mission_to_voices(self, scope, ask, opportunity, page):
        key_result = make_key_result(scope, make_objective(scope))
        Link.objects.create(
            workspace=scope.workspace, source=opportunity, target=key_result, relation="advances", created_at=NOW
        )
        make_feature(scope, "Crew swap", serves=[opportunity])
        tie(scope, opportunity, say(scope, "Marcus is out again"))
        text = html(ask("dana"), page)
        thread = text[text.index('<nav class="thread"') :]
        thread = thread[: thread.index("</nav>")]
        for words in ("Mission", "Make the day plan hold", "Jobs on time", "Recover the day", "Crew swap", "1 note"):
            assert words in thread

    def test_evidence_against_is_shown_as_such(self, scope, ask, opportunity, page):
        tie(scope, opportunity, say(scope, "Nobody is ever sick here."), stance="against")
        text = html(ask("dana"), page)
        assert "quote--against" in text
        assert "Nobody is ever sick here." in text
        assert "1 against" in text

    def test_each_loose_end_leads_to_where_it_is_mended(self, ask, opportunity, page):
        text = html(ask("bob"), page)
        assert f'href="/w/northwind/items/{opportunity.pk}/tie/?way=out:advances:objective"' in text
        assert f'href="/w/northwind/items/{opportunity.pk}/evidence/"' in text

    def test_a_tie_can_be_cut_where_it_is_shown(self, scope, ask):
        made = make_opportunity(scope, advances=[make_objective(scope)])
        link = Link.objects.get()
        assert f"/w/northwind/links/{link.pk}/untie/" in html(ask("bob"), made.page("northwind"))
        ask("bob").post(f"/w/northwind/links/{link.pk}/untie/", {"from": made.pk})
        assert not Link.objects.exists()

    def test_the_title_is_edited_where_it_stands(self, ask, opportunity, page):
        text = html(ask("bob"), page)
        assert f'hx-get="{page}edit/"' in text
        assert 'id="edit"' in html(ask("bob"), f"{page}edit/")

    def test_an_archived_one_says_so_and_offers_no_change_but_to_come_back(self, scope, ask, opportunity, page):
        archive_item(item=opportunity, by=scope.actor, now=NOW)
        text = html(ask("bob"), page)
        assert "is archived." in text
        assert "/judge/" not in text

    def test_more_of_everything_takes_no_more_queries(self, scope, ask, world):
        dana = ask("dana")
        made = make_opportunity(scope, advances=[make_objective(scope)], need=3, effort=Decimal(1), owner=world.alice)
        note = say(scope, "One", person=make_person(scope, "Ann"), account=make_account(scope.workspace, "A"))
        for source in (note, make_theme(scope, notes=[note])):
            tie(scope, made, source)
        make_feature(scope, serves=[made])
        once = queries(dana, made.page("northwind"))
        for number in range(8):
            account = make_account(scope.workspace, f"Account {number}")
            said = say(scope, f"Words {number}", account=account, person=make_person(scope, f"P{number}", account))
            tie(scope, made, said)
            tie(scope, made, make_theme(scope, f"Theme {number}", [said]))
            make_feature(scope, f"Feature {number}", serves=[made], owner=world.bob)
        # words tied to the item itself spare the look for further ones in its themes
        assert once - 1 <= queries(dana, made.page("northwind")) <= once
