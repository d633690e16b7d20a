"""The English embedder by what must hold of it: its model has no second implementation here to compare with."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.calc.embed import MAX_TOKENS, NAMES, default_embedder, embedder_for
from clew.calc.embed._english import UNKNOWN, VOCABULARY, WIDTH, WINDOW, EnglishEncoder, _batches, _windows

NOTES = [
    "Export to PDF fails since the last update.",
    "Since I updated, I cannot save the report as a PDF any more.",
    "I love the colours of the new board.",
    "The map is empty",
    "Sync takes 20 minutes, and then it stops with an error that nobody here understands; please, please mend it!",
]


@pytest.fixture(scope="module")
def english():
    return embedder_for("minilm-l6-english")


def test_it_is_found_by_the_name_that_it_stores():
    for name in NAMES:
        assert embedder_for(name).name == name
    assert default_embedder().name == NAMES[0]
    with pytest.raises(KeyError):
        embedder_for("the best one")


def test_there_is_one_per_process(english):
    assert embedder_for("minilm-l6-english") is english


def test_version_and_name_fit_their_columns(english):
    assert 0 < len(f"{english.name} {english.version}") <= 48


def test_the_vocabulary_is_berts_own():
    content = VOCABULARY.read_bytes()
    assert hashlib.sha256(content).hexdigest() == "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
    assert len(content.decode().splitlines()) == 30_522


def test_pieces_are_berts(english):
    def words(text):
        vocabulary = VOCABULARY.read_text(encoding="utf-8").splitlines()
        return [vocabulary[number] for number in english.tokens([text])[0]]

    assert words("Rescheduling isn't UNBELIEVABLY café-like!") == [
        "res", "##ched", "##ulin", "##g", "isn", "'", "t", "un", "##bel", "##ie", "##va", "##bly", "cafe", "-", "like", "!"
    ]  # fmt: skip
    assert words("地図 😀") == ["地", "[UNK]", "[UNK]"]


def test_vectors_are_32_bit_rows_of_length_one_with_room_for_the_other_embedder(english):
    vectors = english.encode(NOTES)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(NOTES), english.dimensions) == (5, default_embedder().dimensions)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert not vectors[:, WIDTH:].any()


def test_a_paraphrase_is_nearer_than_a_stranger(english):
    first, paraphrase, stranger, *_ = english.encode(NOTES)
    assert first @ paraphrase > 0.5 > 0.1 > first @ stranger


def test_neighbouring_meanings_are_further_apart_than_with_the_multilingual_one(english):
    close = ["My card was declined at the shop", "My card was swallowed by the machine"]
    (a, b), (c, d) = english.encode(close), default_embedder().encode(close)
    assert a @ b < c @ d


def test_a_vector_does_not_depend_on_the_other_texts(english):
    texts = [f"{note} {other}" for note in NOTES for other in NOTES] + ["", "x", "the board " * 400]
    together = english.encode(texts)
    alone = np.concatenate([english.encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_nothing_in_gives_nothing_out(english):
    assert english.encode([]).shape == (0, 512)
    assert english.tokens([]) == []


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\x00"])
def test_a_text_that_holds_nothing_has_a_vector_all_the_same(english, text):
    assert english.tokens([text])[0].tolist() == [UNKNOWN]
    assert np.linalg.norm(english.encode([text])[0]) == pytest.approx(1, abs=1e-5)


def test_a_long_text_is_the_mean_of_its_windows(english):
    half, other = "the export is slow . " * 50, "the map is empty . " * 50
    parts = english.encode([half, other])
    assert len(english.tokens([half])[0]) == len(english.tokens([other])[0]) == 250
    assert english.encode([half + other])[0] @ parts.mean(axis=0) / np.linalg.norm(parts.mean(axis=0)) > 0.99999


def test_every_word_of_a_long_text_counts(english):
    long = "the board is slow and the map is empty . " * 100
    changed = english.encode([long, long[:-2] + "and invoices vanish"])
    assert changed[0] @ changed[1] < 0.9999


def test_a_very_long_text_is_known_by_its_beginning(english):
    words = "the board is slow . " * 2_000
    assert len(english.tokens([words])[0]) == MAX_TOKENS
    first = english.encode([words, words[: len(words) // 2]])
    np.testing.assert_array_equal(first[0], first[1])
    assert len(english.tokens(["x" * 1_000_000])[0]) <= MAX_TOKENS


def test_threads_may_share_one(english):
    texts = NOTES * 10
    with ThreadPoolExecutor(4) as pool:
        found = np.stack(list(pool.map(lambda text: english.encode([text])[0], texts)))
    np.testing.assert_allclose(found, english.encode(texts), atol=1e-5)


@given(st.integers(1, MAX_TOKENS))
def test_windows_hold_every_piece_once_and_are_of_one_length(count):
    ids = list(range(count))
    windows = list(_windows(ids))
    assert [piece for window in windows for piece in window] == ids
    assert max(map(len, windows)) <= WINDOW - 2
    assert max(map(len, windows)) - min(map(len, windows)) <= 1


@given(st.lists(st.integers(1, WINDOW - 2), max_size=200))
def test_batches_hold_every_window_once_and_little_padding(lengths):
    windows = [[7] * length for length in lengths]
    order = sorted(range(len(windows)), key=lambda place: lengths[place])
    batches = list(_batches(order, windows))
    assert [place for batch in batches for place in batch] == order
    for batch in batches:
        assert len(batch) == 1 or len(batch) * (max(lengths[place] for place in batch) + 2) <= 512


@settings(max_examples=25)
@given(st.text(max_size=80))
def test_any_text_has_a_vector_of_length_one(text):
    english = embedder_for(EnglishEncoder.name)
    assert np.linalg.norm(english.encode([text])[0]) == pytest.approx(1, abs=1e-4)
