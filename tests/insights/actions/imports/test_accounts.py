from datetime import date
from decimal import Decimal

import pytest
from tests.importing import counts
from tests.people import NOW, make_account

from clew.insights.models import Account
from clew.interchange.actions.importing import import_file
from clew.kit.errors import Invalid

CRM = """Account ID,Account Name,Website,Segment,Plan,ARR,Renewal Date,Owner
A1,Blue Ridge HVAC,https://www.blueridge.com/,mid-market,Team,$46k,2027-03-31,Ana
A2,Acme,acme.com,enterprise,Scale,"$1,200,000.00",2026-12-01,Bo
,Copper,,small,,,,
"""


@pytest.fixture
def bring(scope, file):
    def bring(text: str, **arguments: object):
        path = file("crm.csv", text)
        return import_file(scope=scope, path=path, record="accounts", now=NOW, **arguments)

    return bring


def known(scope) -> dict[str, Account]:
    return {account.name: account for account in Account.objects.filter(workspace=scope.workspace)}


def test_every_column_finds_its_place_and_unknown_ones_are_kept(scope, bring):
    assert counts(bring(CRM)) == (3, 0, 0, 0, 0)
    account = known(scope)["Blue Ridge HVAC"]
    assert (account.external_id, account.domain, account.segment, account.plan) == (
        "A1",
        "blueridge.com",
        "mid-market",
        "Team",
    )
    assert (account.arr, account.renews_on, account.extra) == (Decimal(46000), date(2027, 3, 31), {"Owner": "Ana"})
    assert known(scope)["Acme"].arr == Decimal(1_200_000)
    assert known(scope)["Copper"].arr is None


def test_a_second_import_changes_nothing(bring):
    bring(CRM)
    assert counts(bring(CRM)) == (0, 0, 3, 0, 0)


def test_a_changed_row_updates_and_an_empty_cell_leaves_what_is_known(scope, bring):
    bring(CRM)
    assert counts(bring(CRM.replace("$46k", "50000").replace("Team", ""))) == (0, 1, 2, 0, 0)
    account = known(scope)["Blue Ridge HVAC"]
    assert (account.arr, account.plan) == (Decimal(50000), "Team")


def test_an_account_is_told_by_id_then_name_then_domain(scope, bring):
    bring(CRM)
    assert counts(bring("id,name,domain\nA1,Blue Ridge,\n,ACME ,\n")) == (0, 2, 0, 0, 0)
    assert set(known(scope)) == {"Blue Ridge", "ACME", "Copper"}
    assert counts(bring("name,domain\nAcme Corp,acme.com\n")) == (0, 1, 0, 0, 0)
    assert set(known(scope)) == {"Blue Ridge", "Acme Corp", "Copper"}


def test_two_accounts_of_one_domain_stay_two(scope, bring):
    text = "name,domain\nMaps,search.com\nCloud,search.com\n"
    assert counts(bring(text)) == (2, 0, 0, 0, 0)
    assert counts(bring(text)) == (0, 0, 2, 0, 0)


def test_two_rows_for_one_account_the_first_counts_and_again_the_next_time(bring):
    text = "name,plan\nAcme,pro\nacme,free\n"
    account = bring(text)
    assert counts(account) == (1, 0, 0, 1, 0)
    assert account.repeats[0].reason == "Row 1 is this account already; the first row counts."
    assert counts(bring(text)) == (0, 0, 1, 1, 0)


def test_a_name_that_belongs_to_another_id_is_refused(scope, bring):
    make_account(scope.workspace, "Acme", external_id="X")
    account = bring("id,name\nY,Acme\nZ,Blue\n")
    assert counts(account) == (1, 0, 0, 0, 1)
    assert account.refused[0].column == "name"
    assert account.refused[0].reason.startswith("There is an account “Acme” already, with the id X.")


@pytest.mark.parametrize(
    ("arr", "reason"),
    [
        ("(12)", "Revenue is at least 0"),
        ("46 000 €", "The amount is in EUR; this workspace counts in USD. Convert it first."),
        ("a lot", "“a lot” is not a number"),
        ("9999999999999", "Revenue is at least 0 and below"),
    ],
)
def test_revenue_that_cannot_be_is_refused(bring, arr, reason):
    account = bring(f"name,arr\nAcme,{arr}\nBlue,$5\n", fields={"name": ["name"], "arr": ["arr"]})
    assert counts(account) == (1, 0, 0, 0, 1)
    assert account.refused[0].column == "arr"
    assert reason in account.refused[0].reason


def test_amounts_that_read_both_ways_are_asked_about(bring):
    with pytest.raises(Invalid, match=r"“1\.234” reads both ways"):
        bring("name,arr\nAcme,1.234\nBlue,5\n")


def test_rows_without_a_name_are_refused(bring):
    account = bring("name,arr\n,5\nAcme,6\n")
    assert [(row.row, row.column, row.reason) for row in account.refused] == [
        (1, "name", "The cell is empty, and this field is needed.")
    ]


def test_nothing_of_another_workspace_is_touched(world, bring):
    before = list(Account.objects.filter(workspace=world.elsewhere).values())
    bring("name,plan\nAcme,pro\n")
    assert list(Account.objects.filter(workspace=world.elsewhere).values()) == before
