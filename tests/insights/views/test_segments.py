"""Segments, people and merges as screens, from every side of the door."""

from decimal import Decimal
from urllib.parse import quote

import pytest
from tests.pages import ESCAPED, SCRIPT, by_role, client_of, html, queries
from tests.people import NOW, make_account, make_channel
from tests.things import make_opportunity, make_person, make_theme, say, tie

from clew.insights.actions.customers_counts import recount_customers
from clew.insights.actions.segments import create_segment
from clew.insights.models import Account, Likeness, Note, Person, Segment
from clew.insights.queries.segments_rules import Condition, Group, Rule
from clew.workspaces.models import Event

LIST = "/w/northwind/customers/"
SEGMENTS, NEW, ALIKE = f"{LIST}segments/", f"{LIST}segments/new/", f"{LIST}alike/"
RULE = {"match": "all", "groups": "1", "g0-match": "all", "g0-size": "1", "g0-c0-field": "arr", "g0-c0-op": "at_least",
        "g0-c0-value": "50k"}  # fmt: skip
LARGE = RULE | {"name": "Large", "description": "Those that pay", "act": "save"}


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


@pytest.fixture
def acme(workspace):
    return make_account(workspace, "Acme", arr=Decimal(90_000), domain="acme.example", extra={"Vans": "118"})


@pytest.fixture
def twin(workspace):
    return make_account(workspace, "Acme Inc", arr=Decimal(6_000))


@pytest.fixture
def segment(scope, acme):
    rule = Rule((Group((Condition("arr", "at_least", "50000"),)),))
    return create_segment(workspace=scope.workspace, name="Large", rule=rule, by=scope.actor, now=NOW)


@pytest.fixture
def ana(scope, acme):
    return make_person(scope, "Ana Reyes", acme)


