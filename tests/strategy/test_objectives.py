from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import NOW
from tests.things import make_key_result, make_objective, make_opportunity

from clew.kit.errors import Invalid
from clew.strategy.actions.objectives import (
    add_reading,
    edit_key_result,
    find_or_create_period,
    half_year,
    remove_reading,
)
from clew.strategy.actions.statements import state
from clew.strategy.models import Reading, Statement
from clew.strategy.queries.objectives import current_period, is_met, key_results, objectives, progress, readings_of
from clew.strategy.queries.statements import current, wordings

numbers = st.decimals(-1_000_000, 1_000_000, places=2)


TODAY = NOW.date()


def read(scope, key_result, value, on=TODAY, at=NOW):
    return add_reading(key_result=key_result, value=Decimal(str(value)), taken_on=on, by=scope.actor, now=at)


def test_where_a_key_result_stands_is_its_latest_reading(scope):
    key_result = make_key_result(scope, make_objective(scope))
    read(scope, key_result, 84, date(2026, 10, 1))
    read(scope, key_result, 82, date(2026, 9, 1))
    (row,) = key_results(only=[key_result.pk])
    assert (row.current, row.read_on, row.readings) == (84, date(2026, 10, 1), 2)


def test_a_second_reading_of_a_day_corrects_the_first_and_both_are_kept(scope):
    key_result = make_key_result(scope, make_objective(scope))
    read(scope, key_result, 84)
    read(scope, key_result, 85, at=NOW + timedelta(minutes=1))
    assert [reading.value for reading in readings_of(key_result=key_result)] == [85]
    assert Reading.objects.count() == 2


def test_a_removed_reading_gives_way_to_the_one_before(scope):
    key_result = make_key_result(scope, make_objective(scope))
    read(scope, key_result, 84, date(2026, 10, 1))
    remove_reading(reading=read(scope, key_result, 99), by=scope.actor, now=NOW)
    (row,) = key_results(only=[key_result.pk])
    assert row.current == 84


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e14"])
def test_a_reading_is_a_number_one_can_keep(scope, value):
    key_result = make_key_result(scope, make_objective(scope))
    with pytest.raises(Invalid):
        read(scope, key_result, value)


def test_the_future_is_not_read(scope):
    key_result = make_key_result(scope, make_objective(scope))
    with pytest.raises(Invalid, match="future"):
        read(scope, key_result, 84, NOW.date() + timedelta(days=1))


@pytest.mark.parametrize(
    ("measure", "baseline", "target"), [("increase", 5, 5), ("increase", 5, 4), ("decrease", 5, 6), ("reach", 5, 5)]
)
def test_a_target_lies_on_the_right_side_of_its_baseline(scope, measure, baseline, target):
    with pytest.raises(Invalid) as caught:
        make_key_result(
            scope, make_objective(scope), measure=measure, baseline=Decimal(baseline), target=Decimal(target)
        )
    assert caught.value.field == "target"


def test_an_edit_cannot_turn_an_aim_round(scope):
    key_result = make_key_result(scope, make_objective(scope))
    with pytest.raises(Invalid):
        edit_key_result(key_result=key_result, target=Decimal(1), by=scope.actor, now=NOW)


@pytest.mark.parametrize(
    ("measure", "baseline", "target", "now", "share", "met"),
    [
        ("increase", 81, 90, 86.4, 0.6, False),
        ("increase", 81, 90, 95, 14 / 9, True),
        ("decrease", 14.2, 8, 10.1, 4.1 / 6.2, False),
        ("decrease", 14.2, 8, 15, -0.8 / 6.2, False),
        ("reach", 0, 1.2, 1.2, 1.0, True),
        ("stay_above", 99, 99, 99.1, 1.0, True),
        ("stay_above", 99, 99, 98.9, 0.0, False),
        ("stay_below", 2, 2, 2.1, 0.0, False),
    ],
)
def test_progress_is_the_share_of_the_way(measure, baseline, target, now, share, met):
    values = {"measure": measure} | {
        name: Decimal(str(value)) for name, value in (("baseline", baseline), ("target", target), ("current", now))
    }
    assert progress(**values) == pytest.approx(share)
    assert is_met(**values) == met


def test_unread_is_not_zero():
    assert progress(measure="increase", baseline=Decimal(1), target=Decimal(2), current=None) is None


@given(numbers, numbers, numbers)
def test_met_and_a_full_way_agree(baseline, target, now):
    if baseline == target:
        return
    measure = "increase" if target > baseline else "decrease"
    values = {"measure": measure, "baseline": baseline, "target": target, "current": now}
    assert is_met(**values) == (progress(**values) >= 1)


def test_the_objectives_of_a_period_come_with_everything_in_two_statements(scope, django_assert_num_queries):
    for number in range(3):
        objective = make_objective(scope, f"Aim {number}")
        make_opportunity(scope, advances=[make_key_result(scope, objective)])
    period = current_period(workspace=scope.workspace, today=NOW.date())
    with django_assert_num_queries(2):
        found = objectives(workspace=scope.workspace, period=period)
    assert [(row.ref, len(row.key_results), row.opportunities) for row in found] == [(f"O{n}", 1, 1) for n in (1, 2, 3)]


def test_the_period_that_holds_today_is_current(scope):
    for name, starts, ends in (("2025", 2025, 2025), ("2026", 2026, 2026), ("2027", 2027, 2027)):
        find_or_create_period(
            workspace=scope.workspace,
            name=name,
            starts_on=date(starts, 1, 1),
            ends_on=date(ends, 12, 31),
            by=scope.actor,
            now=NOW,
        )
    assert current_period(workspace=scope.workspace, today=NOW.date()).name == "2026"


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_half_year_holds_its_day(day):
    _, starts, ends = half_year(day)
    assert starts <= day <= ends


class TestStatements:
    def word(self, scope, text, since=None):
        return state(workspace=scope.workspace, kind="mission", text=text, since=since, by=scope.actor, now=NOW)

    def test_a_new_wording_never_overwrites_the_old_one(self, scope):
        self.word(scope, "First", date(2024, 1, 1))
        self.word(scope, "Second", date(2025, 1, 1))
        assert current(workspace=scope.workspace, today=NOW.date())["mission"].text == "Second"
        assert [row.text for row in wordings(workspace=scope.workspace, kind="mission")] == ["Second", "First"]

    def test_a_wording_for_later_waits_for_its_day(self, scope):
        self.word(scope, "Now", date(2024, 1, 1))
        self.word(scope, "Later", date(2030, 1, 1))
        assert current(workspace=scope.workspace, today=NOW.date())["mission"].text == "Now"

    @pytest.mark.parametrize("text", ["", "  ", "x" * 601])
    def test_it_says_something_in_bounds(self, scope, text):
        with pytest.raises(Invalid):
            self.word(scope, text)
        assert not Statement.objects.exists()
