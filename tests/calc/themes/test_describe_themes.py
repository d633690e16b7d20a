import dataclasses
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.calc.embed import default_embedder
from clew.calc.themes import DescriptionProblem, PassageKind, describe_themes, sentences
from clew.calc.themes._text import MAX_CLAUSE
from clew.calc.themes._words import WordCounts, stem


class BagOfWords:
    """An embedder for tests: a text is the sum of its words' own directions."""

    name, version, dimensions = "bag", "1", 96

    def encode(self, texts):
        vectors = np.stack([self._vector(text) for text in texts]) if texts else np.zeros((0, self.dimensions))
        return (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)

    def tokens(self, texts):
        return [
            np.array([zlib.crc32(word.encode()) % 5_000 for word in text.lower().split()], np.int64) for text in texts
        ]

    def _vector(self, text):
        words = [word.strip(".,!?") for word in text.lower().split()] or [""]
        return sum(np.random.default_rng(zlib.crc32(word.encode())).standard_normal(self.dimensions) for word in words)


SYNC = [
    "Sync fails after the update. I love the colours though.",
    "The sync fails on my phone every day!",
    "Unfortunately sync fails after the update, please help",
    "Since the update the sync fails on my phone.",
    "Great app! But the sync fails after the update",
    "After the update sync fails. Again.",
]
PRICE = [
    "The price per seat is too high for us.",
    "Price per seat is too high for a small team",
    "For seasonal crews the price per seat hurts.",
    "We cannot pay that price per seat, sorry.",
    "Please lower the price per seat! We love it.",
    "The price per seat is too high in winter",
]
MIXED = [
    "L'export en PDF ne marche pas.",
    "Der PDF Export geht nicht mehr",
    "Export to PDF fails every time.",
    "L'export en PDF ne marche plus du tout",
    "Exportar a PDF falla siempre",
    "PDFの書き出しが失敗します。",
]


def problem(*themes, said_at=None, moods=None, confidence=None):
    texts = [text for theme in themes for text in theme]
    labels = np.repeat(np.arange(len(themes)), [len(theme) for theme in themes])
    sure = np.full(len(texts), 0.8, np.float32) if confidence is None else np.array(confidence, np.float32)
    return DescriptionProblem(texts, BagOfWords().encode(texts), labels, sure, said_at, moods)


def described(*themes, **more):
    given_problem = problem(*themes, **more)
    return describe_themes(given_problem, embedder=BagOfWords()), given_problem


def shown(passage, texts):
    return texts[passage.note][passage.start : passage.end]


def test_a_name_is_a_clause_that_somebody_wrote():
    (sync, price), given_problem = described(SYNC, PRICE)
    assert "sync fails" in sync.name.casefold()
    assert "price per seat" in price.name.casefold()
    for description in (sync, price):
        for name in (description.name, *description.runners_up):
            assert any(name.casefold() in text.casefold() for text in given_problem.texts)


def test_a_name_is_short_begins_with_a_capital_and_ends_without_a_mark():
    for description in described(SYNC, PRICE, MIXED)[0]:
        for name in (description.name, *description.runners_up):
            assert len(name) <= MAX_CLAUSE
            assert name[0] == name[0].upper()
            assert name[-1].isalnum()


def test_praise_does_not_name_a_theme_about_a_problem():
    (sync,), _ = described(["I love this app", "I love this app so much", *SYNC])
    assert "love" not in sync.name


def test_a_note_of_the_opposite_mood_does_not_name_a_theme():
    texts = [
        "Billing by branch works so well",
        *["Billing by branch is wrong again"] * 2,
        "My billing by branch is wrong",
    ]
    with_moods, _ = described(texts, moods=np.array([1, -1, -1, -1]))
    assert with_moods[0].name != "Billing by branch works so well"


def test_a_theme_without_a_subject_says_so_and_a_second_one_says_what_else_it_says():
    praise = ["Great app", "I love it", "Very nice app!", "Perfect", "Super, thanks"]
    more = ["Great lovely graphics", "Awesome lovely", "Love it, lovely", "lovely, best app"]
    names = [description.name for description in described(praise, SYNC, more)[0]]
    assert names[0] == "General praise"
    assert names[2].startswith("General praise: lovely")
    (worst, _), _ = described(["Terrible app", "I hate it", "Worst app ever", "Horrible. Bad"], SYNC)
    assert worst.name == "General dissatisfaction"


