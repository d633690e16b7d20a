"""Scores: their arithmetic, and the defects of other systems that they must not have."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.score import Confidence, Evidence, Inputs, Settings, confidence_from, score

FORMULAS = ("weighted", "rice", "wsjf", "value_effort")
counts = st.integers(0, 100_000)
scale = st.integers(1, 10)


def inputs(**values):
    known = {"people": 40, "accounts": 20, "revenue": 500_000.0, "need": 8, "urgency": 5, "risk": 3, "effort": 6.0}
    return Inputs(**{"confidence": Confidence(0.8), **known, **values})


def value(formula="weighted", settings=None, **values):
    return score(inputs(**values), settings or Settings(formula)).value


def test_rice_is_reach_times_impact_times_confidence_over_months():
    assert value("rice") == pytest.approx(40 * 2 * 0.8 / (6 / (52 / 12)))


@pytest.mark.parametrize(("need", "impact"), [(1, 0.25), (2, 0.25), (3, 0.5), (5, 1), (7, 2), (8, 2), (9, 3), (10, 3)])
def test_rice_takes_its_impact_from_need(need, impact):
    assert value("rice", need=need) == pytest.approx(40 * impact * 0.8 / (6 / (52 / 12)))


def test_wsjf_is_cost_of_delay_over_job_size():
    assert value("wsjf") == pytest.approx((8 + 5 + 3) / 6)


def test_the_weighted_score_adds_up_as_its_lines_say():
    found = score(inputs(), Settings())
    lines = {line.name: line.value for line in found.lines}
    weights = {"people": 2, "accounts": 2, "revenue": 3, "need": 2, "ease": 1}
    mean = sum(weights[name] * lines[name] for name in weights) / 10
    assert lines["weighted mean"] == pytest.approx(mean)
    assert found.value == pytest.approx(mean * 10 * 0.8)


def test_the_scale_of_reach_is_logarithmic_and_ends_at_its_top():
    lines = {line.name: line.value for line in score(inputs(people=200, accounts=9), Settings()).lines}
    assert lines["people"] == pytest.approx(10)
    assert lines["accounts"] == pytest.approx(10 * math.log(10) / math.log(101))


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("missing", ["need", "effort"])
def test_a_missing_input_is_named_and_gives_no_score(formula, missing):
    found = score(inputs(**{missing: None}), Settings(formula))
    assert found.value is None
    assert missing in found.missing


def test_an_unknown_formula_is_a_bug():
    with pytest.raises(ValueError, match="horoscope"):
        score(inputs(), Settings("horoscope"))


@given(counts, counts, st.floats(0, 1e9), scale, st.floats(0.1, 500), st.floats(0, 1), st.floats(0, 1))
@pytest.mark.parametrize("formula", ["weighted", "rice", "value_effort"])
def test_less_confidence_never_raises_a_score(formula, people, accounts, revenue, need, effort, low, high):
    """The defect of (population + need + strategy - effort) x confidence, where doubt made a bad item look better."""
    low, high = sorted((low, high))
    facts = {"people": people, "accounts": accounts, "revenue": revenue, "need": need, "effort": effort}
    unsure = value(formula, confidence=Confidence(low), **facts)
    sure = value(formula, confidence=Confidence(high), **facts)
    assert unsure <= sure + 1e-9


@given(counts, counts, scale, scale, st.floats(0.5, 60), st.floats(0.5, 60))
@pytest.mark.parametrize("formula", FORMULAS)
def test_more_effort_never_raises_a_score(formula, people, accounts, need, urgency, first, second):
    little, much = sorted((first, second))
    facts = {"people": people, "accounts": accounts, "need": need, "urgency": urgency}
    assert value(formula, effort=much, **facts) <= value(formula, effort=little, **facts) + 1e-9


@given(st.lists(st.tuples(counts, scale, st.floats(0.5, 60)), min_size=2, max_size=8), st.integers(0, 10**6))
def test_another_item_never_changes_the_order_of_the_others(pool, extra):
    """The defect of scales drawn from the pool: there an irrelevant third idea reverses two others."""
    before = [value(people=people, need=need, effort=effort) for people, need, effort in pool]
    value(people=extra)
    after = [value(people=people, need=need, effort=effort) for people, need, effort in pool]
    assert before == after


@given(counts, counts, st.floats(0, 1e12), scale, st.floats(0.01, 10_000), st.floats(0, 1))
def test_the_weighted_score_lies_between_0_and_100(people, accounts, revenue, need, effort, sure):
    found = value(
        people=people, accounts=accounts, revenue=revenue, need=need, effort=effort, confidence=Confidence(sure)
    )
    assert 0 <= found <= 100 + 1e-9


def test_weights_and_tops_are_the_workspaces():
    only_need = Settings(weights={"people": 0, "accounts": 0, "revenue": 0, "need": 1, "ease": 0})
    assert value(settings=only_need) == pytest.approx(8 * 10 * 0.8)


class TestConfidence:
    def test_without_voices_there_is_none(self):
        assert confidence_from(Evidence()).value == 0

    @pytest.mark.parametrize(("voices", "breadth"), [(1, 0.2), (4, 0.5), (12, 0.75), (36, 0.9)])
    def test_it_grows_with_voices(self, voices, breadth):
        found = confidence_from(Evidence(notes=voices, voices=voices, channels=2))
        assert found.value == pytest.approx(breadth)

    def test_one_channel_gives_a_little_less(self):
        assert confidence_from(Evidence(notes=4, voices=4, channels=1)).value == pytest.approx(0.45)

    def test_what_speaks_against_lowers_it(self):
        assert confidence_from(Evidence(notes=9, against=3, voices=4, channels=2)).value == pytest.approx(0.375)

    def test_a_typed_one_counts_and_the_counted_one_stays_beside_it(self):
        found = confidence_from(Evidence(notes=4, voices=4, channels=2), typed=0.9)
        assert (found.value, found.counted) == (0.9, 0.5)

    @given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 9))
    def test_it_is_a_share(self, notes, against, voices, channels):
        assert 0 <= confidence_from(Evidence(notes, against, voices, channels)).value <= 1
