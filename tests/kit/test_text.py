from datetime import UTC, datetime

import pytest

from clew.kit.text import when

NOW = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 19, 8, 12, tzinfo=UTC), "08:12"),
        (datetime(2026, 11, 19, tzinfo=UTC), "Today"),
        (datetime(2026, 11, 18, 23, 59, tzinfo=UTC), "Yesterday"),
        (datetime(2026, 11, 16, 8, 0, tzinfo=UTC), "Mon"),
        (datetime(2026, 11, 12, 8, 0, tzinfo=UTC), "12 Nov"),
        (datetime(2025, 11, 12, 8, 0, tzinfo=UTC), "12 Nov 2025"),
    ],
)
def test_a_list_says_when_in_as_few_words_as_are_clear(moment: datetime, words: str):
    assert when(moment, NOW) == words
