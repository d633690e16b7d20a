import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.themes._text import MAX_CLAUSE, clauses, sentences, words

prose = st.lists(
    st.sampled_from(
        [
            "It fails",
            " ",
            ". ",
            "! ",
            "\n",
            "e.g. ",
            "版本。",
            "「遅い。」",
            "v2.0",
            "…",
            '."',
            "😀",
            "(no)",
            "  ",
            "Dr. ",
            "?",
            "と",
        ]
    ),
    max_size=25,
).map("".join)


def shown(text):
    return [text[start:end] for start, end in sentences(text)]


@given(st.one_of(st.text(max_size=80), prose))
def test_sentences_cover_every_letter_once_and_in_order(text):
    places = sentences(text)
    assert all(start < end <= len(text) for start, end in places)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(places))
    covered = {position for start, end in places for position in range(start, end)}
    assert all(character.isspace() or position in covered for position, character in enumerate(text))


@given(st.one_of(st.text(max_size=80), prose))
def test_a_sentence_begins_and_ends_with_something(text):
    assert all(sentence == sentence.strip() for sentence in shown(text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It fails. Always! Why?", ["It fails.", "Always!", "Why?"]),
        ("Version 2.0 of e.g. the map", ["Version 2.0 of e.g. the map"]),
        ("“It fails.” She left.", ["“It fails.”", "She left."]),
        ("これは良い。でも遅い！", ["これは良い。", "でも遅い！"]),
        ("one line\n\n- and another ", ["one line", "- and another"]),
        ("Ça ne marche pas !  Aidez-moi…", ["Ça ne marche pas !", "Aidez-moi…"]),
        ("", []),
    ],
)
def test_sentences_are_those_that_people_see(text, wanted):
    assert shown(text) == wanted


@given(st.one_of(st.text(max_size=200), prose))
def test_a_clause_is_short_enough_for_a_name_and_stands_in_the_text(text):
    for clause in clauses(text):
        assert 0 < len(clause) <= MAX_CLAUSE
        assert clause in " ".join(text.split())
        assert clause[-1] not in ".,;:!?"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Please, I can't sync after the update!!! 😡", ["can't sync after the update"]),
        ("How do I change my PIN?", ["change my PIN"]),
        ("I want to know if the map works", ["if the map works"]),
        ("Is there a way to export the map", ["export the map"]),
        ("Map is empty\tI see no roads at all", ["Map is empty", "I see no roads at all"]),
        ("I love it, but it doesn't count my steps properly.", ["it doesn't count my steps properly"]),
        ("Unfortunately the map is empty, please", ["the map is empty"]),
        ("Bonjour, l'export en PDF ne marche plus, merci", ["l'export en PDF ne marche plus"]),
        ("Sync… never works on my phone", ["never works on my phone"]),
        ("このアプリは同期できません。", ["このアプリは同期できません"]),
        ("Bluetooth does connect but it drops every upload", ["it drops every upload"]),
        ("Music music music", []),
        ("No sound when I call", ["No sound when I call"]),
        ("No, the sound is gone", ["the sound is gone"]),
        ("I can not pair my watch", ["can not pair my watch"]),
        ("Too short", []),
        ("a clause that goes on and on for far more than ten words can never be a name", []),
    ],
)
def test_clauses_are_whole_and_without_filler(text, wanted):
    assert list(clauses(text)) == wanted


def test_words_keep_accents_and_leave_out_what_says_nothing():
    assert [word.shown for word in words("L'été, la Synchro ne marche pas à 100 %") if word] == ["Synchro", "marche"]
    assert [word.key for word in words("Crème brûlée") if word] == ["crème", "brûlée"]


def test_words_are_neighbours_only_where_nothing_stands_between():
    found = words("watch faces, the battery life")
    assert [word.key if word else None for word in found] == ["watch", "faces", None, None, "battery", "life"]
