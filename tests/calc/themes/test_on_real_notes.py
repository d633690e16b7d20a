"""Small parts of real sets: whether the whole way from text to named themes holds. Full sets: `make bench`."""

import numpy as np
import pytest
from benchmarks import _data
from benchmarks._metrics import adjusted_mutual_information, contingency

from clew.calc.embed import default_embedder
from clew.calc.themes import DescriptionProblem, Problem, describe_themes, find_themes
from clew.calc.themes._text import MAX_CLAUSE
from realdata import data_folder

pytestmark = pytest.mark.data
INTENTS = 12


def grouped(texts):
    embedder = default_embedder()
    vectors = embedder.encode(texts)
    return vectors, find_themes(Problem(vectors, embedder.tokens(texts)), seed=1)


@pytest.fixture(scope="module")
def requests():
    """12 intents of clinc150 and 40 requests that fit none, with what was found in them."""
    notes = _data.clinc150_with_strangers(data_folder("a_clinc150"))
    intents = sorted(set(notes.labels) - {"oos"})[::12][:INTENTS]
    strangers = [place for place, label in enumerate(notes.labels) if label == "oos"][::25]
    chosen = [place for place, label in enumerate(notes.labels) if label in intents] + strangers
    texts, labels = [notes.texts[place] for place in chosen], np.array([notes.labels[place] for place in chosen])
    return texts, labels, *grouped(texts)


def test_themes_are_those_that_people_would_make(requests):
    _, labels, _, found = requests
    inside = labels != "oos"
    table = contingency(labels[inside].tolist(), found.labels[inside].tolist())
    assert adjusted_mutual_information(table) > 0.9
    assert INTENTS * 0.7 <= len(found.centroids) <= INTENTS * 1.6


def test_what_is_set_aside_is_mostly_what_fits_nothing(requests):
    _, labels, _, found = requests
    other = found.labels < 0
    assert other[labels != "oos"].mean() < 0.02
    assert (labels[other] == "oos").mean() > 0.6


def test_confidence_tells_right_from_wrong(requests):
    _, labels, _, found = requests
    majority = {theme: _most(labels[found.labels == theme]) for theme in range(len(found.centroids))}
    inside = found.labels >= 0
    right = np.array([majority[theme] for theme in found.labels[inside]]) == labels[inside]
    sure = found.confidence[inside]
    assert right[sure >= 0.7].mean() > 0.93 > right[sure < 0.6].mean()


def test_every_theme_gets_a_readable_name_of_its_own(requests):
    texts, _, vectors, found = requests
    problem = DescriptionProblem(texts, vectors, found.labels, found.confidence, np.arange(len(texts)))
    described = describe_themes(problem, embedder=default_embedder())
    names = [theme.name for theme in described]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= MAX_CLAUSE and name[0].isupper() for name in names)
    assert sum(any(name.casefold() in text.casefold() for text in texts) for name in names) >= 0.9 * len(names)
    assert all(theme.words and len(theme.passages) >= 2 for theme in described)


def test_both_languages_of_the_same_complaint_may_share_a_theme():
    notes = _data.minibar(data_folder("a_minibar_garmin_huawei"))
    texts = [text for text in notes.texts if len(text) < 120][::2]
    _, found = grouped(texts)
    french = np.array([any(f" {word} " in f" {text} " for word in ("le", "la", "de", "est", "pas")) for text in texts])
    share = np.array([french[found.labels == theme].mean() for theme in range(len(found.centroids))])
    assert ((share > 0.2) & (share < 0.8)).sum() >= len(share) / 4


def _most(labels):
    values, counts = np.unique(labels, return_counts=True)
    return values[counts.argmax()]
