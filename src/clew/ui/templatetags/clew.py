"""For allauth's pages, which Django's own engine renders: the same parts, from the same macros."""

import ipaddress
import re
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.http.request import split_domain_port
from django.template import Context, engines
from markupsafe import Markup

from clew.ui import frame, head, marks
from clew.ui.figures.banner import banner

TITLE_WORD = re.compile(r"(?<=[\s-])[A-Z][a-z]+\b")

register = template.Library()
register.simple_tag(marks.icon, name="icon")
register.simple_tag(head.stylesheet, name="stylesheet")
register.simple_tag(head.module, name="module")
register.simple_tag(banner, name="banner")


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The theme that the person chose, as the attribute of <html>."""
    chosen = frame.theme(context["request"])
    return Markup(' data-theme="{}"').format(chosen) if chosen else ""


@register.simple_tag(takes_context=True)
def passkeys_work(context: Context) -> bool:
    """Whether the browser lets a passkey be used here: never on a numeric address."""
    host, _ = split_domain_port(context["request"].get_host())
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


@register.simple_tag
def part(name: str, *arguments: Any, **options: Any) -> Markup:
    """A macro of ui/parts.html: {% part "field" bound %}."""
    parts = engines["jinja2"].env.get_template("ui/parts.html")  # type: ignore[attr-defined]  # the backend's own environment
    return Markup(getattr(parts.module, name)(*arguments, **options))  # noqa: S704 - made by an escaping template


@register.simple_tag
def page_head() -> Markup:
    return Markup(engines["jinja2"].get_template("ui/head.html").render({}))  # noqa: S704 - made by an escaping template


@register.filter(is_safe=True)
def sentence(words: str) -> str:
    """Titles Are Written Like This by allauth, and like sentences by us. Markup stays as it is."""
    text = " ".join(str(words).split())
    return text if "<" in text else TITLE_WORD.sub(lambda match: match.group().lower(), text)


@register.filter
def plainly(field: BoundField) -> BoundField:
    """The field with its label as a sentence."""
    field.label = sentence(str(field.label))
    return field
