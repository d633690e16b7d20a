"""The kept counts of accounts against what their pages count, and how the facts read, in SQL and in words."""

from datetime import timedelta
from itertools import product
from random import Random
from types import SimpleNamespace

import pytest
from tests.people import NOW, make_account, make_channel
from tests.things import make_feature, make_opportunity, make_person, make_theme, say, tie

from clew.insights.actions.customers_counts import recount_accounts, recount_customers, refresh_customers
from clew.insights.actions.evidence import Passage
from clew.insights.actions.notes import create_note
from clew.insights.models import AccountCounts
from clew.insights.queries.accounts import items_of, people_of, sum_of, themes_of
from clew.insights.queries.accounts_health import POINTS, READING, read
from clew.kit.rows import one_row
from clew.thread.actions.items import edit_item
from clew.thread.models import Item

TODAY = NOW.date()


@pytest.fixture
def company(scope):
    """Three accounts that say much of the same: items on one theme and on several, quotes, for and against, repeats."""
    chance = Random(5)
    accounts = [make_account(scope.workspace, name) for name in ("Acme", "Bolt", "Cold")]
    people = [make_person(scope, f"P{n}", accounts[n % 2]) for n in range(4)]
    notes = []
    for number in range(60):
        person = chance.choice(people)
        notes.append(
            say(
                scope, f"Words {number} of theirs", account=person.account, person=person, mood=chance.choice((-1, 0, 1, None)),
                said_at=NOW - timedelta(days=chance.randrange(200)), is_dated=chance.random() > 0.1,
                duplicate_of=notes[0] if number and number % 9 == 0 else None,
            )
        )  # fmt: skip
    themes = [make_theme(scope, f"T{n}", chance.sample(notes, 20)) for n in range(4)]
    items = [make_opportunity(scope, f"O{n}") for n in range(8)] + [make_feature(scope, f"F{n}") for n in range(4)]
    for number, item in enumerate(items):
        sources = [themes[number % 4]] + ([themes[(number + 1) % 4]] if number % 3 == 0 else [])
        sources += [chance.choice(notes)] if number % 2 else []
        sources += [Passage(chance.choice(notes), 0, 5)] if number % 5 == 0 else []
        for source in sources:
            tie(scope, item, source, stance="against" if chance.random() < 0.2 else "for")
    Item.objects.filter(pk__in=[item.pk for item in items[::3]]).update(status="done")
    Item.objects.filter(pk=items[2].pk).update(status="served")
    Item.objects.filter(pk=items[1].pk).update(status="dropped")
    return accounts


def test_kept_counts_are_what_the_page_counts(workspace, company):
    recount_customers(workspace=workspace, now=NOW)
    for account in company:
        kept = AccountCounts.objects.get(account=account)
        items = items_of(account=account)
        now = sum_of(account=account, today=TODAY, items=items)
        for name in (
            "notes",
            "repeats",
            "people",
            "first_said",
            "last_said",
            "negative",
            "neutral",
            "positive",
            "asked",
            "got",
        ):
            assert getattr(kept, name) == getattr(now, name), name
        assert kept.themes == len(themes_of(account=account))
        assert kept.people == len(people_of(account=account))
        reading = read(now, renews_on=account.renews_on, today=TODAY)
        assert (kept.points, kept.reading) == (reading.points, reading.health)


def test_counting_one_account_gives_what_counting_all_does(workspace, company):
    recount_customers(workspace=workspace, now=NOW)
    before = {row.pk: row.__dict__ for row in AccountCounts.objects.all()}
    AccountCounts.objects.all().delete()
    recount_accounts(workspace=workspace, account_ids=[account.pk for account in company], now=NOW)
    for row in AccountCounts.objects.all():
        assert {k: v for k, v in row.__dict__.items() if k != "_state"} == {
            k: v for k, v in before[row.pk].items() if k != "_state"
        }


def test_a_new_note_is_counted_by_the_job_alone_where_it_belongs(scope, workspace, company):
    recount_customers(workspace=workspace, now=NOW)
    before = AccountCounts.objects.get(account=company[2]).notes
    create_note(
        workspace=workspace, text="Anew", channel=make_channel(workspace), account=company[2], by=scope.actor, now=NOW
    )
    refresh_customers(workspace=workspace, now=NOW)
    assert AccountCounts.objects.get(account=company[2]).notes == before + 1


def test_what_is_done_counts_as_got_after_the_job(scope, workspace):
    account = make_account(workspace, "Acme")
    need = make_opportunity(scope)
    tie(scope, need, say(scope, "Words", account=account))
    recount_customers(workspace=workspace, now=NOW)
    assert AccountCounts.objects.get(account=account).asked == 1
    edit_item(item=need, by=scope.actor, now=NOW, status="served")
    refresh_customers(workspace=workspace, now=NOW)
    kept = AccountCounts.objects.get(account=account)
    assert (kept.asked, kept.got) == (0, 1)


@pytest.mark.parametrize(
    ("bad", "mixed", "good", "asked", "days", "health"),
    [
        (0, 0, 0, 0, None, ""),
        (2, 0, 0, 0, None, ""),
        (0, 0, 3, 0, None, "good"),
        (2, 0, 2, 0, None, "risk"),
        (2, 1, 1, 0, 30, "bad"),
        (2, 2, 1, 0, 30, "risk"),
        (0, 0, 3, 5, -1, "risk"),
        (0, 0, 0, 9, 60, "risk"),
        (0, 0, 3, 0, 61, "good"),
        (3, 0, 0, 5, 1, "bad"),
    ],
)
def test_the_facts_read(bad, mixed, good, asked, days, health):
    facts = SimpleNamespace(negative=bad, neutral=mixed, positive=good, asked=asked)
    reading = read(facts, renews_on=TODAY + timedelta(days=days) if days is not None else None, today=TODAY)
    assert reading.health == health
    assert reading.points == sum(line.points for line in reading.lines)


def test_lists_and_pages_read_alike(db):
    for bad, mixed, good, asked, days in product((0, 1, 2, 3), (0, 2), (0, 1, 4), (0, 4, 5), (None, -5, 0, 60, 61)):
        facts = SimpleNamespace(negative=bad, neutral=mixed, positive=good, asked=asked)
        renews_on = TODAY + timedelta(days=days) if days is not None else None
        sql = f"""
            with facts as (select %(bad)s as negative, %(mixed)s as neutral, %(good)s as positive, %(asked)s as asked,
              %(renews)s::date as renews_on), judged as (select *, {POINTS} as points from facts)
            select points, {READING} as health from judged"""
        asked_for = {"bad": bad, "mixed": mixed, "good": good, "asked": asked, "renews": renews_on, "today": TODAY}
        found = one_row(sql, asked_for, dict)
        reading = read(facts, renews_on=renews_on, today=TODAY)
        assert (found["points"], found["health"]) == (reading.points, reading.health), asked_for
