from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from clew.insights.actions.notes import create_note
from clew.insights.models import Channel, Note
from clew.kit.errors import Conflict
from clew.strategy.actions.objectives import create_key_result, create_objective, find_or_create_period
from clew.strategy.models import KeyResult, Objective
from clew.thread.actions.items import edit_item
from clew.thread.models import Item
from clew.workspaces.actions.events import Actor
from clew.workspaces.actions.undo import last_undoable, undo
from clew.workspaces.models import Event


@pytest.fixture
def objective(workspace, bob, now):
    by = Actor(bob)
    dates = {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 12, 31)}
    period = find_or_create_period(workspace=workspace, name="H2", by=by, now=now, **dates)
    return create_objective(workspace=workspace, title="Make the plan hold", period=period, by=by, now=now)


def undo_last(workspace, user, now):
    return undo(event=last_undoable(workspace=workspace, user=user), by=Actor(user), now=now)


def test_an_edit_goes_back(workspace, bob, objective, now):
    edit_item(item=objective, title="Another title", by=Actor(bob), now=now)
    undo_last(workspace, bob, now)
    assert Objective.objects.get(pk=objective.pk).title == "Make the plan hold"


def test_what_was_made_goes_away_with_all_its_tables(workspace, bob, objective, now):
    undo_last(workspace, bob, now)
    assert not Item.objects.filter(pk=objective.pk).exists()
    assert not Objective.objects.filter(pk=objective.pk).exists()


def test_an_undo_is_undone_in_turn(workspace, bob, objective, now):
    event = undo_last(workspace, bob, now)
    undo(event=event, by=Actor(bob), now=now)
    assert Objective.objects.get(pk=objective.pk).title == "Make the plan hold"


def test_undo_walks_back_through_ones_own_changes(workspace, bob, objective, now):
    edit_item(item=objective, title="Second", by=Actor(bob), now=now)
    edit_item(item=objective, title="Third", by=Actor(bob), now=now)
    undo_last(workspace, bob, now)
    assert Objective.objects.get(pk=objective.pk).title == "Second"
    undo_last(workspace, bob, now)
    assert Objective.objects.get(pk=objective.pk).title == "Make the plan hold"


def test_others_changes_are_not_offered(workspace, alice, objective, now):
    assert last_undoable(workspace=workspace, user=alice) is None


def test_what_somebody_changed_since_stays(workspace, alice, bob, objective, now):
    edit_item(item=objective, title="Bob’s", by=Actor(bob), now=now)
    edit_item(item=objective, title="Alice’s", by=Actor(alice), now=now)
    with pytest.raises(Conflict):
        undo_last(workspace, bob, now)
    assert Objective.objects.get(pk=objective.pk).title == "Alice’s"


def test_what_is_in_use_is_not_unmade(workspace, alice, bob, objective, now):
    values = {"measure": "increase", "baseline": Decimal(1), "target": Decimal(2), "due_on": date(2026, 12, 31)}
    create_key_result(objective=objective, title="Jobs on time", by=Actor(alice), now=now, **values)
    with pytest.raises(Conflict, match="in use"):
        undo_last(workspace, bob, now)
    assert KeyResult.objects.count() == 1


def test_a_change_is_undone_once(workspace, bob, objective, now):
    event = last_undoable(workspace=workspace, user=bob)
    undo(event=event, by=Actor(bob), now=now)
    with pytest.raises(Conflict):
        undo(event=event, by=Actor(bob), now=now)


def test_a_note_comes_back_with_every_column(workspace, bob, now):
    channel = Channel.objects.create(workspace=workspace, name="Support", key="support", created_at=now)
    note = create_note(workspace=workspace, channel=channel, text="Ça va? 🙂", by=Actor(bob), now=now)
    event = undo_last(workspace, bob, now)
    assert not Note.objects.filter(pk=note.pk).exists()
    undo(event=event, by=Actor(bob), now=now)
    again = Note.objects.get(pk=note.pk)
    assert (again.text, again.number, again.said_at, again.voice) == (note.text, note.number, now, note.pk)


def test_the_log_cannot_be_rewritten(workspace, objective):
    for sql in ("update workspaces_event set sentence = 'never happened'", "delete from workspaces_event"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Event.objects.filter(workspace=workspace).exists()
