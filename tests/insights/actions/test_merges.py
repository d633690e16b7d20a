"""Merging: what counts once before counts once after, and undo puts every row back."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from tests.people import NOW, make_account
from tests.things import make_opportunity, make_person, make_theme, say, tie

from clew.insights.actions.customers import create_account, find_or_create_person
from clew.insights.actions.customers_counts import recount_customers
from clew.insights.actions.imports.accounts import AccountBook, AccountClue
from clew.insights.actions.merges import dismiss_likeness, merge_accounts, merge_people
from clew.insights.actions.rollups import recount
from clew.insights.models import Account, AccountCounts, Likeness, Note, Person, Reach, ThemeReach
from clew.insights.queries.accounts_merging import (
    account_called,
    arr_after,
    effect_of_accounts,
    effect_of_people,
    person_called,
)
from clew.kit.errors import Conflict, Invalid
from clew.workspaces.actions.events import Subject
from clew.workspaces.actions.undo import undo
from clew.workspaces.models import Event

DERIVED = {"insights_accountcounts", "insights_customerscounted", "insights_reach", "insights_themereach",
           "insights_segmentmember", "insights_rollup", "insights_segmentreach"}  # fmt: skip


@pytest.fixture
def acme(workspace):
    return make_account(workspace, "Acme", arr=Decimal(40_000), domain="acme.example", extra={"Vans": "12"})


@pytest.fixture
def acme_inc(workspace):
    return make_account(
        workspace, "Acme Inc", arr=Decimal(6_000), external_id="17", plan="Fleet", extra={"Vans": "9", "City": "Oslo"}
    )


@pytest.fixture
def spoken(scope, acme, acme_inc):
    """Both speak in one theme; Bo is known at both, by name; Ana at one."""
    bo, other_bo = make_person(scope, "Bo Lind", acme), by_name(scope, "BO  Lind", acme_inc)
    ana = make_person(scope, "Ana Reyes", acme_inc)
    notes = [
        say(scope, "One", account=acme, person=bo),
        say(scope, "Two", account=acme_inc, person=other_bo),
        say(scope, "Three", account=acme_inc, person=ana),
        say(scope, "Four", account=acme_inc),
    ]
    theme = make_theme(scope, "Routes", notes)
    need = make_opportunity(scope, "Plan the day")
    tie(scope, need, theme)
    return theme, need


def by_name(scope, name, account):
    return Person.objects.create(
        workspace=scope.workspace, account=account, key=f"a:{account.pk}:{name.lower()}", name=name,
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip


def merge(scope, kept, gone, **values):
    return merge_accounts(kept=kept, gone=gone, by=scope.actor, now=NOW, **values)


def rows():
    """Everything of insights that people or sources said, row by row."""
    tables = {model._meta.db_table for model in apps.get_app_config("insights").get_models()} - DERIVED
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"select t::text from {table} t order by 1")
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def take_back(scope, verb):
    return undo(event=Event.objects.filter(verb=verb, undoes=None).latest("at", "id"), by=scope.actor, now=NOW)


class TestAccounts:
    def test_everything_of_both_is_the_kept_ones(self, scope, acme, acme_inc, spoken):
        kept = merge(scope, acme, acme_inc)
        assert not Account.objects.filter(pk=acme_inc.pk).exists()
        assert Note.objects.filter(account=acme).count() == 4
        assert sorted(Person.objects.filter(account=acme).values_list("name", flat=True)) == ["Ana Reyes", "Bo Lind"]
        kept.refresh_from_db()
        assert (kept.arr, kept.plan, kept.external_id, kept.domain) == (40_000, "Fleet", "17", "acme.example")
        assert kept.extra == {"Vans": "12", "City": "Oslo"}

    @pytest.mark.parametrize(("chosen", "arr"), [("kept", 40_000), ("gone", 6_000), ("together", 46_000)])
    def test_the_revenue_is_whose_was_chosen(self, scope, acme, acme_inc, chosen, arr):
        merge(scope, acme, acme_inc, arr=arr_after(kept=acme, gone=acme_inc, chosen=chosen))
        acme.refresh_from_db()
        assert acme.arr == arr

    def test_what_was_said_before_is_what_lists_show_after(self, scope, workspace, acme, acme_inc, spoken):
        theme, need = spoken
        recount(workspace=workspace, now=NOW)
        told = effect_of_accounts(kept=acme, gone=acme_inc)
        assert (told.kept.notes, told.gone.notes, told.notes_after) == (1, 3, 4)
        assert (told.kept.people, told.gone.people, told.people_after) == (1, 2, 2)
        assert told.namesakes == ["Bo Lind"]
        assert [item.id for item in told.items] == [need.pk]
        (effect,) = told.themes
        assert (effect.accounts, effect.accounts_after, effect.voices, effect.voices_after) == (2, 1, 4, 3)
        merge(scope, acme, acme_inc)
        recount(workspace=workspace, now=NOW)
        reach = ThemeReach.objects.get(theme=theme, days=0)
        assert (reach.accounts, reach.voices) == (effect.accounts_after, effect.voices_after)
        counts = AccountCounts.objects.get(account=acme)
        assert (counts.notes, counts.people) == (told.notes_after, told.people_after)
        assert Reach.objects.get(item=need).accounts == 1

    def test_undo_restores_every_row(self, scope, workspace, acme, acme_inc, spoken):
        for number in range(30):  # so many are taken back together
            say(scope, f"More {number}", account=acme_inc)
        tie(scope, spoken[1], Note.objects.filter(account=acme_inc).first(), stance="against")
        before = rows()
        merge(scope, acme, acme_inc)
        assert rows() != before
        take_back(scope, "account.merged")
        assert rows() == before
        recount_customers(workspace=workspace, now=NOW, likenesses=False)
        recount(workspace=workspace, now=NOW)
        assert ThemeReach.objects.get(theme=spoken[0], days=0).voices == 4
        assert AccountCounts.objects.get(account=acme_inc).notes == 33

    def test_undo_and_again_is_the_merge(self, scope, acme, acme_inc, spoken):
        merge(scope, acme, acme_inc)
        merged = rows()
        undone = take_back(scope, "account.merged")
        undo(event=undone, by=scope.actor, now=NOW)
        assert rows() == merged

    def test_undo_is_refused_where_a_note_was_moved_since(self, scope, acme, acme_inc, spoken):
        merge(scope, acme, acme_inc)
        moved = Note.objects.get(text="Two")
        moved.account = make_account(scope.workspace, "Calder")
        moved.save()
        with pytest.raises(Conflict, match="changed again since"):
            take_back(scope, "account.merged")
        assert not Account.objects.filter(pk=acme_inc.pk).exists()

    def test_namesakes_with_two_addresses_stay_two(self, scope, acme, acme_inc):
        for account, email in ((acme, "bo@acme.example"), (acme_inc, "bo@other.example")):
            Person.objects.create(
                workspace=scope.workspace, account=account, key=f"e:{email}", email=email, name="Bo Lind",
                created_at=NOW, updated_at=NOW,
            )  # fmt: skip
        assert effect_of_accounts(kept=acme, gone=acme_inc).people_after == 2
        merge(scope, acme, acme_inc)
        assert Person.objects.filter(account=acme).count() == 2

    def test_one_cannot_be_merged_with_itself_or_with_what_is_gone(self, scope, acme, acme_inc):
        with pytest.raises(Invalid):
            merge(scope, acme, acme)
        merge(scope, acme, acme_inc)
        with pytest.raises(Conflict):
            merge(scope, acme, acme_inc)

    def test_it_is_one_event_about_the_kept_one(self, scope, acme, acme_inc, spoken):
        before = Event.objects.count()
        merge(scope, acme, acme_inc)
        event = Event.objects.latest("at", "id")
        assert Event.objects.count() == before + 1
        assert (event.verb, Subject(event.subject_kind, event.subject_id)) == (
            "account.merged",
            Subject("account", acme.pk),
        )
        assert event.sentence == "Merged the account Acme Inc into Acme."


class TestLater:
    """What arrives after a merge, by what the merged one was called."""

    @pytest.fixture(autouse=True)
    def merged(self, scope, workspace, acme, acme_inc):
        acme_inc.domain = "acme-inc.example"
        acme_inc.save()
        acme.external_id = "4"
        acme.save()
        merge(scope, acme, acme_inc)

    @pytest.mark.parametrize(
        "clue",
        [
            AccountClue(name="ACME inc"),
            AccountClue(external_id="17"),
            AccountClue(hint="acme-inc.example"),
            AccountClue(name="Acme Inc", external_id="17", domain="acme-inc.example"),
        ],
    )
    def test_its_notes_land_with_the_kept_account(self, workspace, acme, clue):
        book = AccountBook(workspace, NOW)
        book.look_up([clue])
        assert book.resolve(clue) == acme.pk
        book.write()
        acme.refresh_from_db()
        assert (acme.name, acme.external_id, acme.domain) == ("Acme", "4", "acme.example")
        assert Account.objects.filter(workspace=workspace).count() == 1

    def test_its_name_makes_no_new_account(self, scope, workspace):
        with pytest.raises(Conflict, match="Acme Inc was merged into Acme"):
            create_account(workspace=workspace, name="acme INC", by=scope.actor, now=NOW)

    def test_its_old_address_leads_on(self, workspace, acme, acme_inc):
        assert account_called(workspace=workspace, pk=acme_inc.pk) == acme.pk

    def test_after_undo_its_name_is_its_own_again(self, scope, workspace, acme_inc):
        take_back(scope, "account.merged")
        book = AccountBook(workspace, NOW)
        book.look_up([AccountClue(name="Acme Inc")])
        assert book.resolve(AccountClue(name="Acme Inc")) == acme_inc.pk


class TestPeople:
    @pytest.fixture
    def two(self, workspace, acme):
        def make(name, email):
            return find_or_create_person(workspace=workspace, account=acme, name=name, email=email, now=NOW)

        return make("Robert Lind", "robert@acme.example"), make("Bob Lind", "bob@mail.example")

    def test_a_merged_person_counts_once(self, scope, workspace, acme, two):
        theme = make_theme(
            scope, "Routes", [say(scope, f"Said {n}", account=acme, person=one) for n, one in enumerate(two)]
        )
        recount(workspace=workspace, now=NOW)
        (effect,) = effect_of_people(kept=two[0], gone=two[1]).themes
        assert (effect.voices, effect.voices_after, effect.accounts_after) == (2, 1, 1)
        merge_people(kept=two[0], gone=two[1], by=scope.actor, now=NOW)
        recount(workspace=workspace, now=NOW)
        assert ThemeReach.objects.get(theme=theme, days=0).voices == 1
        assert AccountCounts.objects.get(account=acme).people == 1
        take_back(scope, "person.merged")
        recount(workspace=workspace, now=NOW)
        assert ThemeReach.objects.get(theme=theme, days=0).voices == 2

    @pytest.mark.parametrize(
        ("name", "email"), [("", "bob@mail.example"), ("Bob Lind", ""), ("bob LIND", "bob@mail.example")]
    )
    def test_later_notes_land_with_the_kept_one(self, scope, workspace, acme, two, name, email):
        merge_people(kept=two[0], gone=two[1], by=scope.actor, now=NOW)
        found = find_or_create_person(workspace=workspace, account=acme, name=name, email=email, now=NOW)
        assert found == two[0]
        found.refresh_from_db()
        assert (found.name, found.email) == ("Robert Lind", "robert@acme.example")

    def test_undo_restores_every_row(self, scope, acme, two):
        say(scope, "Said", account=acme, person=two[1])
        before = rows()
        merge_people(kept=two[0], gone=two[1], by=scope.actor, now=NOW)
        take_back(scope, "person.merged")
        assert rows() == before
        assert person_called(workspace=scope.workspace, pk=two[1].pk) is None

    def test_a_chain_of_merges_leads_to_the_last(self, scope, workspace, acme, two):
        third = find_or_create_person(
            workspace=workspace, account=acme, name="R. Lind", email="r@acme.example", now=NOW
        )
        merge_people(kept=two[0], gone=two[1], by=scope.actor, now=NOW)
        merge_people(kept=third, gone=two[0], by=scope.actor, now=NOW)
        for email in ("bob@mail.example", "robert@acme.example", "r@acme.example"):
            assert find_or_create_person(workspace=workspace, account=None, name="", email=email, now=NOW) == third
        assert person_called(workspace=workspace, pk=two[1].pk) == third.pk


class TestLikenesses:
    def test_one_set_aside_is_not_proposed_again(self, scope, workspace, acme, acme_inc):
        recount_customers(workspace=workspace, now=NOW)
        likeness = Likeness.objects.get(workspace=workspace)
        assert {likeness.first, likeness.second} == {acme.pk, acme_inc.pk}
        dismiss_likeness(likeness=likeness, by=scope.actor, now=NOW)
        recount_customers(workspace=workspace, now=NOW)
        assert Likeness.objects.get(workspace=workspace).dismissed_at == NOW

    def test_a_merge_settles_it(self, scope, workspace, acme, acme_inc):
        recount_customers(workspace=workspace, now=NOW)
        merge(scope, acme, acme_inc)
        assert not Likeness.objects.filter(workspace=workspace).exists()
