"""Who is who: found across channels by address, domain and id; conflicts are told, never guessed; nobody is made twice."""

import threading
from contextlib import suppress

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.people import NOW, make_account, make_workspace

from clew.insights.actions import customers
from clew.insights.actions.customers import create_account, edit_account, edit_person, find_or_create_person
from clew.insights.actions.customers_counts import recount_customers
from clew.insights.actions.imports.accounts import AccountBook, AccountClue
from clew.insights.actions.imports.domains import FREE_MAIL, company_domain, domain_of
from clew.insights.actions.imports.people import PersonBook, PersonClue
from clew.insights.actions.merges_likely import core, like_accounts
from clew.insights.models import Account, Likeness, Person
from clew.insights.queries.accounts_likely import likely
from clew.kit.errors import Conflict, Invalid


@pytest.fixture
def acme(workspace):
    return make_account(workspace, "Acme", domain="acme.example")


def person(workspace, key, **values):
    times = {"created_at": NOW, "updated_at": NOW}
    return Person.objects.create(workspace=workspace, key=key, **times, **values)


def resolve_account(workspace, clue):
    book = AccountBook(workspace, NOW)
    book.look_up([clue])
    found = book.resolve(clue)
    book.write()
    return found


def resolve_person(workspace, clue):
    book = PersonBook(workspace, NOW)
    book.look_up([clue])
    found = book.resolve(clue)
    book.write()
    return found


class TestAcrossChannels:
    def test_an_address_finds_the_account_of_its_domain_and_makes_none(self, workspace, acme):
        assert resolve_account(workspace, AccountClue(hint=domain_of("ana@acme.example"))) == acme.pk
        assert resolve_account(workspace, AccountClue(hint=domain_of("ana@new.example"))) is None
        assert Account.objects.filter(workspace=workspace).count() == 1

    @pytest.mark.parametrize("domain", ["gmail.com", "outlook.com", "gmx.de", "yahoo.co.jp", "proton.me", "qq.com"])
    def test_a_mail_provider_is_no_company(self, scope, acme, domain):
        assert domain_of(f"ana@{domain}") == company_domain(domain) == ""
        with pytest.raises(Invalid, match="mail provider"):
            edit_account(account=acme, domain=domain, by=scope.actor, now=NOW)

    def test_the_list_of_providers_holds_domains_alone(self):
        assert len(FREE_MAIL) > 150
        assert all(name == name.lower() and "." in name and not name.startswith(".") for name in FREE_MAIL)

    def test_a_domain_of_two_accounts_finds_neither(self, workspace, acme):
        make_account(workspace, "Acme Norway", domain="acme.example")
        assert resolve_account(workspace, AccountClue(hint="acme.example")) is None

    def test_an_id_and_an_address_meet_in_one_person(self, workspace):
        one = resolve_person(workspace, PersonClue(email="ana@acme.example"))
        assert resolve_person(workspace, PersonClue(email="ana@acme.example", external_id="7")).id == one.id
        assert resolve_person(workspace, PersonClue(external_id="7")).id == one.id

    def test_somebody_unknown_of_a_name_that_two_have_is_made_once(self, workspace, acme):
        for email in ("bo@acme.example", "lind@acme.example"):
            resolve_person(workspace, PersonClue("Bo Lind", email, account_id=acme.pk))
        found = {resolve_person(workspace, PersonClue("Bo Lind", account_id=acme.pk)).id for _ in range(3)}
        assert len(found) == 1
        assert Person.objects.filter(workspace=workspace).count() == 3


class TestConflicts:
    def test_an_address_and_an_id_of_two_people_are_told_and_change_nobody(self, workspace):
        ana = person(workspace, "e:ana@acme.example", email="ana@acme.example", name="Ana")
        bo = person(workspace, "x:7", external_id="7", name="Bo")
        assert resolve_person(workspace, PersonClue(email="ana@acme.example", external_id="7")).id == ana.pk
        ana.refresh_from_db()
        bo.refresh_from_db()
        assert (ana.external_id, bo.external_id, bo.email) == ("", "7", "")
        (told,) = likely(workspace=workspace)
        assert {told.first, told.second} == {ana.pk, bo.pk}
        assert told.reason == "One row gives both ana@acme.example and the id 7"

    def test_an_id_and_a_name_of_two_accounts_are_told(self, workspace, acme):
        other = make_account(workspace, "Other", external_id="7")
        assert resolve_account(workspace, AccountClue(name="Acme", external_id="7")) == other.pk
        assert {likely(workspace=workspace)[0].first, likely(workspace=workspace)[0].second} == {acme.pk, other.pk}

    def test_what_rows_said_stays_until_somebody_judges(self, workspace, acme):
        other = make_account(workspace, "Other", external_id="7")
        resolve_account(workspace, AccountClue(name="Acme", external_id="7"))
        recount_customers(workspace=workspace, now=NOW)
        assert {likely(workspace=workspace)[0].first, likely(workspace=workspace)[0].second} == {acme.pk, other.pk}

    def test_an_address_that_is_somebody_elses_is_refused_by_hand(self, scope, workspace):
        person(workspace, "e:ana@acme.example", email="ana@acme.example", name="Ana")
        bo = person(workspace, "x:7", external_id="7", name="Bo")
        values = {"name": "Bo", "email": "ana@acme.example", "job": "", "account": None}
        with pytest.raises(Conflict, match="address of Ana"):
            edit_person(person=bo, by=scope.actor, now=NOW, **values)

    def test_an_id_that_another_account_has_is_refused_by_hand(self, scope, workspace, acme):
        make_account(workspace, "Other", external_id="7")
        with pytest.raises(Conflict, match="Other has this id"):
            edit_account(account=acme, external_id="7", by=scope.actor, now=NOW)