def test_a_name_is_in_the_language_of_most_of_the_notes():
    french = [
        "La synchro ne marche pas avec la montre",
        "Ma montre ne synchro pas du tout",
        "La montre et la synchro !",
    ]
    (mixed, _), _ = described([*french, "The watch does not sync with my phone"], PRICE)
    assert "montre" in mixed.name.casefold()


def test_a_name_rather_says_what_many_say_than_what_one_says():
    case = ["Sync of Bob's phone in Oslo fails after the update"]
    (theme, _), _ = described([*case, *SYNC], PRICE)
    assert not {"bob", "oslo"} & set(theme.name.casefold().replace("'", " ").split())


def test_the_largest_account_is_quoted():
    weights = np.array([0, 5, 900, 900, 3, 0], np.float32)
    given_problem = problem(SYNC)
    asked = dataclasses.replace(given_problem, weights=weights)
    (theme,) = describe_themes(asked, embedder=BagOfWords())
    largest = [passage.note for passage in theme.passages if passage.kind is PassageKind.LARGEST]
    shown_already = {passage.note for passage in theme.passages if passage.kind is PassageKind.TYPICAL}
    assert set(largest) <= {2, 3}
    assert largest or shown_already >= {2, 3}
    unknown = describe_themes(dataclasses.replace(given_problem, weights=weights * 0), embedder=BagOfWords())
    assert PassageKind.LARGEST not in {passage.kind for passage in unknown[0].passages}


def test_two_themes_never_share_a_name():
    names = [description.name.casefold() for description in described(SYNC, SYNC, SYNC)[0]]
    assert len(set(names)) == 3


def test_shouting_is_put_into_sentence_case():
    (theme,), _ = described(["NOTHING WORKS SINCE THE UPDATE"] * 4)
    assert theme.name == "Nothing works since the update"


def test_runners_up_are_other_names_than_the_name():
    (sync, _), _ = described(SYNC, PRICE)
    assert 1 <= len(sync.runners_up) <= 2
    assert len({sync.name, *sync.runners_up}) == 1 + len(sync.runners_up)


def test_notes_in_several_languages_get_a_name_and_words():
    _, mixed = described(SYNC, MIXED)[0]
    assert mixed.name
    assert "PDF" in mixed.words


def test_notes_without_words_get_a_name_all_the_same():
    first, second = described(["👍", "👍👍", "!!"], ["ok", "no", "5"])[0]
    assert first.name
    assert first.name != second.name


def test_words_are_those_that_set_a_theme_apart_with_their_accents():
    french = ["La synchro échoue à l'été", "Synchro échoue encore", "Notre synchro échoue"]
    first, second = described(french, ["Le prix est élevé", "Prix trop élevé", "Un prix élevé"])[0]
    assert set(first.words) >= {"synchro échoue"} or set(first.words) >= {"synchro", "échoue"}
    assert not set(first.words) & set(second.words)


def test_words_that_every_theme_has_set_none_apart():
    first, second = described([f"{text} board" for text in SYNC], [f"{text} board" for text in PRICE])[0]
    assert "board" not in {*first.words, *second.words}


def test_a_word_is_spelled_as_most_people_spell_it():
    texts = ["PDF export fails", "the PDF export is gone", "pdf export never works"]
    assert described(texts, PRICE)[0][0].words[0] == "PDF export"


def test_a_definition_says_of_its_words_only_what_is_counted():
    (sync, price), given_problem = described(SYNC, PRICE)
    counts = WordCounts(given_problem.texts, given_problem.labels, 2)
    for theme, description in enumerate((sync, price)):
        keys = [word.casefold() for word in description.words[:3]]
        assert all(f"“{word}”" in description.definition for word in description.words[:3])
        assert description.definition.startswith("Notes that mention") == (counts.coverage(theme, keys) >= 0.9)
    assert "nearest theme speaks of “price" in sync.definition


def test_a_theme_by_itself_is_not_compared():
    assert "nearest" not in described(SYNC)[0][0].definition


def test_passages_are_typical_recent_and_of_the_opposite_mood():
    moods = np.array([-1, -1, -1, -1, 1, -1])
    (theme,), _given_problem = described(SYNC, said_at=np.array([5, 1, 9, 2, 3, 4]), moods=moods)
    kinds = {passage.kind: passage for passage in theme.passages}
    assert kinds[PassageKind.DISAGREES].note == 4
    assert kinds[PassageKind.RECENT].note in {0, 2, 5}  # among the newest; not one that is shown already
    assert len({passage.note for passage in theme.passages}) == len(theme.passages)


