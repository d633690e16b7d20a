import pytest
from tests.importing import counts
from tests.people import NOW, make_account

from clew.insights.actions.customers import find_or_create_person
from clew.insights.models import Account, Person
from clew.interchange.actions.importing import import_file
from clew.kit.errors import Invalid

CONTACTS = """Contact ID,Full Name,Email,Job Title,Company,Phone
u1,Ana Reyes,ana@acme.com,Dispatcher,Acme,123
,Bo Lind,bo@acme.com,,Acme,
,Cy Young,,Owner,Blue Ridge,
"""


@pytest.fixture
def bring(scope, file):
    def bring(text: str, **arguments: object):
        return import_file(scope=scope, path=file("people.csv", text), record="people", now=NOW, **arguments)

    return bring


def known(scope) -> dict[str, Person]:
    return {
        person.name: person for person in Person.objects.filter(workspace=scope.workspace).select_related("account")
    }


def test_every_column_finds_its_place(scope, bring):
    assert counts(bring(CONTACTS)) == (3, 0, 0, 0, 0)
    ana = known(scope)["Ana Reyes"]
    assert (ana.external_id, ana.email, ana.job, ana.account.name) == ("u1", "ana@acme.com", "Dispatcher", "Acme")
    assert ana.extra == {"Phone": "123"}
    assert Account.objects.filter(workspace=scope.workspace).count() == 2


def test_a_second_import_changes_nothing(bring):
    bring(CONTACTS)
    assert counts(bring(CONTACTS)) == (0, 0, 3, 0, 0)


def test_people_known_from_notes_by_hand_are_found_again(scope, bring):
    acme = make_account(scope.workspace, "Acme")
    find_or_create_person(workspace=scope.workspace, account=None, name="Ana", email="Ana@acme.com", now=NOW)
    find_or_create_person(workspace=scope.workspace, account=acme, name="Bo Lind", email="", now=NOW)
    assert counts(bring(CONTACTS)) == (1, 2, 0, 0, 0)
    assert known(scope)["Bo Lind"].key == "e:bo@acme.com"
    assert known(scope)["Ana Reyes"].account == acme


def test_an_address_brings_a_person_to_the_account_of_its_domain(scope, bring):
    acme = make_account(scope.workspace, "Acme", domain="acme.com")
    bring("name,email\nAna,ana@acme.com\nSam,sam@gmail.com\n")
    assert (known(scope)["Ana"].account, known(scope)["Sam"].account) == (acme, None)


def test_two_rows_for_one_person_the_first_counts(bring):
    account = bring("name,email\nAna,ana@acme.com\nAna R.,ANA@acme.com\n")
    assert counts(account) == (1, 0, 0, 1, 0)
    assert account.repeats[0].reason == "Row 1 is this person already; the first row counts."


def test_somebody_without_address_id_or_account_is_refused_and_leaves_no_account(scope, bring):
    fields = {"name": ["name"], "email": ["email"], "account_name": ["company"]}
    account = bring("name,email,company\nAna,,\n,,Acme\nBo,bo at acme,Acme\nCy,cy@acme.com,\n", fields=fields)
    assert counts(account) == (1, 0, 0, 0, 3)
    assert [row.row for row in account.refused] == [1, 2, 3]
    assert account.refused[2].reason == "“bo at acme” is not an e-mail address."
    assert not Account.objects.filter(workspace=scope.workspace).exists()


def test_a_file_without_any_way_to_tell_people_is_refused_as_a_whole(scope, file):
    with pytest.raises(Invalid, match="at least one of “name”, “e-mail”, “id”"):
        import_file(scope=scope, path=file("p.csv", "a,b\n1,2\n"), record="people", now=NOW, fields={"job": ["a"]})
