import random

from hypothesis import given
from hypothesis import strategies as st

from clew.cli.demo.typos import americanise, forget_apostrophes, mistype


@given(text=st.text(), seed=st.integers())
def test_nothing_is_mistyped_at_a_rate_of_nothing(text: str, seed: int):
    assert mistype(text, 0.0, random.Random(seed)) == (text, 0)


@given(
    words=st.lists(st.sampled_from(["dispatch", "Rosa", "x@y.example", "board", "été", "F-128", "don't"])),
    seed=st.integers(),
)
def test_slips_spare_names_addresses_and_numbers(words: list[str], seed: int):
    text, count = mistype(" ".join(words), 1.0, random.Random(seed))
    assert count == sum(word in ("dispatch", "board") for word in words)
    for before, after in zip(words, text.split(), strict=True):
        assert (before == after) or (before in ("dispatch", "board") and abs(len(after) - len(before)) <= 1)


def test_apostrophes_are_forgotten_inside_english_words_only():
    assert forget_apostrophes("Don't say it's l'heure") == "Dont say its l'heure"


def test_americans_spell_as_americans_do():
    assert americanise("Colours and a licence, prioritised") == "Colors and a license, prioritized"
