"""What no template may hold: code that the Content-Security-Policy stops, doors left open, controls nobody can name."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "clew"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
SCRIPTS = sorted(SOURCE.glob("*/static/*/js/**/*.js"))

TRUSTED: dict[str, str] = {}
"""Templates that may say `|safe` → why what they print is safe. Prefer Markup made in Python, where it can be tested."""

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
TAG = re.compile(r"<(?P<name>[a-z][\w-]*)\b(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>", re.IGNORECASE)

RULES = {
    "hx-on": re.compile(r"\shx-on\b"),
    "js: in a value": re.compile(r"""hx-(?:vals|confirm|headers)[\w:]*=["']\s*js?:""", re.IGNORECASE),
    "a filter in hx-trigger": re.compile(r"""hx-trigger[\w:]*=(?:"[^"]*\[|'[^']*\[)"""),
    "an event handler": re.compile(r"\son[a-z]+\s*="),
    "a javascript: address": re.compile(r"""=["']\s*javascript:""", re.IGNORECASE),
    "a style that hides": re.compile(r"""style=["'][^"']*display\s*:\s*none""", re.IGNORECASE),
    "a link to nowhere": re.compile(r"""href=(["'])#\1"""),
    "an inline style element": re.compile(r"<style\b", re.IGNORECASE),
    "another host": re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.IGNORECASE),
}


def faults(text: str, name: str = "") -> list[str]:
    """What is wrong with a template, in words."""
    text = COMMENT.sub("", text)
    found = [rule for rule, pattern in RULES.items() if pattern.search(text)]
    if re.search(r"\|\s*safe\b|autoescape\s+(?:false|off)", text) and name not in TRUSTED:
        found.append("unescaped output")
    return found + _faults_of_tags(text)


def _faults_of_tags(text: str) -> list[str]:
    # what Jinja writes inside a tag counts as something: {% if x %} type="submit"{% endif %} is looked at as it stands
    plain = JINJA.sub(lambda part: part.group().replace("<", " ").replace(">", " "), text)
    found = []
    for tag in TAG.finditer(plain):
        name, attributes = tag["name"].lower(), tag["attributes"]
        if name == "script" and "src=" not in attributes and "application/json" not in attributes:
            found.append("an inline script")
        if name == "button" and not re.search(r"\btype=", attributes):
            found.append("a button without a type")
        if name == "img" and not re.search(r"\balt=", attributes):
            found.append("an image without alt")
        if name == "form" and "post" in attributes.lower() and "csrf" not in _inside(plain, tag.end()):
            found.append("a form that posts without a token")
    return found


def _inside(text: str, start: int) -> str:
    end = text.find("</form>", start)
    return text[start : end if end >= 0 else len(text)]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_a_template_keeps_to_the_rules(file: Path):
    assert faults(file.read_text(), str(file.relative_to(SOURCE))) == []


@pytest.mark.parametrize("file", [*TEMPLATES, *SCRIPTS], ids=lambda file: str(file.relative_to(SOURCE)))
def test_a_template_or_script_is_short(file: Path):
    assert len(file.read_text().splitlines()) <= 400


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_a_script_is_a_module_of_its_own_that_says_what_it_expects(file: Path):
    text = file.read_text()
    assert text.startswith("//"), "its first lines list the attributes it looks for"
    assert not re.search(r"^\s*import\b|\beval\(|new Function|innerHTML|document\.write", text, re.MULTILINE)
    assert not re.search(r"\b(?:window|globalThis|self)\.\w+\s*=[^=]", text), "nothing global"


def test_every_icon_that_a_template_names_is_in_the_list():
    from clew.ui.icons import NAMES

    named = {
        (name, file.name)
        for file in TEMPLATES
        for name in re.findall(r"""\bicon\(?\s*["']([\w-]+)["']""", file.read_text())
    }
    assert {pair for pair in named if pair[0] not in NAMES} == set()


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ('<b hx-on:click="x()">', "hx-on"),
        ("<b hx-vals='js:{a: 1}'>", "js: in a value"),
        ('<b hx-confirm="js:ask()">', "js: in a value"),
        ('<b hx-trigger="click[ctrlKey]">', "a filter in hx-trigger"),
        ('<b onclick="x()">', "an event handler"),
        ('<a href="javascript:x()">', "a javascript: address"),
        ("<script>x()</script>", "an inline script"),
        ('<script type="module">x()</script>', "an inline script"),
        ("<style>b {}</style>", "an inline style element"),
        ('<b style="color:red; display: none">', "a style that hides"),
        ("{{ note.text|safe }}", "unescaped output"),
        ("{% autoescape false %}", "unescaped output"),
        ("<button>Save</button>", "a button without a type"),
        ('<button class="{{ "a>b" }}">', "a button without a type"),
        ('<img src="{{ x }}">', "an image without alt"),
        ('<a href="#">', "a link to nowhere"),
        ('<link href="//cdn.example/x.css">', "another host"),
        ('<form method="post"><button type="submit">Save</button></form>', "a form that posts without a token"),
    ],
)
def test_each_fault_is_found(template: str, fault: str):
    assert faults(template) == [fault]


@pytest.mark.parametrize(
    "template",
    [
        '<button class="btn{{ " x" if a > b }}" type="submit">Save</button>',
        '<script src="{{ static("ui/js/keys.js") }}" type="module"></script>',
        '<script type="application/json">{}</script>',
        "{# never: <script>x()</script> |safe #}",
        '<a href="#main">Skip</a>',
        '<b style="width:{{ share }}%">',
        '<b hx-trigger="load delay:700ms, row:select">',
        '<form method="post">{{ csrf_input }}</form>',
        '<form method="dialog"></form>',
    ],
)
def test_what_is_allowed_passes(template: str):
    assert faults(template) == []
