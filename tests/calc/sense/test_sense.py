"""Kind and mood from a vector and wording; what is not sure is not told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.embed import embedder_for
from clew.calc.embed._choice import NAMES
from clew.calc.sense import KINDS, MOODS, Model, Sense, model_for, sense
from clew.calc.sense._cues import COUNT, SHARE, cues

TOLD = {
    "The app crashes every time I open the map, nothing works since the last update.": "problem",
    "Nul, l'application ne marche plus depuis la mise à jour.": "problem",
    "Die App stürzt ständig ab, sehr ärgerlich": "problem",
    "Please add a dark mode, it would be great to have an option for that in the settings.": "request",
    "Bitte einen Dunkelmodus hinzufügen": "request",
    "Love this app, easy to use and very helpful.": "praise",
    "Me encanta": "praise",
    "Wie kann ich mein Passwort ändern?": "question",
    "How do I change my invoice address?": "question",
}


def _mark(name: str) -> str:
    embedder = embedder_for(name)
    return f"{embedder.name} {embedder.version}"


def _sense(texts: list[str]) -> Sense:
    found = sense(texts, embedder_for(NAMES[0]).encode(texts), embedder=_mark(NAMES[0]))
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_embedder_that_clew_offers_has_coefficients(name: str) -> None:
    model = model_for(_mark(name))
    assert model is not None
    assert model.dimensions == embedder_for(name).dimensions
    assert {len(head.weights) for head in (*model.kinds.values(), *model.moods.values())} == {model.dimensions + COUNT}


def test_vectors_of_an_unknown_space_are_not_judged() -> None:
    assert sense(["Love it"], np.ones((1, 512), np.float32), embedder="another 1") is None


def test_the_kind_is_told_in_several_languages() -> None:
    assert dict(zip(TOLD, _sense(list(TOLD)).kinds(), strict=True)) == TOLD


def test_the_mood_is_told() -> None:
    texts = [
        "Love this app, easy to use and very helpful.",
        "Nul, ne marche plus du tout",
        "How do I change my address?",
    ]
    assert _sense(texts).moods() == [1, -1, 0]


def test_a_problem_that_is_asked_about_is_a_problem() -> None:
    found = _sense(["Why does it crash every time? It stopped working since the update, what can I do?"])
    assert found.kind_shares[0, KINDS.index("question")] > 0.5
    assert found.kinds() == ["problem"]


def test_a_word_is_too_little() -> None:
    found = _sense(["meh", "RAS", "Nice!", "Me encanta"])
    assert found.kinds() == ["", "", "", "praise"]
    assert found.moods() == [None, None, None, 1]


def test_praise_does_not_displease() -> None:
    shares = np.array([[0.1, 0.1, 0.9, 0.1]], np.float32)
    displeased, pleased = np.array([[0.5, 0.1, 0.4]], np.float32), np.array([[0.4, 0.1, 0.5]], np.float32)
    short = np.zeros(1, np.bool_)
    assert Sense(shares, displeased, MODEL, short).kinds() == [""]
    assert Sense(shares, pleased, MODEL, short).kinds() == ["praise"]


def test_shares_of_the_moods_add_up() -> None:
    shares = _sense(list(TOLD)).mood_shares
    assert shares.shape == (len(TOLD), len(MOODS))
    assert shares.sum(axis=1) == pytest.approx(1)


def test_no_notes_are_no_failure() -> None:
    found = sense([], np.zeros((0, 512), np.float32), embedder=_mark(NAMES[0]))
    assert found is not None
    assert (found.kinds(), found.moods()) == ([], [])


MODEL = Model(
    "made up", "none", 1, (), {}, {}, {**dict.fromkeys(KINDS, 0.6), **dict.fromkeys(map(str, MOODS), 0.6), "other": 0.2}
)
SHARES = st.floats(0, 1, width=32)


@given(st.lists(st.tuples(SHARES, SHARES, SHARES, SHARES), min_size=1, max_size=5))
def test_nothing_is_told_below_its_threshold(rows: list[tuple[float, float, float, float]]) -> None:
    shares = np.array(rows, np.float32)
    moods = np.full((len(rows), 3), 1 / 3, np.float32)
    found = Sense(shares, moods, MODEL, np.zeros(len(rows), np.bool_))
    assert found.moods() == [None] * len(rows)
    for kind, row in zip(found.kinds(), shares, strict=True):
        if kind in KINDS:
            assert row[KINDS.index(kind)] >= np.float32(0.6)
        elif kind == "other":
            assert row.max() <= np.float32(0.2)
        else:
            assert row.max() < np.float32(0.6)
            assert row.max() > np.float32(0.2)


@given(st.lists(st.text(max_size=80), max_size=5))
def test_cues_take_any_text(texts: list[str]) -> None:
    found = cues(texts)
    assert found.shape == (len(texts), COUNT)
    assert (found >= 0).all()
    assert (found <= 3 * np.float32(SHARE)).all()


def test_cues_see_requests_questions_and_marks() -> None:
    polite, asking, plain = cues(["s'il vous plaît ajoutez", "What now?", "fine"]) > 0
    assert polite[0]
    assert polite[1]
    assert asking[5]
    assert asking[-4]
    assert asking[-3]
    assert asking[-2]
    assert not plain[:-1].any()
