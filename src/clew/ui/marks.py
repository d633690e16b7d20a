"""Small marks that templates draw: icons, dates, and people's Markdown made safe."""

import functools
import re
from datetime import date, datetime

import nh3
from django.templatetags.static import static
from django.utils import timezone
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from clew.kit import clock, text
from clew.ui import head, icons

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SPRITE = "ui/vendor/icons.svg"
TAGS = {"p", "br", "strong", "em", "del", "code", "pre", "ul", "ol", "li", "blockquote", "a", "h3", "h4", "hr"}


def icon(name: str, classes: str = "") -> Markup:
    """A picture beside words; without words, the link or button around it carries the label.

    Raises LookupError for a name that is not in `ui/icons.py`.
    """
    if name not in icons.NAMES:
        raise LookupError(f"There is no icon “{name}”. Add it to ui/icons.py and run `make assets`.")
    use = Markup('<use href="{}#i-{}"/>').format(_sprite(), name) if head.has(SPRITE) else ""
    return Markup('<svg class="icon {}" aria-hidden="true">{}</svg>').format(classes, use)


def markdown(source: str) -> Markup:
    """Members' Markdown as HTML: no raw HTML, no styles, no pictures, links that tell nobody where they came from."""
    html = _renderer().render(source)
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, link_rel="noopener noreferrer nofollow")
    return Markup(clean)  # noqa: S704 - cleaned by nh3 just above


def day(value: date | datetime) -> str:
    """19 Nov, with the year when it is not this one."""
    today = timezone.localdate(clock.now())
    return text.day(timezone.localdate(value) if isinstance(value, datetime) else value, today)


def fact(value: object) -> str:
    """What a file says of somebody, as people read it: 2026-11-19 is 19 Nov; anything else stays as it is."""
    words = str(value)
    try:
        return day(date.fromisoformat(words)) if ISO_DAY.fullmatch(words) else words
    except ValueError:  # 2026-02-30 has the form of a day, and is none
        return words


def when(value: datetime) -> Markup:
    """The short time of a list, in a <time> that holds the exact one."""
    local, now = timezone.localtime(value), timezone.localtime(clock.now())
    exact = f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value.isoformat(), exact, text.when(local, now))


def ago(value: datetime) -> str:
    """How old something is: 5 minutes, 3 hours, 11 days."""
    return text.ago(value, clock.now())


def highlight(words: str, query: str) -> Markup:
    """`words` with each part that begins as a word of `query` does, marked."""
    parts = [re.escape(part) for part in query.split() if len(part) > 1]
    if not parts:
        return escape(words)
    pattern = re.compile(rf"\b({'|'.join(parts)})", re.IGNORECASE)
    out, last = Markup(""), 0
    for match in pattern.finditer(words):
        out += escape(words[last : match.start()]) + Markup("<mark>{}</mark>").format(match.group())
        last = match.end()
    return out + escape(words[last:])


@functools.cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("strikethrough")


@functools.cache
def _sprite() -> str:
    return static(SPRITE)
