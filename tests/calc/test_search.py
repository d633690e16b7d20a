"""Reading what is asked for, weighing it, choosing what to show."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.search import Stem, Weights, fuse, passage, read, sentences, weigh, weights_for

TEXTS = st.text(alphabet="ab .!?\n,é2", max_size=200)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "words", "needed", "without"),
        [
            ("calendar sync", "calendar sync", (), ()),
            ('"gate code" -refund', "gate code", (("gate code",),), ("refund",)),
            ("“gate code” pin", "gate code pin", (("gate code",),), ()),
            ('"gate code" OR pin', "gate code pin", (("gate code", "pin"),), ()),
            ('pin -"old phone"', "pin", (), ("old phone",)),
            ("pin OR code", "pin code", (), ()),
            ('"open end', "open end", (("open end",),), ()),
            ("- -- OR", "", (), ()),
            ("", "", (), ()),
        ],
    )
    def test_phrases_exclusions_and_alternatives_are_told_from_words(self, text, words, needed, without):
        asked = read(text)
        assert (asked.words, asked.needed, asked.without) == (words, needed, without)

    @given(st.text(max_size=60))
    def test_anything_that_somebody_types_can_be_read(self, text):
        asked = read(text)
        assert asked.count <= len(text)
        assert all(group for group in asked.needed)


class TestWeighing:
    def test_a_rare_word_says_more_than_a_common_one(self):
        weighed = weigh([Stem("app", 1, 900), Stem("refund", 2, 3)], notes=1000, most=9, candidates=500)
        assert [stem for stem, _ in weighed.stems] == ["refund", "app"]
        assert weighed.stems[0][1] == pytest.approx(math.log(1 + 997.5 / 3.5))
        assert weighed.whole == pytest.approx(sum(weight for _, weight in weighed.stems))

    def test_common_words_find_nothing_once_rare_ones_found_enough(self):
        stems = [Stem("app", 1, 900), Stem("crash", 2, 600), Stem("refund", 3, 3)]
        weighed = weigh(stems, notes=1000, most=9, candidates=500)
        assert [one.stem for one in weighed.finding] == ["refund", "crash"]

    def test_a_word_that_nobody_says_does_not_hold_the_others_back(self):
        weighed = weigh([Stem("flurb", 1, 0), Stem("refund", 2, 3)], notes=1000, most=9, candidates=500)
        assert weighed.whole == pytest.approx(weighed.stems[1][1])

    def test_two_languages_stems_of_one_word_count_once(self):
        weighed = weigh([Stem("export", 1, 5), Stem("exporter", 1, 9)], notes=1000, most=9, candidates=500)
        assert weighed.whole == pytest.approx(min(weight for _, weight in weighed.stems))

    def test_words_weigh_the_same_before_they_were_ever_counted(self):
        weighed = weigh([Stem("a", 1, 0), Stem("b", 2, 0)], notes=0, most=9, candidates=500)
        assert weighed.whole == 2


class TestFusing:
    def test_short_queries_lean_on_words_and_long_ones_on_meaning(self):
        assert weights_for(2).words > weights_for(2).meaning
        assert weights_for(9).words < weights_for(9).meaning

    @given(
        st.dictionaries(st.integers(0, 9), st.floats(0.1, 30), max_size=8),
        st.dictionaries(st.integers(0, 9), st.floats(0.2, 1), max_size=8),
    )
    def test_every_score_lies_between_nothing_and_both_weights(self, words, meaning):
        scores = fuse(words, meaning, Weights(0.5, 1.0))
        assert scores.keys() == words.keys() | meaning.keys()
        assert all(0 <= score <= 1.5 + 1e-9 for score in scores.values())
        if words:
            assert max(words, key=words.__getitem__) in scores


class TestPassages:
    @given(TEXTS)
    def test_sentences_are_in_order_and_leave_only_blanks_and_marks_out(self, text):
        end, rest = 0, ""
        for start, stop in sentences(text):
            assert end <= start < stop <= len(text)
            assert text[start:stop] == text[start:stop].strip()
            rest += text[end:start]
            end = stop
        assert not any(letter.isalnum() for letter in rest + text[end:])

    def test_a_point_within_a_number_ends_no_sentence(self):
        text = "It costs 2.5 dollars! Too much. "
        assert [text[start:end] for start, end in sentences(text)] == ["It costs 2.5 dollars!", "Too much."]

    @given(TEXTS, st.integers(20, 120), st.lists(st.tuples(st.integers(0, 200), st.integers(1, 9)), max_size=5))
    def test_a_passage_lies_in_its_text_and_keeps_its_length(self, text, length, places):
        matches = sorted((start, start + size) for start, size in places if start + size <= len(text))
        shown = passage(text, matches, length)
        assert 0 <= shown.start <= shown.end <= len(text)
        assert shown.end - shown.start <= max(length, 1)

    def test_a_long_text_shows_the_sentence_that_holds_most_words(self):
        text = "Nothing here. " * 30 + "The export to PDF fails every time. " + "Nothing here. " * 30
        start = text.index("export")
        shown = passage(text, [(start, start + 6)], 120)
        assert text[shown.start :].startswith("The export to PDF")
        assert shown.is_cut_before
        assert shown.is_cut_after
