import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.calc.duplicates import Options, Problem, find_duplicates, normalise
from clew.calc.duplicates._ngrams import LetterLikeness

LONG = "The export to PDF fails every time I try it"
SLIP = "The export to PDF fails evry time I try it"
OTHER = "Please let dispatchers see where each van is right now"
FILLER = [f"Something quite different that one person said about subject number {word}" for word in "abcdefghij"]


def problem(texts, *, times=None, persons=None, accounts=None):
    """Vectors that are all near: the letters decide."""
    count = len(texts)
    vectors = np.ones((count, 4), np.float32) / 2
    unknown = [-1] * count
    return Problem(
        texts,
        vectors,
        np.array(times if times is not None else range(count), np.int64),
        np.array(persons or unknown, np.int64),
        np.array(accounts or unknown, np.int64),
    )


def originals(texts, **more):
    return find_duplicates(problem(texts, **more)).originals.tolist()


def test_the_same_text_but_for_capitals_marks_and_spaces_is_a_duplicate():
    assert originals([LONG, LONG.upper() + "!!!", f"  {LONG} ..."]) == [-1, 0, 0]


def test_a_slip_of_the_pen_is_a_duplicate():
    assert originals([LONG, OTHER, SLIP]) == [-1, -1, 0]


def test_another_complaint_in_like_words_is_none():
    assert originals([LONG, "The import of CSV fails every time I try it"]) == [-1, -1]


def test_the_earliest_by_time_is_the_original_wherever_it_stands():
    assert originals([LONG, SLIP, LONG], times=[30, 10, 20]) == [1, -1, 1]


def test_two_known_persons_are_two_voices_whatever_they_say():
    assert originals([LONG, LONG, SLIP], persons=[1, 2, 3]) == [-1, -1, -1]


def test_two_known_accounts_are_two_voices_whatever_they_say():
    assert originals([LONG, LONG, SLIP], accounts=[1, 2, 3]) == [-1, -1, -1]


def test_one_person_saying_it_again_is_a_duplicate():
    assert originals([LONG, SLIP], persons=[7, 7], accounts=[2, 2]) == [-1, 0]


def test_an_unknown_note_never_joins_two_known_persons():
    assert originals([LONG, SLIP, LONG], persons=[1, -1, 2]) == [-1, 0, -1]


def test_an_unknown_note_goes_to_the_person_whose_text_it_is():
    other_slip = LONG.replace("fails", "failss")
    assert originals([other_slip, LONG, LONG], persons=[1, 2, -1]) == [-1, -1, 1]


def test_short_texts_of_unknown_people_are_never_duplicates():
    assert originals(["Good app", "Good app", "good app!", "It is broken since then"[:19]]) == [-1] * 4


def test_a_short_text_repeated_by_the_same_person_or_account_is_a_duplicate():
    assert originals(["Good app", "Good app!"], persons=[3, 3]) == [-1, 0]
    assert originals(["Good app", "Good app!"], accounts=[3, 3]) == [-1, 0]


def test_a_short_text_that_is_only_alike_is_none_even_of_the_same_person():
    assert originals(["Good apps", "Good apps2"], persons=[3, 3]) == [-1, -1]


def test_in_scripts_without_spaces_a_sentence_is_not_short():
    assert originals(["前回の更新から同期に二十分かかる", "前回の更新から同期に二十分かかる。"]) == [-1, 0]
    assert originals(["良いアプリ", "良いアプリ"]) == [-1, -1]


def test_copies_of_one_text_do_not_hide_a_text_that_is_nearly_the_same():
    assert originals([LONG] * 30 + [SLIP]) == [-1, *[0] * 30]


def test_a_chain_of_small_changes_stays_near_its_original():
    words = LONG.split()
    changed = ["The", "import", "of", "CSV", "files", "is", "so", "slow", "these", "days"]
    chain = [" ".join(changed[:step] + words[step:]) for step in range(len(words) + 1)]
    found = find_duplicates(problem(chain), options=Options(least_letters=0.6)).originals
    leads = np.where(found < 0, np.arange(len(chain)), found)
    spelled = [normalise(text) for text in chain]
    assert LetterLikeness(spelled).cosines(np.arange(len(chain)), leads).min() >= Options().least_kept
    assert (found >= 0).any()
    assert found[-1] != 0


@pytest.mark.parametrize("texts", [[], [LONG], ["", ""], ["!!", "??"], ["\ud800 alone", "\ud800 alone"]])
def test_next_to_nothing_is_no_failure(texts):
    assert originals(texts) == [-1] * len(texts)


pool = st.sampled_from(
    [LONG, SLIP, LONG + " again", OTHER, OTHER.replace("van", "vans"), "Good app", "good app!", "", *FILLER]
)
codes = st.integers(-1, 2)
made = st.lists(st.tuples(pool, st.integers(0, 5), codes, codes), max_size=24)


@settings(max_examples=40)
@given(made)
def test_what_must_hold_of_any_notes(notes):
    texts, times, persons, accounts = map(list, zip(*notes, strict=True)) if notes else ([], [], [], [])
    found = originals(texts, times=times, persons=persons, accounts=accounts)
    families = {}
    for note, original in enumerate(found):
        if original < 0:
            continue
        assert found[original] == -1, "an original is never a duplicate"
        assert (times[original], original) < (times[note], note), "the original came first"
        families.setdefault(original, [original]).append(note)
    for family in families.values():
        assert len({persons[note] for note in family} - {-1}) <= 1
        assert len({accounts[note] for note in family} - {-1}) <= 1
    for note, original in enumerate(found):
        if original >= 0 and len(normalise(texts[note])) < 20:
            assert normalise(texts[note]) == normalise(texts[original])


@settings(max_examples=15)
@given(made)
def test_the_order_of_the_rows_does_not_matter_where_times_differ(notes):
    texts, _, persons, accounts = map(list, zip(*notes, strict=True)) if notes else ([], [], [], [])
    forward = originals(texts, times=list(range(len(texts))), persons=persons, accounts=accounts)
    backward = originals(
        texts[::-1], times=list(range(len(texts)))[::-1], persons=persons[::-1], accounts=accounts[::-1]
    )
    assert sum(original >= 0 for original in forward) == sum(original >= 0 for original in backward)


def test_letters_are_compared_the_same_whatever_the_size_of_the_blocks(monkeypatch):
    texts = [normalise(text) for text in [LONG, SLIP, OTHER, *FILLER]]
    first, second = np.triu_indices(len(texts), 1)
    at_once = LetterLikeness(texts).cosines(first, second)
    monkeypatch.setattr("clew.calc.duplicates._ngrams.CHARACTERS_AT_ONCE", 100)
    np.testing.assert_allclose(LetterLikeness(texts).cosines(first, second), at_once)
    assert 0 <= at_once.min() <= at_once.max() <= 1 + 1e-9
