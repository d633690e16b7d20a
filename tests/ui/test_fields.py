from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils.safestring import mark_safe

from clew.ui import fields


class Form(forms.Form):
    title = forms.CharField(help_text="At most <120> letters.", max_length=5)
    done = forms.BooleanField(label="Done", required=False)
    password = forms.CharField(help_text=mark_safe("<ul><li>Long.</li><li>Not common.</li></ul>"), required=False)
    hats = forms.MultipleChoiceField(
        choices=(("pm", "Product manager"), ("design", "Design")),
        widget=forms.CheckboxSelectMultiple,
        help_text="What you do here.",
    )
    linked = forms.CharField(help_text=mark_safe('<a href="/reset/">Forgot it?</a>'), required=False)


def drawn(name: str, data: dict[str, str] | None = None, **attributes: Any) -> str:
    parts = engines["jinja2"].env.get_template("ui/parts.html").module  # type: ignore[attr-defined]
    return str(parts.field(Form(data)[name], **attributes))


def test_a_label_names_its_control():
    html = drawn("title")
    assert '<label for="id_title">Title</label>' in html
    assert 'class="inp"' in html


def test_help_and_error_are_read_with_the_control():
    html = drawn("title", {"title": "too long"})
    assert 'aria-describedby="id_title-help id_title-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title-error"' in html
    assert "At most &lt;120&gt; letters." in html


def test_a_field_without_help_or_error_describes_nothing():
    assert "aria-describedby" not in drawn("done")


def test_more_arguments_become_attributes_of_the_control():
    html = drawn("title", placeholder="A <need>", data_search="")
    assert 'placeholder="A &lt;need&gt;"' in html
    assert "data-search" in html


def test_a_box_to_tick_has_its_label_behind_it():
    html = drawn("done")
    assert html.index("<input") < html.index("<label")
    assert 'class="check"' in html


def test_several_boxes_are_a_group_with_a_heading():
    html = drawn("hats", {"hats": "pilot"})
    assert (
        '<fieldset class="lab lab--group" aria-describedby="id_hats-help id_hats-error"><legend>Hats</legend>' in html
    )
    assert html.count('type="checkbox"') == 2
    assert 'for=""' not in html
    assert 'id="id_hats-error"' in html


def test_what_may_stay_empty_says_so():
    assert '<span class="muted">optional</span>' in drawn("linked")
    assert "optional" not in drawn("title")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("password", "Long. Not common."),
        ("linked", '<a href="/reset/">Forgot it?</a>'),
        ("title", "At most <120> letters."),
    ],
)
def test_help_is_one_line_of_words_with_its_links(name: str, words: str):
    assert fields.help_of(Form()[name]) == words