class TestDoors:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_reads(self, ask, segment, ana, twin, name, status):
        for address in (SEGMENTS, ALIKE, f"/w/northwind/people/{ana.pk}/"):
            assert ask(name).get(address).status_code == status, address

    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 403, 403, 404))
    def test_forms_open_to_editors(self, ask, segment, ana, acme, twin, name, status):
        forms = (NEW, f"{SEGMENTS}{segment.pk}/", f"{LIST}{acme.pk}/merge/", f"{LIST}{acme.pk}/merge/?with={twin.pk}")
        for address in (*forms, f"/w/northwind/people/{ana.pk}/edit/", f"/w/northwind/people/{ana.pk}/merge/"):
            assert ask(name).get(address).status_code == status, address

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_making_and_removing_a_segment_takes_an_editor(self, ask, workspace, acme, name, status):
        assert ask(name).post(NEW, LARGE).status_code == status
        assert Segment.objects.filter(workspace=workspace).exists() == (status == 302)
        for made in Segment.objects.all():
            assert ask(name).post(f"{SEGMENTS}{made.pk}/remove/").status_code == 302
        assert not Segment.objects.exists()

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_merging_takes_an_editor(self, ask, scope, acme, twin, ana, name, status):
        other = make_person(scope, "Ana R", acme)
        assert ask(name).post(f"/w/northwind/people/{ana.pk}/merge/", {"with": other.pk}).status_code == status
        assert ask(name).post(f"{LIST}{acme.pk}/merge/", {"with": twin.pk}).status_code == status
        assert Account.objects.filter(pk=twin.pk).exists() == (status != 302)
        assert Person.objects.filter(pk=other.pk).exists() == (status != 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_keeping_two_apart_takes_an_editor(self, ask, workspace, acme, twin, name, status):
        recount_customers(workspace=workspace, now=NOW)
        likeness = Likeness.objects.get()
        assert ask(name).post(f"{ALIKE}{likeness.pk}/apart/").status_code == status
        likeness.refresh_from_db()
        assert (likeness.dismissed_at is not None) == (status == 302)

    def test_nothing_of_another_workspace_can_be_merged_in(self, world, ask, acme, ana):
        theirs = Account.objects.get(workspace=world.elsewhere)
        assert ask("bob").get(f"{LIST}{acme.pk}/merge/?with={theirs.pk}").status_code == 404
        assert ask("bob").post(f"{LIST}{acme.pk}/merge/", {"with": theirs.pk}).status_code == 404
        assert ask("bob").post(f"/w/northwind/people/{ana.pk}/merge/", {"with": ana.pk}).status_code == 200
        assert Account.objects.filter(pk=theirs.pk).exists()

    def test_readers_see_no_way_to_change(self, ask, workspace, segment, ana, acme, twin):
        recount_customers(workspace=workspace, now=NOW)
        for address in (SEGMENTS, ALIKE, f"{LIST}{acme.pk}/", f"/w/northwind/people/{ana.pk}/"):
            text = html(ask("dana"), address)
            for words in ("/new/", "/edit/", "/merge/", "/apart/", f"segments/{segment.pk}/"):
                assert words not in text, (address, words)


class TestRule:
    def test_it_is_made_and_leads_to_its_accounts(self, ask, workspace, acme, twin):
        answer = ask("bob").post(NEW, LARGE)
        assert answer["Location"] == f"{LIST}?segment=Large"
        text = html(ask("bob"), answer["Location"])
        assert "1 of 2 accounts, worth $90k of $96k ARR" in text
        assert "ARR at least 50k" in html(ask("bob"), SEGMENTS)

    def test_it_tells_what_it_holds_before_it_is_saved(self, scope, ask, acme, ana):
        say(scope, "Words", account=acme)
        recount_customers(workspace=scope.workspace, now=NOW)
        text = ask("bob").post(NEW, RULE | {"name": "Large", "act": "count"}).content.decode()
        assert "<strong>1 account</strong> now: 1 person, $90k ARR, 1 note." in text
        assert not Segment.objects.exists()

    @pytest.mark.parametrize(
        ("act", "lines", "groups"),
        [("add-0", 2, 1), ("group", 2, 2), ("drop-0-0", 1, 1), ("ungroup-0", 1, 1), ("x-9-9", 1, 1)],
    )
    def test_its_buttons_work_without_scripts_and_keep_what_was_typed(self, ask, acme, act, lines, groups):
        text = ask("bob").post(NEW, RULE | {"name": "Half typed", "act": act}).content.decode()
        assert text.count('class="rule__line"') == lines
        assert text.count('class="rule__group"') == groups
        assert 'value="Half typed"' in text
        assert not Segment.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"g0-c0-op": "contains"}, "ARR is a number"),
            ({"g0-c0-value": "much"}, "much"),
            ({"g0-c0-field": "colour"}, "no field “colour”"),
            ({"g0-c0-field": "", "g0-c0-value": ""}, "at least one field"),
            ({"name": ""}, "This field is required"),
        ],
    )
    def test_what_is_wrong_is_said_where_it_is(self, ask, acme, changes, words):
        answer = ask("bob").post(NEW, LARGE | changes)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Segment.objects.exists()

    def test_fields_that_came_with_files_can_be_asked(self, ask, acme):
        assert '<option value="extra:Vans">Vans</option>' in html(ask("bob"), NEW)
        own = {"g0-c0-field": "extra:Vans", "g0-c0-op": "at_least", "g0-c0-value": "100"}
        assert ask("bob").post(NEW, LARGE | own).status_code == 302

    def test_it_is_changed_in_place(self, ask, segment):
        address = f"{SEGMENTS}{segment.pk}/"
        assert 'value="50000"' in html(ask("bob"), address)
        ask("bob").post(address, LARGE | {"name": "Larger", "g0-c0-value": "100k"})
        segment.refresh_from_db()
        assert (segment.name, segment.rule["groups"][0]["conditions"][0]["value"]) == ("Larger", "100k")

    def test_a_value_of_the_files_opens_as_a_rule_that_can_take_its_place(self, ask, workspace, acme):
        Account.objects.update(segment="Fleet")
        assert f"{NEW}?value=Fleet" in html(ask("bob"), SEGMENTS)
        form = html(ask("bob"), f"{NEW}?value=Fleet")
        assert "It stands in the place of “Fleet”" in form
        ask("bob").post(NEW, LARGE | {"name": "Fleet", "value": "Fleet"})
        assert Segment.objects.get(workspace=workspace).value == "Fleet"

    def test_many_segments_take_as_many_queries_as_one(self, ask, scope, segment):
        dana, once = ask("dana"), queries(ask("dana"), SEGMENTS)
        for number in range(6):
            rule = Rule((Group((Condition("arr", "at_most", str(number)),)),))
            create_segment(workspace=scope.workspace, name=f"S{number}", rule=rule, by=scope.actor, now=NOW)
        assert queries(dana, SEGMENTS) == once


