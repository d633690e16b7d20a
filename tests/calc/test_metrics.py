"""The benchmark's own yardsticks, against values worked out elsewhere."""

import pytest
from benchmarks._metrics import adjusted_mutual_information, adjusted_rand, contingency, v_measure
from hypothesis import given
from hypothesis import strategies as st

labels = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40)
ALL = [adjusted_rand, adjusted_mutual_information, v_measure]


@pytest.mark.parametrize("metric", ALL)
@given(pairs=labels)
def test_a_grouping_agrees_fully_with_itself_and_equally_both_ways(metric, pairs):
    first, second = zip(*pairs, strict=True)
    assert metric(contingency(first, [chr(label) for label in first])) == pytest.approx(1)
    assert metric(contingency(first, second)) == pytest.approx(metric(contingency(second, first)))
    assert metric(contingency(first, second)) <= 1 + 1e-9


def test_values_are_those_of_the_documentation_of_scikit_learn():
    assert adjusted_rand(contingency([0, 0, 1, 2], [0, 0, 1, 1])) == pytest.approx(0.571, abs=5e-4)
    assert adjusted_rand(contingency([0, 0, 1, 1], [0, 1, 0, 1])) == pytest.approx(-0.5)
    assert v_measure(contingency([0, 0, 1, 2], [0, 0, 1, 1])) == pytest.approx(0.8)
    assert v_measure(contingency([0, 0, 1, 1], [0, 1, 2, 3])) == pytest.approx(2 / 3)
    assert adjusted_mutual_information(contingency([0, 0, 0, 0], [0, 1, 2, 3])) == pytest.approx(0)
    assert adjusted_mutual_information(contingency([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2])) == pytest.approx(
        0.298792, abs=1e-6
    )
