"""One message sent twice, or two people's words for one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.duplicates import normalise
from clew.calc.duplicates._wording import is_sent_again

LONG = "I ordered a new card two weeks ago and it still has not arrived at my address in Lyon"
SAME = [
    ("I would like to delete my account.", "Hello team, I would like to delete my account please!"),
    ("I would like to delete my account", "I wuld like to delette my account"),
    (LONG, f"FYI, from: ana@example.com, subject: card\n\n{LONG}\n\nSent from my phone"),
    (LONG, LONG.replace("still ", "")),
    ("Bonjour, je voudrais fermer mon compte cette semaine", "je voudrais fermer mon compte cette semaine, merci"),
    ("应用程序在打开地图时总是崩溃请修复", "应用程序在打开地图时总是崩溃请修复！"),
]
OTHER = [
    ("How do I get my card PIN for the app?", "How do I get a PIN for my card in the app?"),
    ("could you use the female voice for the replies", "could you use the male voice for the replies"),
    ("set a timer for 4 minutes and tell me", "set a timer for 1 minutes and tell me"),
    (LONG, LONG.replace("has not", "has")),
    ("The export to PDF does work on my phone", "The export to PDF does not work on my phone"),
    ("Love it best music app ever", "best music app ever love it so much"),
    ("can you suggest a thai restaurant near me", "can you suggest a french restaurant near me"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_a_message_that_came_twice_is_known_again(first: str, second: str) -> None:
    assert is_sent_again(normalise(first), normalise(second))


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_two_messages_about_one_thing_stay_two(first: str, second: str) -> None:
    assert not is_sent_again(normalise(first), normalise(second))


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_order_does_not_matter(first: str, second: str) -> None:
    assert is_sent_again(normalise(first), normalise(second)) == is_sent_again(normalise(second), normalise(first))


@given(
    st.lists(st.sampled_from(["the", "app", "crashes", "when", "maps", "open", "on", "phone"]), min_size=6, max_size=30)
)
def test_a_text_is_itself(words: list[str]) -> None:
    assert is_sent_again(" ".join(words), " ".join(words))