class TestPerson:
    def test_it_shows_what_they_said_where_and_for_what(self, scope, ask, acme, ana):
        note = say(scope, "Nine jobs off one man.", account=acme, person=ana)
        say(scope, "By the app.", person=ana, channel=make_channel(scope.workspace, "Reviews"))
        tie(scope, make_opportunity(scope, "Plan the day"), note)
        text = html(ask("dana"), f"/w/northwind/people/{ana.pk}/")
        for words in ("Nine jobs off one man.", "Reviews", "Support", "Plan the day", "Acme", "2 notes"):
            assert words in text

    def test_correcting_somebody(self, scope, ask, acme, twin, ana):
        address = f"/w/northwind/people/{ana.pk}/edit/"
        assert 'value="Ana Reyes"' in html(ask("bob"), address)
        ask("bob").post(address, {"name": "Ana R.", "email": "ana@acme.example", "job": "Boss", "account": "acme inc"})
        ana.refresh_from_db()
        assert (ana.name, ana.email, ana.job, ana.account) == ("Ana R.", "ana@acme.example", "Boss", twin)
        assert ask("bob").post(address, {"name": "Ana", "account": "Nobody's"}).status_code == 422

    def test_more_notes_take_as_many_queries(self, scope, ask, acme, ana):
        dana, address = ask("dana"), f"/w/northwind/people/{ana.pk}/"
        theme = make_theme(scope, notes=[say(scope, "One", account=acme, person=ana)])
        tie(scope, make_opportunity(scope), theme)
        once = queries(dana, address)
        for number in range(6):
            note = say(
                scope, f"More {number}", account=acme, person=ana, channel=make_channel(scope.workspace, f"C{number}")
            )
            tie(scope, make_opportunity(scope, f"Need {number}"), note)
        assert queries(dana, address) == once


class TestMerging:
    def test_its_effect_stands_before_the_button(self, scope, ask, acme, twin):
        say(scope, "One", account=acme)
        say(scope, "Two", account=twin, person=make_person(scope, "Bo", twin))
        text = html(ask("bob"), f"{LIST}{acme.pk}/merge/?with={twin.pk}")
        for words in ("Acme Inc becomes part of Acme", "Both together, $96,000", "Merge the accounts"):
            assert words in text
        assert Account.objects.filter(pk=twin.pk).exists()

    def test_undo_stands_in_the_notice_and_old_addresses_lead_on(self, ask, scope, acme, twin, ana):
        bob = ask("bob")
        other = make_person(scope, "Ana R", twin)
        bob.post(f"/w/northwind/people/{ana.pk}/merge/", {"with": other.pk})
        answer = bob.post(f"{LIST}{acme.pk}/merge/", {"with": twin.pk, "arr": "together"})
        text = html(bob, answer["Location"])
        assert "Acme Inc is part of Acme now." in text
        assert "Undo" in text
        assert "Also known as" in text
        assert bob.get(f"{LIST}{twin.pk}/")["Location"] == f"{LIST}{acme.pk}/"
        assert bob.get(f"/w/northwind/people/{other.pk}/")["Location"] == f"/w/northwind/people/{ana.pk}/"
        assert Event.objects.filter(verb="account.merged").count() == 1

    def test_the_one_to_merge_with_is_searched(self, ask, scope, acme, twin, ana):
        make_person(scope, "Ana R", twin)
        assert f"?with={twin.pk}" in html(ask("bob"), f"{LIST}{acme.pk}/merge/", q="inc")
        assert f"?with={acme.pk}" not in html(ask("bob"), f"{LIST}{acme.pk}/merge/", q="acme")
        assert "Ana R" in html(ask("bob"), f"/w/northwind/people/{ana.pk}/merge/", q="ana")

    def test_pairs_are_listed_until_somebody_judges(self, ask, workspace, acme, twin):
        assert "Nobody looks the same" in html(ask("dana"), ALIKE)
        recount_customers(workspace=workspace, now=NOW)
        assert "1 pair may be one" in html(ask("dana"), LIST)
        text = html(ask("bob"), ALIKE)
        assert "but for signs and legal forms" in text
        ask("bob").post(f"{ALIKE}{Likeness.objects.get().pk}/apart/")
        assert "Nobody looks the same" in html(ask("bob"), ALIKE)


