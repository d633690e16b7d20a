"""Customers and channels as screens, from every side of the door."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.pages import ESCAPED, SCRIPT, by_role, client_of, html, queries
from tests.people import NOW, make_account, make_channel, scope_of
from tests.things import make_opportunity, make_person, make_theme, say, tie

from clew.insights.actions.customers_counts import recount_customers
from clew.insights.models import Account, Channel, Note
from clew.insights.queries import customers
from clew.insights.views import customers as screens
from clew.workspaces.models import Event

LIST, NEW, CHANNELS = "/w/northwind/customers/", "/w/northwind/customers/new/", "/w/northwind/settings/channels/"
CALDER = {"name": "Calder", "segment": "Mid-market", "plan": "Fleet", "arr": "71000", "renews_on": "2027-01-15"}


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


@pytest.fixture
def calder(workspace):
    return make_account(workspace, "Calder", arr=Decimal(71_000), segment="Mid-market")


@pytest.fixture
def page(calder):
    return f"{LIST}{calder.pk}/"


@pytest.fixture
def support(workspace):
    return make_channel(workspace)


def names(text: str) -> list[str]:
    return re.findall(r'data-row-open tabindex="-1">([^<]*)</a>', text)


def cells(text: str) -> list[str]:
    """The figures of the list's first row."""
    row = re.search(r"<tr id=\"account-.*?</tr>", text, re.DOTALL)
    assert row
    return [re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in re.findall(r"<td.*?</td>", row[0], re.DOTALL)]


