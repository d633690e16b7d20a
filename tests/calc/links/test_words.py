"""The words that a suggestion rests on: exact places in the note."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.links import best_span, lexicon, shared_words, spans

NOTE = "Two guys called in sick. I can drag a job, but it doesn’t care that Rosa isn’t certified for gas, and it doesn’t tell the customers. 🙂 Thanks"


class TestSpans:
    @given(st.text(max_size=400))
    def test_every_span_lies_in_the_text_and_holds_words(self, text):
        for start, end in spans(text):
            assert 0 <= start < end <= len(text)
            assert text[start:end].strip() == text[start:end]

    def test_long_sentences_are_offered_in_clauses_as_well(self):
        found = [NOTE[start:end] for start, end in spans(NOTE)]
        assert "Two guys called in sick." in found
        assert "it doesn’t care that Rosa isn’t certified for gas" in found
        assert "it doesn’t tell the customers." in found

    def test_a_very_long_note_has_no_more_than_a_few_dozen(self):
        assert len(spans("It is slow. " * 5_000)) <= 24


class TestBestSpan:
    def test_it_is_the_one_nearest_to_the_target(self):
        vectors = np.eye(3, dtype=np.float32)
        assert best_span([(0, 9), (10, 19), (20, 29)], vectors, vectors[1]) == (10, 19)

    def test_of_two_that_say_the_same_the_shorter_is_shown(self):
        vectors = np.ones((2, 2), np.float32) / np.sqrt(2).astype(np.float32)
        assert best_span([(0, 90), (0, 20)], vectors, vectors[0]) == (0, 20)


class TestSharedWords:
    NOTES = ("the app is slow", "the map is wrong", "the price is high", "the call dropped", "the export fails",
             "export to pdf fails", "the pdf is empty", "the team is nice", "the login is gone")  # fmt: skip

    def test_they_are_what_the_examples_share_and_other_notes_lack(self):
        known = lexicon(self.NOTES)
        assert shared_words("The PDF export is broken", ["the export fails", "export to pdf fails"], known) == (
            "pdf",
            "export",
        )

    def test_words_that_every_note_has_say_nothing(self):
        assert shared_words("the is", ["the app is slow"], lexicon(self.NOTES)) == ()

    def test_without_examples_there_are_none(self):
        assert shared_words("export", [], lexicon(self.NOTES)) == ()


def test_bags_have_length_one_or_nothing_in_them():
    known = lexicon(["a slow app", "a slow map", "one more"])
    bags = known.bags(["a slow train", "nothing here", ""])
    lengths = np.sqrt(np.asarray(bags.multiply(bags).sum(axis=1))).ravel()
    assert np.allclose(lengths, [1, 0, 0])
