"""What counts once: a note, a person, an account, a repeat."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import NOW, make_account, make_channel
from tests.things import make_feature, make_objective, make_opportunity, make_person, make_theme, say, tie

from clew.insights.actions.evidence import Passage, link_evidence
from clew.insights.actions.rollups import refresh_rollups
from clew.insights.models import Reach
from clew.insights.queries.reach import count_reach, reach_of
from clew.insights.queries.said import accounts_behind, notes_behind
from clew.thread.actions.items import archive_item

TODAY = NOW.date()


@pytest.fixture
def item(scope):
    return make_opportunity(scope)


def reach(item):
    return reach_of(item_id=item.pk, today=TODAY)


def counted_live(item):
    (row,) = count_reach(item_ids=[item.pk], today=TODAY)
    return row


def test_what_is_kept_says_the_same_as_counting(scope, item):
    account = make_account(scope.workspace, "Calder", arr=Decimal(71_000))
    notes = [
        say(scope, f"The board breaks. {day}", account=account, said_at=NOW - timedelta(days=day)) for day in range(40)
    ]
    for source in (*notes, make_theme(scope, notes=notes[:5])):
        tie(scope, item, source)
    tie(scope, item, say(scope, "It never does."), stance="against")
    refresh_rollups(workspace=scope.workspace, now=NOW)
    with CaptureQueriesContext(connection) as asked:
        kept = reach(item)
    assert len(asked) == 1
    assert kept == counted_live(item)
    assert (kept.notes, kept.arr, kept.themes, kept.against, sum(kept.weekly)) == (40, 71_000, 1, 1, 40)


def test_what_is_kept_is_not_shown_once_something_happened(scope, item):
    tie(scope, item, say(scope, "The board breaks."))
    refresh_rollups(workspace=scope.workspace, now=NOW)
    tie(scope, item, say(scope, "It breaks every day."))
    assert Reach.objects.get(item=item).notes == 1
    assert reach(item).notes == 2


def test_what_is_kept_is_not_shown_in_another_week(scope, item):
    tie(scope, item, say(scope, "The board breaks.", said_at=NOW))
    refresh_rollups(workspace=scope.workspace, now=NOW)
    later = reach_of(item_id=item.pk, today=TODAY + timedelta(days=7))
    assert (reach(item).weekly[-1], later.weekly[-2:]) == (1, [1, 0])


def test_an_event_that_became_visible_late_is_counted_all_the_same(scope, item):
    """A long transaction: its event says when it began, and counting went on meanwhile."""
    refresh_rollups(workspace=scope.workspace, now=NOW + timedelta(hours=1))
    tie(scope, item, say(scope, "The board breaks."))
    refresh_rollups(workspace=scope.workspace, now=NOW)
    assert Reach.objects.get(item=item).notes == 1


def test_without_evidence_nothing_is_reached(item):
    row = reach(item)
    assert (row.notes, row.voices, row.accounts, row.arr, row.weekly) == (0, 0, 0, 0, [0] * 12)


def test_a_note_tied_three_ways_counts_once(scope, item):
    note = say(scope, "The board breaks every morning.")
    theme = make_theme(scope, notes=[note])
    for source in (note, theme, Passage(note, 0, 9)):
        tie(scope, item, source)
    assert (reach(item).notes, reach(item).voices) == (1, 1)


def test_a_person_in_two_channels_is_one_voice(scope, item):
    account = make_account(scope.workspace, "Calder", arr=Decimal(71_000))
    person = make_person(scope, "Dana", account)
    for channel in ("Support", "Survey"):
        channel_row = make_channel(scope.workspace, channel)
        tie(scope, item, say(scope, f"From {channel}", person=person, account=account, channel=channel_row))
    row = reach(item)
    assert (row.notes, row.voices, row.channels, row.accounts, row.arr) == (2, 1, 2, 1, 71_000)


def test_a_repeat_counts_as_what_it_repeats(scope, item):
    first = say(scope, "Sync fails")
    again = say(scope, "Sync fails!", duplicate_of=first)
    tie(scope, item, first)
    tie(scope, item, again)
    assert (reach(item).notes, reach(item).voices) == (1, 1)


def test_a_repeat_alone_still_counts_one(scope, item):
    first = say(scope, "Sync fails")
    tie(scope, item, say(scope, "Sync fails!", duplicate_of=first))
    assert (reach(item).notes, reach(item).voices) == (1, 1)


def test_two_people_of_one_account_bring_its_revenue_once(scope, item):
    account = make_account(scope.workspace, "Calder", arr=Decimal(71_000))
    for name in ("Dana", "Eve"):
        tie(scope, item, say(scope, name, account=account, person=make_person(scope, name, account)))
    row = reach(item)
    assert (row.voices, row.accounts, row.arr) == (2, 1, 71_000)


def test_what_speaks_against_does_not_count_for_it(scope, item):
    pro, con = say(scope, "Yes"), say(scope, "No")
    tie(scope, item, make_theme(scope, notes=[pro, con]))
    tie(scope, item, con, stance="against")
    assert (reach(item).notes, reach(item).against) == (1, 1)


def test_an_objective_reaches_everything_below_it_once(scope):
    objective = make_objective(scope)
    first, second = (make_opportunity(scope, title, advances=[objective]) for title in ("One", "Two"))
    feature = make_feature(scope, serves=[first, second])
    shared, own = say(scope, "Shared"), say(scope, "Own")
    tie(scope, first, shared)
    tie(scope, second, shared)
    tie(scope, feature, own)
    row = reach(objective)
    assert (row.notes, row.work) == (2, 1)
    assert reach(first).notes == 2


def test_what_hangs_on_an_archived_item_no_longer_counts(scope, now):
    objective = make_objective(scope)
    opportunity = make_opportunity(scope, advances=[objective])
    tie(scope, opportunity, say(scope, "Yes"))
    archive_item(item=opportunity, by=scope.actor, now=now)
    assert reach(objective).notes == 0


def test_weeks_are_counted_from_monday_and_undated_notes_left_out(scope, item):
    for days in (0, 4, 5, 7 * 11 + 4, 7 * 11 + 5):  # today is a Friday
        tie(scope, item, say(scope, f"{days} days ago", said_at=NOW - timedelta(days=days)))
    tie(scope, item, say(scope, "Some day", is_dated=False))
    weekly = reach(item).weekly
    assert (weekly[11], weekly[10], weekly[0], sum(weekly)) == (2, 1, 1, 4)


def test_many_items_are_counted_in_one_statement(scope, django_assert_num_queries):
    items = [make_opportunity(scope, str(number)) for number in range(5)]
    tie(scope, items[3], say(scope, "Yes"))
    with django_assert_num_queries(1):
        found = {row.item_id: row.notes for row in count_reach(item_ids=[item.pk for item in items], today=TODAY)}
    assert [found[item.pk] for item in items] == [0, 0, 0, 1, 0]


def test_every_count_opens_to_what_it_counts(scope, item):
    account = make_account(scope.workspace, "Calder", arr=Decimal(71_000))
    first = say(scope, "Sync fails", account=account)
    tie(
        scope,
        item,
        make_theme(scope, notes=[first, say(scope, "Sync fails!", duplicate_of=first), say(scope, "Other")]),
    )
    tie(scope, item, say(scope, "No", account=account), stance="against")
    notes, _ = notes_behind(item_id=item.pk)
    assert len([note for note in notes if not note.against]) == reach(item).notes == 2
    assert [(row.name, row.notes) for row in accounts_behind(item_id=item.pk)] == [("Calder", 1)]


def test_a_feature_is_heard_through_the_need_it_addresses_and_not_through_its_siblings(scope, item):
    tie(scope, item, say(scope, "The board breaks every morning."))
    feature, sibling = (make_feature(scope, title, serves=[item]) for title in ("Crew swap", "Absence by text"))
    tie(scope, sibling, say(scope, "Let them text OUT."))
    assert (reach(feature).notes, reach(sibling).notes, reach(item).notes) == (1, 2, 2)


def test_evidence_tied_to_a_need_reaches_the_kept_counts_of_its_features(scope, item, now):
    feature = make_feature(scope, serves=[item])
    refresh_rollups(workspace=scope.workspace, now=now + timedelta(minutes=1))
    note, later = say(scope, "The board breaks every morning."), now + timedelta(minutes=2)
    link_evidence(item=item, source=note, by=scope.actor, now=later)
    refresh_rollups(workspace=scope.workspace, now=later)
    assert Reach.objects.get(item=feature).notes == 1
