"""Django's form fields as our controls: the right class, and what assistive technology needs to hear."""

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import strip_tags
from markupsafe import Markup

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
CHECKS = (forms.CheckboxInput, *GROUPS)


def control(field: BoundField, **attributes: str | bool) -> Markup:
    """`field`'s widget. Help and error are tied to it by the ids that the macro `field` gives them."""
    classes = "check" if isinstance(field.field.widget, CHECKS) else "inp"
    given = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    described = described_by(field)
    if described:
        given["aria-describedby"] = described
    given["class"] = f"{classes} {given.get('class', '')}".strip()
    return Markup(field.as_widget(attrs=given))  # noqa: S704 - Django escapes what it puts in


def described_by(field: BoundField) -> str:
    ids = [f"{field.auto_id}-help"] if field.help_text else []
    return " ".join([*ids, f"{field.auto_id}-error"] if field.errors else ids)


def help_of(field: BoundField) -> str:
    """The help under a field: with its links, but as words where it is a list (Django's own, for passwords)."""
    words = str(field.help_text)
    if "<li>" in words:
        return " ".join(strip_tags(words.replace("</li>", " ")).split())
    return Markup(words) if hasattr(field.help_text, "__html__") else words  # noqa: S704 - the form called it safe


def is_check(field: BoundField) -> bool:
    """Whether the label stands behind the control: one box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


def is_group(field: BoundField) -> bool:
    """Whether it is several boxes or buttons under one heading."""
    return isinstance(field.field.widget, GROUPS)
