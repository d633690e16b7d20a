"""Segments, people and merges in a browser, with long words and everything filled: nothing for axe, nothing too wide."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponseBase
from playwright.sync_api import Browser
from tests import glances
from tests.pages import client_of
from tests.people import NOW, make_account
from tests.things import make_opportunity, make_person, make_theme, say, tie

from clew.insights.actions.customers_counts import recount_customers
from clew.insights.actions.merges import merge_people
from clew.insights.actions.segments import create_segment
from clew.insights.queries.segments_rules import Condition, Group, Rule

LONG = "Donaudampfschifffahrtsgesellschaft " * 5
RULE = Rule((Group((Condition("arr", "at_least", "50000"), Condition(f"extra:{LONG.strip()}", "is", LONG.strip()))),
             Group((Condition("plan", "one_of", "Solo, Fleet"),))))  # fmt: skip


@pytest.fixture
def answers(scope, world) -> dict[str, HttpResponseBase]:
    workspace = scope.workspace
    account = make_account(
        workspace, LONG.strip(), arr=Decimal(71_000), health="bad", health_reason=LONG, renews_on=NOW.date() - timedelta(days=9),
        extra={LONG.strip(): LONG},
    )  # fmt: skip
    twin = make_account(workspace, f"{LONG.strip()} Inc", arr=Decimal(9))
    whose = (account, twin, account)
    person, other, third = (make_person(scope, f"{LONG.strip()} {n}", one) for n, one in enumerate(whose))
    notes = [say(scope, f"{LONG} {n}", account=account, person=person, mood=-1) for n in range(3)]
    notes.append(say(scope, LONG, account=twin, person=other))
    need = make_opportunity(scope, LONG[:120].strip())
    for source, stance in (
        (make_theme(scope, LONG[:120].strip(), notes), "for"),
        (notes[0], "for"),
        (notes[1], "against"),
    ):
        tie(scope, need, source, stance=stance)
    merge_people(kept=person, gone=third, by=scope.actor, now=NOW)
    segment = create_segment(
        workspace=workspace, name=LONG[:80].strip(), description=LONG, rule=RULE, by=scope.actor, now=NOW
    )
    recount_customers(workspace=workspace, now=NOW)
    addresses = (
        f"customers/{account.pk}/", "customers/?health=bad", "customers/segments/", f"customers/segments/{segment.pk}/",
        "customers/alike/", f"customers/{account.pk}/merge/?with={twin.pk}", f"customers/{account.pk}/merge/",
        f"people/{person.pk}/", f"people/{person.pk}/edit/", f"people/{person.pk}/merge/?with={other.pk}",
    )  # fmt: skip
    bob = client_of(world.bob)
    found = {f"/w/northwind/{address}": bob.get(f"/w/northwind/{address}") for address in addresses}
    wrong = {
        "name": "",
        "groups": "1",
        "g0-size": "1",
        "g0-c0-field": "arr",
        "g0-c0-op": "contains",
        "g0-c0-value": "x",
    }
    return found | {"/w/northwind/customers/segments/new/": bob.post("/w/northwind/customers/segments/new/", wrong)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with glances.chromium() as browser:
        yield browser


@pytest.mark.browser
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(browser: Browser, answers: dict[str, HttpResponseBase]):
    for address, answer in answers.items():
        assert answer.status_code == 200, address
        glances.is_fit(browser, address, answer, address.strip("/").replace("/", "-").replace("?", "-"))
