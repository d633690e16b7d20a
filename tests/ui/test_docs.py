"""docs/ui.md is what everybody builds on: it names what is there, and all of it."""

import re
from pathlib import Path

import pytest
from django.template import engines

from clew.ui import places

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "ui.md").read_text()
SCRIPTS = ROOT / "src" / "clew" / "ui" / "static" / "ui" / "js"
OF_JINJA = {"range", "dict", "lipsum", "cycler", "joiner", "namespace"}


def macros() -> set[str]:
    source = (ROOT / "src" / "clew" / "ui" / "templates" / "ui" / "parts.html").read_text()
    return set(re.findall(r"\{% macro ([a-z]\w*)\(", source))


def test_every_part_is_described_and_every_described_part_exists():
    assert set(re.findall(r"\bui\.(\w+)\(", GUIDE)) == macros()


def test_every_part_has_its_line_of_explanation_in_the_source():
    source = (ROOT / "src" / "clew" / "ui" / "templates" / "ui" / "parts.html").read_text()
    lines = source.splitlines()
    for number, line in enumerate(lines):
        name = re.match(r"\{% macro ([a-z]\w*)\(", line)
        assert name is None or lines[number - 1].startswith(("{#", "{% endmacro")), line


def test_every_global_and_filter_is_described():
    env = engines["jinja2"].env  # type: ignore[attr-defined]
    ours = {name for name, value in env.globals.items() if name not in OF_JINJA}
    assert {name for name in ours if f"`{name}(" not in GUIDE} == set()
    for name in ("count", "number", "money", "money_exact", "excerpt", "initials", "markdown"):
        assert name in env.filters
        assert re.search(rf"`{name}[`(]", GUIDE)


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.js")), ids=lambda script: script.name)
def test_every_attribute_that_a_script_looks_for_is_described(script: Path):
    code = re.sub(r"^//.*$", "", script.read_text(), flags=re.MULTILINE)
    attributes = set(re.findall(r"\[(data-[a-z-]+)", code)) - {"data-sent", "data-dirty", "data-current"}
    assert {name for name in attributes if name not in GUIDE} == set()
    assert f"`{script.name}`" in GUIDE


def test_every_place_is_described():
    for place in places.Place.__args__:  # type: ignore[attr-defined]
        assert f"`{place}`" in GUIDE
