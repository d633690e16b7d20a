"""The template engine: Jinja2, with the project's own words for numbers, dates and pictures.

Strict: an undefined name in a template is an error, not an empty string.
"""

from typing import Any

from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from clew.kit import text
from clew.ui import fields, figures, head, marks


def environment(**options: Any) -> Environment:
    env = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 - Django's backend turns autoescape on
    env.globals.update(
        url=lambda name, *arguments: reverse(name, args=arguments),
        static=static,
        common_styles=head.common_styles,
        stylesheet=head.stylesheet,
        script=head.script,
        module=head.module,
        preload=head.preload,
        icon=marks.icon,
        highlight=marks.highlight,
        plural=text.plural,
        day=marks.day,
        fact=marks.fact,
        when=marks.when,
        ago=marks.ago,
        control=fields.control,
        is_check=fields.is_check,
        is_group=fields.is_group,
        described_by=fields.described_by,
        help_of=fields.help_of,
        pairs=lambda rows, first, second: [(getattr(row, first), getattr(row, second)) for row in rows],
        **figures.GLOBALS,
    )
    env.filters.update(
        count=text.count,
        number=text.number,
        money=text.money,
        money_exact=text.money_exact,
        excerpt=text.excerpt,
        initials=text.initials,
        markdown=marks.markdown,
        as_markdown=text.as_markdown,
    )
    return env


def warm() -> None:
    """Compile the main templates before the first visitor needs them."""
    engine = engines["jinja2"]
    for name in engine.env.list_templates(extensions=["html"]):  # type: ignore[attr-defined]  # the backend's own environment
        if not name.startswith("allauth/"):
            engine.env.get_template(name)  # type: ignore[attr-defined]
