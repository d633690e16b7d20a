"""Readings as their page shows them: newest first, with the change from one to the next, and as a drawing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.people import NOW
from tests.things import make_key_result, make_objective

from clew.strategy.actions.objectives import add_reading, edit_key_result
from clew.strategy.queries.readings import course
from clew.ui.figures import chart

TODAY = NOW.date()


@pytest.fixture
def key_result(scope):
    return make_key_result(scope, make_objective(scope))


def read(scope, key_result, value, days_ago=0, minutes=0):
    at = NOW + timedelta(minutes=minutes)
    day = TODAY - timedelta(days=days_ago)
    return add_reading(key_result=key_result, value=Decimal(value), taken_on=day, by=scope.actor, now=at)


def test_the_newest_comes_first_and_the_oldest_has_changed_from_nothing(scope, key_result):
    for value, days in (("84.5", 7), ("81", 14), ("83", 0)):
        read(scope, key_result, value, days)
    lines = [(line.value, line.change) for line in course(key_result=key_result).lines]
    assert lines == [("83%", "−1.5"), ("84.5%", "+3.5"), ("81%", "")]


def test_a_corrected_reading_shows_once_and_the_change_is_from_what_stands(scope, key_result):
    read(scope, key_result, "81", 7)
    read(scope, key_result, "99")
    read(scope, key_result, "82", minutes=1)
    assert [(line.value, line.change) for line in course(key_result=key_result).lines] == [("82%", "+1"), ("81%", "")]


def test_the_same_again_is_no_change(scope, key_result):
    read(scope, key_result, "81", 7)
    read(scope, key_result, "81.0000")
    assert [line.change for line in course(key_result=key_result).lines] == ["0", ""]


def test_the_drawing_has_every_point_and_writes_the_unit(scope, key_result):
    read(scope, key_result, "84.5", 7)
    told = course(key_result=key_result)
    assert told.points == [chart.Reading(TODAY - timedelta(days=7), 84.5)]
    assert told.form(84.5) == "84.5%"


def test_the_path_to_the_target_starts_with_the_period(key_result):
    target = course(key_result=key_result).target
    assert target == chart.Target(90.0, date(2026, 12, 31), since=chart.Reading(date(2026, 7, 1), 81.0))


@pytest.mark.parametrize("measure", ["stay_above", "stay_below"])
def test_what_is_to_hold_has_a_line_and_no_path(scope, key_result, measure):
    edit_key_result(key_result=key_result, measure=measure, by=scope.actor, now=NOW)
    assert course(key_result=key_result).target.since is None


def test_what_was_due_before_the_period_has_no_path(scope, key_result):
    edit_key_result(key_result=key_result, due_on=date(2026, 6, 30), by=scope.actor, now=NOW)
    assert course(key_result=key_result).target.since is None


def test_many_readings_take_two_statements(scope, key_result, django_assert_num_queries):
    for days in range(40):
        read(scope, key_result, "84", days)
    with django_assert_num_queries(2):
        assert len(course(key_result=key_result).lines) == 40
