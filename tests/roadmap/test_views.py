"""The screens of features, from every side of the door."""

import re
from decimal import Decimal

import pytest
from tests.pages import ESCAPED, SCRIPT, by_role, client_of, html, queries
from tests.people import NOW, make_account, scope_of
from tests.things import make_feature, make_key_result, make_objective, make_opportunity, make_person, say, tie

from clew.insights.actions.rollups import refresh_rollups
from clew.roadmap.models import Feature
from clew.thread.actions.items import archive_item
from clew.thread.actions.loose_ends import refresh_loose_ends
from clew.thread.models import Link

LIST, NEW = "/w/northwind/features/", "/w/northwind/features/new/"
TYPED = {
    "title": "Get there",
    "description": "",
    "horizon": "now",
    "status": "open",
    "team": "",
    "effort": "",
    "owner": "",
}


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


@pytest.fixture
def feature(scope):
    return make_feature(scope)


def titles(text: str) -> list[str]:
    return re.findall(r'data-row-open tabindex="-1">([^<]*)</a>', text)


def counted(scope):
    refresh_rollups(workspace=scope.workspace, now=NOW)
    refresh_loose_ends(workspace=scope.workspace, now=NOW)


class TestDoors:
    @pytest.mark.parametrize("address", [LIST, f"{LIST}1/"])
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_reads(self, ask, feature, address, name, status):
        assert ask(name).get(address).status_code == status

    @pytest.mark.parametrize("address", [NEW, f"{LIST}1/edit/"])
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 403, 403, 404))
    def test_the_forms_open_to_editors(self, ask, feature, address, name, status):
        assert ask(name).get(address).status_code == status

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_making_one_takes_an_editor(self, ask, workspace, name, status):
        assert ask(name).post(NEW, TYPED).status_code == status
        assert Feature.objects.count() == (status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_changing_one_takes_an_editor(self, ask, feature, name, status):
        assert ask(name).post(f"{LIST}1/edit/", TYPED).status_code == status
        feature.refresh_from_db()
        assert (feature.title == "Get there") == (status == 302)

    def test_readers_see_no_way_to_change(self, ask, feature):
        text = html(ask("dana"), f"{LIST}1/")
        for words in ("/edit/", "/tie/", "/archive/", "/evidence/"):
            assert words not in text
        assert NEW not in html(ask("dana"), LIST)

    def test_nothing_of_another_workspace_shows(self, world, ask, feature):
        theirs = make_feature(scope_of(world.charlie), "Theirs alone")
        assert theirs.title not in html(ask("bob"), LIST)


class TestList:
    @pytest.fixture
    def rows(self, scope, world):
        aim = make_objective(scope)
        need = make_opportunity(scope, advances=[aim])
        account = make_account(scope.workspace, "Calder", arr=Decimal(71_000))
        tie(scope, need, say(scope, "Yes", account=account))
        make_feature(scope, "Later on", horizon="later", serves=[need], owner=world.alice)
        make_feature(scope, "Right now", horizon="now", effort=Decimal("1.5"))
        make_feature(scope, "Out there", horizon="shipped", status="done")
        counted(scope)
        return aim

    def test_what_is_being_built_stands_first(self, ask, rows):
        assert titles(html(ask("dana"), LIST)) == ["Right now", "Later on", "Out there"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"horizon": "later"}, ["Later on"]),
            ({"q": "NOW"}, ["Right now"]),
            ({"q": "%"}, []),
            ({"loose": "yes"}, ["Right now"]),
            ({"horizon": "nonsense", "owner": "nobody"}, ["Right now", "Later on", "Out there"]),
        ],
    )
    def test_it_narrows(self, ask, rows, query, found):
        assert titles(html(ask("dana"), LIST, **query)) == found

    def test_it_narrows_to_an_owner(self, world, ask, rows):
        assert titles(html(ask("dana"), LIST, owner=world.alice.pk)) == ["Later on"]

    def test_its_numbers_are_those_of_the_need_and_open_to_who_said_it(self, ask, rows):
        text = html(ask("dana"), LIST, horizon="later")
        assert '<a href="/w/northwind/voices/feature/1/" tabindex="-1">1</a>' in text
        assert "$71k" in text

    def test_one_that_serves_nothing_is_counted_and_leads_to_its_mend(self, ask, rows):
        text, loose = html(ask("bob"), LIST), Feature.objects.get(title="Right now")
        assert "2 features in play" in text
        assert "1 serving nothing" in text
        assert f"/w/northwind/items/{loose.pk}/tie/?way=out:addresses:opportunity" in text

    def test_a_need_that_is_archived_is_none(self, scope, ask, rows):
        archive_item(item=make_opportunity(scope), by=scope.actor, now=NOW)
        need = Link.objects.get(source__title="Later on").target
        archive_item(item=need, by=scope.actor, now=NOW)
        assert titles(html(ask("dana"), LIST, loose="yes")) == ["Right now", "Later on"]

    def test_an_empty_list_says_what_will_be_here(self, ask, workspace):
        assert "A feature is something users get." in html(ask("dana"), LIST)

    def test_many_rows_take_as_many_queries_as_one(self, scope, ask):
        dana = ask("dana")
        fill(scope, 1)
        once = queries(dana, LIST)
        fill(scope, 12)
        assert queries(dana, LIST) == once


