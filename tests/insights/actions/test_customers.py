import pytest
from tests.people import NOW, make_account

from clew.insights.actions.customers import create_account, edit_account, find_or_create_person
from clew.insights.models import Person
from clew.interchange.actions.importing import import_file
from clew.kit.errors import Conflict, Invalid

PEOPLE = "Name,Email,Company\nAna Reyes,ana@acme.example,Acme\nBo Lind,,Acme\n"


@pytest.fixture
def acme(workspace):
    return make_account(workspace, "Acme")


@pytest.fixture
def bring(scope, file):
    return lambda: import_file(scope=scope, path=file("people.csv", PEOPLE), record="people", now=NOW)


@pytest.fixture
def by_hand(workspace):
    def find(name="", email="", account=None):
        return find_or_create_person(workspace=workspace, account=account, name=name, email=email, now=NOW)

    return find


class TestWhoSaidIt:
    @pytest.mark.parametrize(
        ("name", "email", "is_of_acme"),
        [
            ("Ana Reyes", "ana@acme.example", False),
            ("", " ANA@acme.example ", False),
            ("ana  REYES", "", True),
            ("Bo Lind", "", True),
            ("bo lind", "", True),
        ],
    )
    def test_somebody_from_a_file_is_found_by_hand(self, workspace, acme, bring, by_hand, name, email, is_of_acme):
        bring()
        by_hand(name, email, acme if is_of_acme else None)
        assert Person.objects.filter(workspace=workspace).count() == 2

    @pytest.mark.parametrize("addresses", [("ana@acme.example", ""), ("", "")])
    def test_somebody_by_hand_is_found_by_a_file(self, workspace, acme, bring, by_hand, addresses):
        people = zip(("Ana Reyes", "Bo Lind"), addresses, strict=True)
        made = {by_hand(name, email, acme).pk for name, email in people}
        bring()
        assert set(Person.objects.filter(workspace=workspace).values_list("pk", flat=True)) == made

    def test_an_address_learned_later_is_filled_in(self, acme, by_hand):
        bo = by_hand("Bo Lind", "", acme)
        assert by_hand("Bo Lind", "bo@acme.example", acme) == bo
        bo.refresh_from_db()
        assert (bo.email, bo.key) == ("bo@acme.example", "e:bo@acme.example")

    def test_two_of_one_name_with_two_addresses_are_two(self, acme, by_hand):
        assert by_hand("Bo Lind", "bo@acme.example", acme) != by_hand("Bo Lind", "lind@acme.example", acme)

    @pytest.mark.parametrize("name", ["", "Bo Lind", "Anonymous", "  a google USER "])
    def test_a_name_alone_or_none_is_nobody(self, workspace, by_hand, name):
        assert by_hand(name) is None
        assert not Person.objects.filter(workspace=workspace).exists()

    def test_names_that_tools_write_for_nobody_make_no_person(self, acme, by_hand):
        assert by_hand("Anonymous", "", acme) is None


class TestAccounts:
    def test_one_name_is_one_account_however_it_is_spelled(self, scope, acme):
        with pytest.raises(Conflict, match="There is an account ACME already"):
            create_account(workspace=scope.workspace, name=" ACME ", by=scope.actor, now=NOW)

    @pytest.mark.parametrize("domain", ["https://www.acme.example/about", "info@acme.example", "acme.example"])
    def test_a_domain_is_kept_as_imports_keep_it(self, scope, acme, domain):
        edit_account(account=acme, domain=domain, by=scope.actor, now=NOW)
        acme.refresh_from_db()
        assert acme.domain == "acme.example"

    @pytest.mark.parametrize(
        ("field", "value"), [("domain", "no domain"), ("arr", -1), ("name", " "), ("colour", "blue")]
    )
    def test_what_cannot_be_changes_nothing(self, scope, acme, field, value):
        with pytest.raises(Invalid):
            edit_account(account=acme, **{field: value}, by=scope.actor, now=NOW)
        acme.refresh_from_db()
        assert (acme.name, acme.domain, acme.arr) == ("Acme", "", None)
