import re
from pathlib import Path

import pytest
from django.test import override_settings

from clew.ui import head, sheets

CSS = sheets.STATIC / "ui" / "css"
EVERY = sorted(CSS.rglob("*.css"))


def test_every_noun_has_its_file_and_every_common_file_its_noun():
    assert {CSS / f"{noun}.css" for noun in sheets.NOUNS} == set(CSS.glob("*.css"))


def test_the_layers_are_declared_before_anything_else():
    rules = re.sub(r"/\*.*?\*/", "", sheets.join(), flags=re.DOTALL).strip()
    assert rules.startswith("@layer reset, tokens, base, shell, components, screens, phone, utilities;")


@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.name)
def test_a_stylesheet_is_short_and_asks_nobody_for_anything(file: Path):
    text = file.read_text()
    assert len(text.splitlines()) < 400
    assert "url(" not in text
    assert "@import" not in text
    assert text.count("{") == text.count("}")


def test_every_rule_stands_in_a_declared_layer():
    layers = set(re.findall(r"@layer ([\w-]+) \{", "".join(file.read_text() for file in EVERY)))
    declared = re.search(r"@layer ([\w, -]+);", (CSS / "tokens.css").read_text())
    assert declared is not None
    assert layers <= set(declared[1].split(", "))


def test_every_colour_that_is_used_is_defined():
    text = "".join(file.read_text() for file in EVERY)
    given_by_markup = {"v", "c", "now", "lo", "hi", "mid", "goal"}
    defined = set(re.findall(r"(--[\w-]+):", text))
    used = set(re.findall(r"var\((--[\w-]+)", text)) - {f"--{name}" for name in given_by_markup}
    assert used <= defined


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for file in sheets.FILES:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(f"/* {file} */")
    (tmp_path / "ui" / "vendor").mkdir()
    monkeypatch.setattr(sheets, "STATIC", tmp_path)
    head._is_joined.cache_clear()
    head.has.cache_clear()
    return tmp_path


@pytest.fixture(autouse=True)
def _forget():
    yield
    head._is_joined.cache_clear()
    head.has.cache_clear()


def test_the_joined_file_is_used_only_while_it_is_fresh(copy: Path):
    assert head.common_styles().count("<link") == len(sheets.FILES)
    (copy / sheets.JOINED).write_text(sheets.join())
    head._is_joined.cache_clear()
    head.has.cache_clear()
    assert head.common_styles() == '<link rel="stylesheet" href="/static/ui/vendor/clew.css">'
    (copy / sheets.FILES[3]).write_text("/* changed */")
    head._is_joined.cache_clear()
    assert head.common_styles().count("<link") == len(sheets.FILES)


def test_while_debugging_the_sources_are_served(copy: Path):
    (copy / sheets.JOINED).write_text(sheets.join())
    with override_settings(DEBUG=True):
        assert head.common_styles().count("<link") == len(sheets.FILES)


def test_the_fonts_come_along_where_they_are(copy: Path):
    assert "@font-face" not in sheets.join()
    (copy / sheets.FONTS).write_text("@font-face {}")
    assert sheets.join().endswith("@font-face {}")
