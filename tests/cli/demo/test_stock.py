from itertools import combinations
from pathlib import Path

import pytest

from clew.cli.demo.stock import CHANNELS, StockError, passages, phrases, read_passages, table, themes

ENOUGH = 30


def test_there_are_about_two_dozen_themes():
    assert 22 <= len(themes()) <= 28


@pytest.mark.parametrize("theme", list(themes()))
def test_each_theme_has_thirty_passages_of_distinct_words(theme: str):
    own = [set(one.text.casefold().split()) for one in passages() if one.about == theme]
    assert len(own) >= ENOUGH
    assert max(len(one & other) / len(one | other) for one, other in combinations(own, 2)) < 0.6


@pytest.mark.parametrize("theme", list(themes()))
def test_each_theme_speaks_in_every_channel_and_in_french(theme: str):
    own = [one for one in passages() if one.about == theme]
    assert len({one.channel for one in own}) >= len(CHANNELS) - 1
    assert sum(one.language == "fr" for one in own) >= 3


def test_passages_name_known_themes_and_people_only():
    cast = table("cast.toml")
    for one in passages():
        assert set(one.themes) <= set(themes())
        account, _, person = one.by.partition(".")
        assert not one.by or person in cast[account]["people"]


def test_each_passage_has_a_key_of_its_own():
    assert len({one.key for one in passages()}) == len(passages()) >= 1100


def test_ratings_suit_their_channel():
    for one in passages():
        if one.rating is not None:
            assert one.rating in {"review": range(1, 6), "survey": range(11)}[one.channel]


def test_longer_phrases_are_written_once():
    longer = [phrase for some in phrases().values() for phrase in some if len(phrase.split()) >= 6]
    assert len(set(longer)) == len(longer)


@pytest.mark.parametrize(
    "text", ["> telegram\nhello", "> support purple\nhello", "> support in:x\nhello", "> support\n"]
)
def test_a_broken_record_is_refused_by_name(text: str, tmp_path: Path):
    path = tmp_path / "broken.txt"
    path.write_text(text)
    with pytest.raises(StockError, match="broken, record 1"):
        read_passages(path, "broken")


def test_a_record_keeps_its_paragraphs_and_marks(tmp_path: Path):
    path = tmp_path / "one.txt"
    path.write_text("> review 2 qc hvac tech against at:08:12 ago:3 also:undo id:x | Title | more\nOne.\n\nTwo.\n")
    (one,) = read_passages(path, "sick_call")
    assert (one.text, one.title, one.rating, one.language) == ("One.\n\nTwo.", "Title | more", 2, "fr")
    assert (one.themes, one.key, one.ago, one.is_against) == (("sick_call", "undo"), "x", 3, True)