def test_without_times_and_moods_there_are_typical_passages_only():
    (theme,), _ = described(SYNC)
    assert {passage.kind for passage in theme.passages} == {PassageKind.TYPICAL}


def test_the_second_passage_is_not_the_first_again():
    (theme,), given_problem = described([*["Sync fails after the update."] * 4, "The sync button is hard to find."])
    first, second = (shown(passage, given_problem.texts) for passage in theme.passages[:2])
    assert first != second


def test_a_note_that_hardly_belongs_does_not_speak_for_its_theme_as_the_newest():
    sure = [0.8, 0.8, 0.8, 0.8, 0.8, 0.1]
    (theme,), _ = described(SYNC, said_at=np.arange(6), confidence=sure)
    assert 5 not in [passage.note for passage in theme.passages if passage.kind is PassageKind.RECENT]


def test_no_themes_no_descriptions():
    nothing = DescriptionProblem([], np.zeros((0, 96), np.float32), np.zeros(0, np.int64), np.zeros(0, np.float32))
    assert describe_themes(nothing, embedder=BagOfWords()) == ()


pieces = st.sampled_from(
    ["It fails.", " ", "\n", "Why? ", "𝒮ync ", "日本語です。", "e.g. a", "!", "👍🏽 ", "the update", "“No.” "]
)
notes = st.lists(st.one_of(st.text(max_size=30), st.lists(pieces, max_size=6).map("".join)), min_size=1, max_size=12)


@settings(max_examples=40)
@given(notes, st.integers(1, 3), st.randoms(use_true_random=False))
def test_a_passage_is_exactly_one_sentence_of_its_note(texts, themes, random):
    labels = np.array(
        [index % themes if index < themes else random.randrange(-1, themes) for index in range(len(texts))]
    )
    labels = np.where(labels < len(texts), labels, -1)
    given_problem = DescriptionProblem(
        texts,
        BagOfWords().encode(texts),
        labels,
        np.full(len(texts), 0.7, np.float32),
        np.arange(len(texts)),
        np.array([random.choice([-1, 0, 1]) for _ in texts]),
    )
    for theme, description in enumerate(describe_themes(given_problem, embedder=BagOfWords())):
        assert description.name
        for passage in description.passages:
            assert labels[passage.note] == theme
            assert (passage.start, passage.end) in sentences(texts[passage.note])
            assert shown(passage, texts).strip() == shown(passage, texts) != ""


@pytest.mark.parametrize("themes", [2, 5])
def test_the_same_notes_are_described_the_same_way_again(themes):
    first, second = (
        described(*[SYNC, PRICE, MIXED, SYNC, PRICE][:themes])[0],
        described(*[SYNC, PRICE, MIXED, SYNC, PRICE][:themes])[0],
    )
    assert first == second


def test_forms_of_one_word_are_one_word():
    assert stem("reservation") == stem("reservations")
    assert stem("synced") == stem("syncs") == stem("syncing")


def test_a_definition_does_not_set_a_word_against_itself():
    (theme, _), _ = described(SYNC, [f"{text} sync" for text in PRICE])
    contrast = theme.definition.partition("the nearest theme speaks of")[2]
    assert contrast
    assert "sync" not in contrast


def test_a_theme_whose_best_clause_only_tells_a_feeling_is_named_so():
    (pleased, denied), _ = described(
        [
            "I love this app",
            "I love this lovely app",
            "I love this app a lot",
            "Love this map app, quick tiles, easy lines",
        ],
        ["I do not love this app", "I do not love this app at all", "Not love this app", "Never love this app"],
    )
    assert pleased.name == "General praise"
    assert not denied.name.startswith("General praise")


def test_a_pleased_clause_of_complaints_does_not_name_their_theme():
    texts = [
        "I like the step counter. The step counter loses my steps every day",
        "Love the step counter design! The step counter is wrong again",
        "The step counter is really great. It loses half of my steps",
        "Great step counter idea. The step counter stopped counting",
    ]
    embedder = default_embedder()
    labels, sure = np.zeros(4, np.int64), np.full(4, 0.8, np.float32)
    moods = np.full(4, -1, np.int64)
    given_problem = DescriptionProblem(texts, embedder.encode(texts), labels, sure, moods=moods)
    (theme,) = describe_themes(given_problem, embedder=embedder)
    assert not any(word in theme.name.casefold() for word in ("great", "love", "like"))
