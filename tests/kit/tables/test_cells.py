import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.kit.tables import clean, html_to_text


@given(st.text())
def test_a_clean_cell_holds_nothing_that_the_database_refuses(text):
    cell = clean(text)
    assert not any(ord(sign) < 32 and sign not in "\n\t" for sign in cell)
    cell.encode()
    assert clean(cell) == cell


def test_line_breaks_stay_and_become_one_kind():
    assert clean("  one\r\ntwo\rthree\x00 \n") == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("<p>Export is <b>slow</b>.</p><p>Please fix</p>", "Export is slow.\n\nPlease fix"),
        ("Hello<br>there<br/>you &amp; me", "Hello\nthere\nyou & me"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<div>Hi<script>alert(1)</script><style>p{}</style></div>", "Hi"),
        ("<b>Bold words</b>", "Bold words"),
        ('<p onclick="x()">click</p>', "click"),
    ],
)
def test_cells_that_are_clearly_html_become_words(cell, words):
    assert html_to_text(cell) == words


@pytest.mark.parametrize(
    "cell",
    [
        "<script>alert(1)</script>",
        "if a < b and c > d",
        "The <Button> component breaks",
        "I typed <b>bold</b> and it showed the tags",
        "<br> and <Foo>",
        "no tags at all",
    ],
)
def test_other_cells_are_kept_as_they_stand(cell):
    assert html_to_text(cell) is None