class TestDoors:
    @pytest.mark.parametrize("address", [LIST, CHANNELS])
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_reads(self, ask, calder, support, address, name, status):
        assert ask(name).get(address).status_code == status

    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_reads_an_account(self, ask, page, name, status):
        assert ask(name).get(page).status_code == status

    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 403, 403, 404))
    def test_the_forms_open_to_editors(self, ask, page, support, name, status):
        for address in (NEW, f"{page}edit/", f"{CHANNELS}{support.pk}/"):
            assert ask(name).get(address).status_code == status, address

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_adding_an_account_takes_an_editor(self, ask, workspace, name, status):
        assert ask(name).post(NEW, CALDER).status_code == status
        assert Account.objects.filter(workspace=workspace, name="Calder").exists() == (status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_changing_an_account_takes_an_editor(self, ask, calder, page, name, status):
        assert ask(name).post(f"{page}edit/", CALDER | {"plan": "Solo"}).status_code == status
        calder.refresh_from_db()
        assert (calder.plan == "Solo") == (status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_opening_a_channel_takes_an_editor(self, ask, workspace, name, status):
        assert ask(name).post(CHANNELS, {"name": "Survey", "kind": "survey"}).status_code == status
        assert Channel.objects.filter(workspace=workspace, name="Survey").exists() == (status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_changing_and_closing_a_channel_takes_an_editor(self, ask, support, name, status):
        client = ask(name)
        assert client.post(f"{CHANNELS}{support.pk}/", {"name": "Desk", "kind": "support"}).status_code == status
        assert client.post(f"{CHANNELS}{support.pk}/close/").status_code == status
        support.refresh_from_db()
        assert (support.name == "Desk") == (support.archived_at is not None) == (status == 302)

    def test_readers_see_no_way_to_change(self, ask, page, support):
        dana = ask("dana")
        for address in (LIST, page, CHANNELS):
            text = html(dana, address)
            for words in ("/new/", "/edit/", f"{support.pk}/", "Open channel</button>"):
                assert words not in text, (address, words)

    def test_nothing_of_another_workspace_shows(self, world, ask, calder):
        theirs = Account.objects.get(workspace=world.elsewhere)
        assert names(html(ask("bob"), LIST)) == ["Calder"]
        assert ask("bob").get(f"{LIST}{theirs.pk}/").status_code == 404
        assert ask("bob").post(f"{LIST}{theirs.pk}/edit/", CALDER).status_code == 404
        channel = Channel.objects.get(workspace=world.elsewhere)
        assert ask("bob").post(f"{CHANNELS}{channel.pk}/close/").status_code == 404


class TestWords:
    @pytest.fixture
    def hostile(self, scope):
        fields = dict.fromkeys(("segment", "plan", "domain", "external_id"), SCRIPT)
        account = make_account(scope.workspace, SCRIPT, extra={SCRIPT: SCRIPT}, **fields)
        person = make_person(scope, SCRIPT, account)
        channel = make_channel(scope.workspace, SCRIPT)
        note = say(scope, SCRIPT, account=account, person=person, channel=channel)
        opportunity = make_opportunity(scope, SCRIPT)
        tie(scope, opportunity, note)
        tie(scope, opportunity, make_theme(scope, SCRIPT, [note]))
        return account, channel

    def test_what_people_wrote_is_words_and_no_markup(self, ask, hostile):
        account, channel = hostile
        bob = ask("bob")
        page = f"{LIST}{account.pk}/"
        for address in (LIST, page, f"{page}edit/", NEW, CHANNELS, f"{CHANNELS}{channel.pk}/", f"{LIST}?q={SCRIPT}"):
            text = html(bob, address)
            assert ESCAPED in text, address
            assert SCRIPT not in text, address


class TestList:
    @pytest.fixture
    def rows(self, scope):
        big = make_account(scope.workspace, "Big", arr=Decimal(90_000), segment="Large")
        make_account(scope.workspace, "Silent", arr=Decimal(120_000))
        small = make_account(scope.workspace, "Small 100%", arr=Decimal(4_000), segment="Small")
        unknown = make_account(scope.workspace, "Unknown")
        ann = make_person(scope, "Ann", small)
        first = say(scope, "One", account=small, person=ann)
        said = [first, say(scope, "Two", account=small), say(scope, "One!", account=small, duplicate_of=first)]
        make_theme(scope, "Routes", said)
        say(scope, "Three", account=big, said_at=NOW - timedelta(days=9))
        say(scope, "Four", account=unknown, said_at=NOW - timedelta(days=400), is_dated=False)
        recount_customers(workspace=scope.workspace, now=NOW)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, ["Silent", "Big", "Small 100%", "Unknown"]),
            ({"rank": "nonsense"}, ["Silent", "Big", "Small 100%", "Unknown"]),
            ({"rank": "heard"}, ["Small 100%", "Big", "Unknown", "Silent"]),
            ({"heard": "yes"}, ["Big", "Small 100%", "Unknown"]),
            ({"segment": "Large"}, ["Big"]),
            ({"q": "SMALL 100%"}, ["Small 100%"]),
            ({"q": "%"}, ["Small 100%"]),
            ({"q": "_"}, []),
            ({"heard": "never"}, ["Silent"]),
            ({"heard": "nonsense"}, ["Silent", "Big", "Small 100%", "Unknown"]),
            ({"arr": "10000-50000"}, []),
            ({"arr": "0-10000"}, ["Small 100%"]),
            ({"arr": "100000-"}, ["Silent"]),
            ({"arr": "unknown"}, ["Unknown"]),
            ({"health": "unknown"}, ["Silent", "Big", "Small 100%", "Unknown"]),
            ({"health": "bad"}, []),
            ({"renewal": "unknown"}, ["Silent", "Big", "Small 100%", "Unknown"]),
            ({"renewal": "overdue"}, []),
            ({"rank": "name"}, ["Big", "Silent", "Small 100%", "Unknown"]),
        ],
    )
    def test_it_ranks_and_narrows(self, ask, rows, query, found):
        listed = names(html(ask("dana"), LIST, **query))
        assert sorted(listed) == sorted(found)
        assert [name for name in listed if name not in {"Unknown", "Silent"}] == [
            name for name in found if name not in {"Unknown", "Silent"}
        ]

    def test_a_repeat_counts_as_the_note_it_repeats(self, ask, rows):
        text = html(ask("dana"), LIST, rank="notes")
        assert names(text)[0] == "Small 100%"
        account, segment, arr, _, _, _, notes, people, themes, _ = cells(text)
        assert (account, segment, arr) == ("Small 100%", "Small", "$4k")
        assert (notes, people, themes) == ("2", "1", "1")

    def test_the_sum_tells_who_was_heard(self, ask, rows):
        text = re.sub(r"<[^>]+>", "", html(ask("dana"), LIST))
        assert "4 accounts worth $214k ARR, 3 heard worth $94k" in text

    def test_no_one_fits_and_the_way_back(self, ask, rows):
        text = html(ask("dana"), LIST, q="nobody")
        assert "No account fits" in text
        assert f'href="{LIST}"' in text

    def test_an_empty_list_offers_an_import_to_who_may(self, ask, workspace):
        assert "/imports/new/?record=accounts" in html(ask("bob"), LIST)
        assert "Customers stand here" in html(ask("dana"), LIST)
        assert "record=accounts" not in html(ask("dana"), LIST)

    @pytest.mark.parametrize("rank", ["arr", "notes", "heard", "renews", "name"])
    def test_its_pages_hold_every_account_once(self, scope, ask, monkeypatch, rank):
        monkeypatch.setattr(customers, "SIZE", 3)
        for number in range(8):
            account = make_account(scope.workspace, f"A{number}", arr=Decimal(number // 3) or None)
            if number % 2:
                say(scope, "Words", account=account)
                Account.objects.filter(pk=account.pk).update(renews_on=NOW.date())
        recount_customers(workspace=scope.workspace, now=NOW)
        dana, address, found = ask("dana"), f"{LIST}?rank={rank}", []
        while address:
            text = html(dana, address)
            found.append(names(text))
            following = re.search(r'<a class="btn" href="([^"]*)" rel="next"', text)
            address = following[1].replace("&amp;", "&") if following else ""
        assert [len(each) for each in found] == [3, 3, 2]
        assert len({name for each in found for name in each}) == 8

    @pytest.mark.parametrize("rank", ["arr", "notes", "heard", "renews", "name"])
    def test_a_damaged_page_address_is_refused(self, ask, calder, rank):
        for after in ("x", "WyIxIl0", *(["WyJ4IiwgInkiXQ"] if rank != "name" else [])):
            assert ask("dana").get(LIST, {"rank": rank, "after": after}).status_code == 422

    def test_many_rows_take_as_many_queries_as_one(self, scope, ask):
        dana = ask("dana")
        fill(scope, 1)
        once = {rank: queries(dana, f"{LIST}?rank={rank}") for rank in ("arr", "notes", "heard", "renews", "name")}
        fill(scope, 12)
        assert {rank: queries(dana, f"{LIST}?rank={rank}") for rank in once} == once


def fill(scope, count):
    """Accounts with people, notes in themes, and opportunities that rest on those."""
    for number in range(count):
        account = make_account(scope.workspace, f"Account {count}-{number}", segment=f"S{number}", arr=Decimal(number))
        person = make_person(scope, f"P{count}-{number}", account)
        heard(scope, account, person, f"{count}-{number}")


def heard(scope, account, person, name):
    note = say(scope, "Words", account=account, person=person)
    opportunity = make_opportunity(scope, f"Need {name}")
    tie(scope, opportunity, note)
    tie(scope, opportunity, make_theme(scope, f"Theme {name}", [note]))


class TestAccount:
    def test_it_shows_what_was_said_by_whom_and_what_rests_on_it(self, scope, ask, calder, page):
        person = make_person(scope, "Joe Calder", calder)
        note = say(scope, "Nine jobs off one man.", account=calder, person=person)
        theme = make_theme(scope, notes=[note])
        tie(scope, make_opportunity(scope), theme)
        tie(scope, make_opportunity(scope, "No plan at all"), note, stance="against")
        text = html(ask("dana"), page)
        for words in ("$71,000", "Joe Calder", "Nine jobs off one man.", theme.name, "Recover the day"):
            assert words in text
        asked = text[text.index("What they asked for") : text.index("What they said")]
        assert "Recover the day" in asked
        assert '<span class="against">1 against</span>' in text

    def test_its_thread_leads_up_through_what_rests_on_its_words(self, scope, ask, calder, page):
        tie(scope, make_opportunity(scope), say(scope, "Words", account=calder))
        strip = re.search(r'<nav class="thread".*?</nav>', html(ask("dana"), page), re.DOTALL)
        assert strip
        assert "Recover the day" in strip[0]
        assert 'aria-current="true"' in strip[0]

    def test_one_that_never_spoke_says_what_will_be_here(self, ask, page):
        assert "Nothing heard yet" in html(ask("dana"), page)
        assert "/notes/new/" in html(ask("bob"), page)

    def test_notes_come_by_the_page_the_newest_first(self, scope, ask, calder, page, monkeypatch):
        monkeypatch.setattr(screens, "NOTES", 2)
        for days in range(3):
            say(scope, f"Said {days} days ago", account=calder, said_at=NOW - timedelta(days=days))
        text = html(ask("dana"), page)
        following = re.search(r'href="(\?after=[^"#]*)#said" rel="next"', text)
        assert "Said 1 days ago" in text
        assert "Said 2 days ago" not in text
        assert following
        older = html(ask("dana"), page + following[1])
        assert "Said 2 days ago" in older
        assert "Back to the newest" in older

    def test_columns_that_nobody_knows_are_shown_as_they_came(self, ask, workspace):
        account = make_account(workspace, "Acme", extra={"Vans": "118", "Empty": ""})
        text = html(ask("dana"), f"{LIST}{account.pk}/")
        assert "<dt>Vans</dt><dd>118</dd>" in text
        assert "Empty" not in text

    def test_much_takes_as_many_queries_as_little(self, scope, ask, calder, page):
        dana = ask("dana")
        heard(scope, calder, make_person(scope, "Ann", calder), "0")
        once = queries(dana, page)
        for number in range(1, 9):
            heard(scope, calder, make_person(scope, f"Ann {number}", calder), str(number))
        assert queries(dana, page) == once


class TestTyping:
    def test_an_account_needs_a_name_and_nothing_else(self, ask, workspace):
        bob = ask("bob")
        assert bob.post(NEW, {"name": "Acme", "arr": "", "renews_on": "", "domain": ""}).status_code == 302
        made = Account.objects.get(workspace=workspace, name="Acme")
        assert (made.arr, made.renews_on) == (None, None)
        assert bob.post(NEW, CALDER | {"name": ""}).status_code == 422

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("name", "calder", "There is an account calder already."),
            ("arr", "-1", "greater than or equal to 0"),
            ("domain", "no domain", "is not a domain"),
            ("renews_on", "31.2.2027", "valid date"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(self, ask, calder, field, value, words):
        answer = ask("bob").post(NEW, CALDER | {"name": "Acme", field: value})
        assert answer.status_code == 422
        text = answer.content.decode()
        assert re.search(rf'id="id_{field}-error">.*?{words}', text, re.DOTALL), text
        assert not Account.objects.filter(workspace=calder.workspace, name="Acme").exists()

    def test_a_domain_is_kept_as_imports_keep_it(self, ask, calder, page):
        ask("bob").post(f"{page}edit/", CALDER | {"domain": "https://www.calder.example/about"})
        calder.refresh_from_db()
        assert (calder.domain, calder.arr, str(calder.renews_on)) == ("calder.example", 71_000, "2027-01-15")

    def test_saving_unchanged_values_changes_nothing(self, ask, calder, page):
        form = ask("bob").get(f"{page}edit/").content.decode()
        values = dict(re.findall(r'name="(name|segment|arr)" value="([^"]*)"', form))
        ask("bob").post(f"{page}edit/", values)
        assert not Event.objects.filter(verb="account.edited").exists()


class TestChannels:
    def test_each_stands_with_its_notes_and_closed_ones_apart(self, scope, ask, support):
        say(scope, "One")
        Channel.objects.create(workspace=scope.workspace, name="Old", key="old", created_at=NOW, archived_at=NOW)
        text = html(ask("dana"), CHANNELS)
        assert f"/w/northwind/inbox/?view=all&amp;channel={support.pk}" in text
        assert text.index("Support") < text.index("Closed") < text.index("Old")

    def test_closing_keeps_the_notes_and_opening_brings_it_back(self, scope, ask, support):
        say(scope, "One")
        bob = ask("bob")
        bob.post(f"{CHANNELS}{support.pk}/close/")
        assert "Open again" in html(bob, CHANNELS)
        assert Note.objects.filter(channel=support).count() == 1
        bob.post(CHANNELS, {"name": "Support", "kind": "other"})
        support.refresh_from_db()
        assert support.archived_at is None

    def test_two_of_one_name_cannot_be(self, ask, workspace, support):
        make_channel(workspace, "Survey")
        answer = ask("bob").post(f"{CHANNELS}{support.pk}/", {"name": "SURVEY", "kind": "survey"})
        assert answer.status_code == 422
        assert "There is a channel SURVEY already." in answer.content.decode()

    def test_many_take_as_many_queries_as_one(self, scope, ask, support):
        dana = ask("dana")
        say(scope, "One")
        once = queries(dana, CHANNELS)
        for number in range(9):
            say(scope, "More", channel=make_channel(scope.workspace, f"Channel {number}"))
        assert queries(dana, CHANNELS) == once

    def test_a_reader_who_posts_is_told_what_it_takes(self, world, ask):
        assert "takes the role editor" in ask("dana").post(CHANNELS, {"name": "X", "kind": "other"}).content.decode()
        assert scope_of(world.dana).role.label == "Reader"