def fill(scope, count):
    aim = make_objective(scope)
    for number in range(count):
        need = make_opportunity(scope, f"Need {number}", advances=[aim])
        tie(scope, need, say(scope, f"Words {number}"))
        make_feature(scope, f"Feature {number}", serves=[need])
        make_feature(scope, f"Adrift {number}")
    counted(scope)


class TestPage:
    def test_it_shows_the_thread_from_mission_to_voices(self, scope, ask):
        need = make_opportunity(scope, advances=[make_key_result(scope, make_objective(scope))])
        tie(scope, need, say(scope, "Marcus is out again", account=make_account(scope.workspace, "Calder")))
        made = make_feature(scope, serves=[need])
        text = html(ask("dana"), made.page("northwind"))
        thread = text[text.index('<nav class="thread"') :]
        thread = thread[: thread.index("</nav>")]
        for words in ("Mission", "Make the day plan hold", "Jobs on time", "Recover the day", "Crew swap", "1 note"):
            assert words in thread

    def test_its_loose_end_leads_to_where_it_is_mended(self, ask, feature):
        mend = f'href="/w/northwind/items/{feature.pk}/tie/?way=out:addresses:opportunity"'
        assert mend in html(ask("bob"), f"{LIST}1/")
        assert mend not in html(ask("dana"), f"{LIST}1/")

    def test_what_people_wrote_is_words_and_no_markup(self, scope, ask):
        account = make_account(scope.workspace, SCRIPT)
        need = make_opportunity(scope, SCRIPT, advances=[make_objective(scope, SCRIPT)])
        tie(scope, need, say(scope, SCRIPT, account=account, person=make_person(scope, SCRIPT, account)))
        make_feature(scope, SCRIPT, description=f"{SCRIPT}\n\n{SCRIPT}", team=SCRIPT, serves=[need])
        for address in (LIST, f"{LIST}1/", f"{LIST}1/edit/", f"{NEW}?serves=OP-1", f"{LIST}?q={SCRIPT}"):
            text = html(ask("bob"), address)
            assert ESCAPED in text, address
            assert SCRIPT not in text, address

    def test_more_of_everything_takes_no_more_queries(self, scope, ask):
        dana, need = ask("dana"), make_opportunity(scope, advances=[make_objective(scope)])
        made = make_feature(scope, serves=[need])
        tie(scope, made, say(scope, "One"))
        once = queries(dana, made.page("northwind"))
        for number in range(8):
            account = make_account(scope.workspace, f"Account {number}")
            tie(scope, need, say(scope, f"Words {number}", account=account))
            tie(scope, made, say(scope, f"More {number}", account=account))
            Link.objects.create(
                workspace=scope.workspace,
                source=made,
                target=make_opportunity(scope, f"Need {number}"),
                relation="addresses",
                created_at=NOW,
            )
        # words tied to the item itself spare the look for further ones in its themes
        assert once - 1 <= queries(dana, made.page("northwind")) <= once


class TestForms:
    @pytest.mark.parametrize("kind", ["opportunity", "key_result", "objective"])
    def test_a_new_one_serves_what_it_was_made_for(self, scope, ask, kind):
        aim = make_objective(scope)
        target = {
            "opportunity": lambda: make_opportunity(scope),
            "key_result": lambda: make_key_result(scope, aim),
            "objective": lambda: aim,
        }[kind]()
        assert target.title in html(ask("bob"), NEW, serves=target.ref)
        answer = ask("bob").post(NEW, {**TYPED, "serves": target.ref})
        made = Feature.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, made.page("northwind"))
        assert Link.objects.get(source=made).target_id == target.pk

    def test_it_serves_nothing_of_another_workspace_and_no_feature(self, world, scope, ask):
        theirs = make_opportunity(scope_of(world.charlie))
        assert ask("bob").post(NEW, {**TYPED, "serves": theirs.ref}).status_code == 404
        assert ask("bob").post(NEW, {**TYPED, "serves": make_feature(scope).ref}).status_code == 422
        assert Feature.objects.filter(title="Get there").count() == 0

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"title": " "}, "This field is required."),
            ({"horizon": "soon"}, "Select a valid choice."),
            ({"effort": "0"}, "above 0"),
            ({"effort": "much"}, "Enter a number."),
            ({"owner": "nobody"}, "Select a valid choice."),
        ],
    )
    @pytest.mark.parametrize("address", [NEW, f"{LIST}1/edit/"])
    def test_what_is_wrong_is_said_and_nothing_is_changed(self, ask, feature, address, wrong, said):
        answer = ask("bob").post(address, {**TYPED, **wrong})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert list(Feature.objects.values_list("title", flat=True)) == [feature.title]

    def test_numbers_come_back_as_people_type_them(self, scope, ask):
        make_feature(scope, effort=Decimal(120))
        assert 'name="effort" value="120"' in html(ask("bob"), f"{LIST}1/edit/")
