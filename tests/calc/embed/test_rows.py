"""Which pieces have a row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.embed._rows import Rows


def bring(rows, pieces):
    """As the tables do: find room, then take it."""
    wanted = np.unique(np.array(pieces, np.int64))
    missing = rows.missing(wanted)
    rows.take(missing, rows.free()[: len(missing)])
    return rows.of(wanted)


@given(st.lists(st.sets(st.integers(0, 99), min_size=1, max_size=10), max_size=40))
def test_every_piece_asked_for_has_a_row_of_its_own(asked):
    rows = Rows(100, 10)
    for pieces in asked:
        found = bring(rows, sorted(pieces))
        assert len(set(found.tolist())) == len(pieces)
        assert ((found >= 0) & (found < 10)).all()


def test_a_piece_keeps_its_row_while_there_is_room():
    rows = Rows(100, 10)
    before = bring(rows, [3, 4, 5])
    bring(rows, [7, 8])
    np.testing.assert_array_equal(bring(rows, [3, 4, 5]), before)


def test_what_is_used_most_stays_when_room_is_needed():
    rows = Rows(100, 8)
    for _ in range(5):
        bring(rows, [1, 2, 3, 4])
    kept = rows.of(np.array([1, 2, 3, 4]))
    bring(rows, [50, 51, 52, 53])
    bring(rows, [60, 61])
    np.testing.assert_array_equal(rows.of(np.array([1, 2, 3, 4])), kept)
    assert sorted(rows.of(np.array([50, 51, 52, 53])) < 0) == [False, False, True, True]


def test_what_was_used_long_ago_counts_less():
    rows = Rows(1_000, 8)
    for _ in range(6):
        bring(rows, [1, 2, 3, 4])
    for start in range(10, 200, 4):
        bring(rows, range(start, start + 4))
        bring(rows, range(900, 904))
    assert (rows.of(np.array([1, 2, 3, 4])) < 0).any()
    assert (rows.of(np.array([900, 901, 902, 903])) >= 0).all()


def test_more_pieces_than_rows_are_refused():
    with pytest.raises(ValueError, match="11 different pieces at once, and a table of 10 rows"):
        Rows(100, 10).missing(np.arange(11))


def test_a_failure_between_finding_room_and_taking_it_leaves_nothing_false():
    rows = Rows(100, 4)
    bring(rows, [1, 2, 3, 4])
    rows.missing(np.array([5]))  # and then no memory
    found = rows.of(np.array([1, 2, 3, 4, 5]))
    assert found[4] == -1
    assert sum(found >= 0) == 4 - len(rows.free())