class TestLikely:
    @pytest.mark.parametrize(
        ("name", "is_like"),
        [("Northwind Heating & Air, Inc.", True), ("NORTHWIND heating air", True), ("Northwind Heeting & Air", True),
         ("Northwind Plumbing", False), ("Northwind", False)],
    )  # fmt: skip
    def test_names_but_for_legal_forms_signs_and_slips(self, workspace, name, is_like):
        make_account(workspace, "Northwind Heating & Air")
        make_account(workspace, name)
        recount_customers(workspace=workspace, now=NOW)
        assert bool(likely(workspace=workspace)) == is_like

    def test_numbers_tell_apart(self, workspace):
        for number in (12, 13):
            make_account(workspace, f"Regional Office {number}")
        recount_customers(workspace=workspace, now=NOW)
        assert likely(workspace=workspace) == []

    def test_one_domain_and_one_name_with_two_addresses(self, workspace, acme):
        make_account(workspace, "Quite Another Name", domain="acme.example")
        for email in ("bo@acme.example", "bo.lind@acme.example", "bo+test@acme.example"):
            person(workspace, f"e:{email}", email=email, name="Bo Lind", account=acme)
        recount_customers(workspace=workspace, now=NOW)
        reasons = {row.reason for row in likely(workspace=workspace)}
        assert "Both have the domain acme.example" in reasons
        assert any("but for a tag" in reason for reason in reasons)
        assert any("Two of the account are called Bo Lind" in reason for reason in reasons)

    def test_what_is_alike_no_more_is_proposed_no_more(self, scope, workspace, acme):
        other = make_account(workspace, "Acme Ltd")
        recount_customers(workspace=workspace, now=NOW)
        assert len(likely(workspace=workspace)) == 1
        edit_account(account=other, name="Entirely different", by=scope.actor, now=NOW)
        recount_customers(workspace=workspace, now=NOW)
        assert likely(workspace=workspace) == []
        assert not Likeness.objects.filter(workspace=workspace).exists()

    @given(st.lists(st.text(max_size=20), max_size=12))
    def test_no_account_is_like_itself_and_no_pair_comes_twice(self, names):
        known = [_Account(number, name) for number, name in enumerate(names) if name.strip()]
        pairs = [frozenset((pair.first, pair.second)) for pair in like_accounts(known)]
        assert all(len(pair) == 2 for pair in pairs)
        assert len(set(pairs)) == len(pairs)

    @given(st.text(max_size=40))
    def test_a_core_stands_for_itself(self, name):
        assert core(core(name)) == core(name) or not core(name)


class _Account:
    def __init__(self, number, name):
        self.id, self.name, self.domain, self.notes = number, name, "", 0


class TestTwoAtOnce:
    @pytest.mark.django_db(transaction=True)
    def test_the_slower_one_gets_the_quickers_person(self):
        """The first holds its transaction open, the second waits on the constraint and then finds what the first made."""
        workspace = make_workspace("Racing")
        waiting, made = threading.Event(), {}

        def second():
            waiting.set()
            found = find_or_create_person(workspace=workspace, account=None, name="", email="ana@acme.example", now=NOW)
            made["second"] = found.pk
            connection.close()

        thread = threading.Thread(target=second)
        with transaction.atomic():
            first = find_or_create_person(workspace=workspace, account=None, name="", email="ana@acme.example", now=NOW)
            thread.start()
            assert waiting.wait(10)
            _wait_until_blocked()
        thread.join(20)
        assert made["second"] == first.pk
        assert Person.objects.filter(workspace=workspace).count() == 1

    def test_it_does_not_try_for_ever(self, workspace, monkeypatch):
        tries = []

        def never(*given):
            tries.append(given)
            raise customers.IntegrityError

        monkeypatch.setattr(customers, "_find_or_create", never)
        with suppress(customers.IntegrityError):
            find_or_create_person(workspace=workspace, account=None, name="", email="ana@acme.example", now=NOW)
        assert len(tries) == customers.ATTEMPTS

    def test_an_account_of_one_name_is_refused_with_a_sentence(self, scope, workspace, acme, monkeypatch):
        monkeypatch.setattr(
            customers, "_check_free", lambda *given: None
        )  # as where the other one is not to be seen yet
        with pytest.raises(Conflict, match="There is an account acme already"):
            create_account(workspace=workspace, name="acme", by=scope.actor, now=NOW)


def _wait_until_blocked():
    """Until another connection waits for a lock; at most some seconds."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("select pg_sleep(0.03)")