class TestAccountPage:
    def test_its_numbers_open(self, scope, ask, acme):
        Account.objects.filter(pk=acme.pk).update(renews_on=NOW.date())
        need = make_opportunity(scope, "Plan the day")
        for number, mood in enumerate((-1, -1, 1)):
            tie(scope, need, say(scope, f"Words {number}", account=acme, mood=mood))
        text = html(ask("dana"), f"{LIST}{acme.pk}/")
        assert "At risk" in text or "Bad" in text
        for part in ("What they asked for", "Mood by month", "Timeline", "How it is counted"):
            assert part in text
        bad = html(ask("dana"), f"{LIST}{acme.pk}/", mood="bad")
        assert "Words 0" in bad
        assert "Words 2" not in bad
        assert "Only notes in a bad mood" in bad

    def test_a_persons_judgement_stands_beside_the_facts(self, ask, acme):
        form = {"name": "Acme", "arr": "90000", "health": "good", "health_reason": "They told us"}
        ask("bob").post(f"{LIST}{acme.pk}/edit/", form)
        text = html(ask("dana"), f"{LIST}{acme.pk}/")
        for words in ("as a person judges", "They told us", "as the facts read"):
            assert words in text
        listed = html(ask("dana"), LIST, health="good")
        assert "Acme" in listed

    def test_what_is_no_day_or_mood_is_left_out(self, ask, scope, acme):
        say(scope, "Words", account=acme)
        for query in ({"since": "x"}, {"mood": "sad"}, {"channel": "x"}, {"until": "2026-13-01"}):
            assert "Words" in html(ask("dana"), f"{LIST}{acme.pk}/", **query)


def test_what_people_wrote_is_words_and_no_markup(scope, ask):
    bob = ask("bob")
    account = make_account(scope.workspace, SCRIPT, extra={SCRIPT: SCRIPT}, health="bad", health_reason=SCRIPT)
    other = make_account(scope.workspace, f"{SCRIPT} Inc")
    person, twin = make_person(scope, SCRIPT, account), make_person(scope, f"{SCRIPT} 2", account)
    tie(scope, make_opportunity(scope, SCRIPT), say(scope, SCRIPT, account=account, person=person))
    rule = Rule((Group((Condition(f"extra:{SCRIPT}", "is", SCRIPT),)),))
    segment = create_segment(
        workspace=scope.workspace, name=SCRIPT, description=SCRIPT, rule=rule, by=scope.actor, now=NOW
    )
    recount_customers(workspace=scope.workspace, now=NOW)
    people = "/w/northwind/people/"
    for address in (
        SEGMENTS, f"{SEGMENTS}{segment.pk}/", f"{LIST}{account.pk}/", f"{LIST}{account.pk}/merge/?with={other.pk}", ALIKE,
        f"{people}{person.pk}/", f"{people}{person.pk}/edit/", f"{people}{person.pk}/merge/?with={twin.pk}",
        f"{LIST}?segment={quote(SCRIPT)}", f"{people}{person.pk}/merge/", f"{LIST}{account.pk}/merge/",
    ):  # fmt: skip
        text = html(bob, address)
        assert ESCAPED in text, address
        assert SCRIPT not in text, address
    assert Note.objects.filter(account=account).count() == 1
