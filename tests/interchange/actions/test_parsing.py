from datetime import date
from decimal import Decimal

import pytest

from clew.interchange.actions.parsing import TELLS_OFFSET, reader_for
from clew.interchange.models import Field, Kind, Reading
from clew.kit.errors import Invalid
from clew.workspaces.models import Workspace

WORKSPACE = Workspace(name="x", timezone="Europe/Berlin", currency="EUR")


def value_of(kind: Kind, cell: str, **field):
    return reader_for(Field("x", "Name", kind=kind, **field), Reading(), WORKSPACE)(cell)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Kind.TEXT, "Ana", "Ana"),
        (Kind.TEXT, "n/a", ""),
        (Kind.TEXT, "Na", "Na"),
        (Kind.DAY, "31/12/2026", date(2026, 12, 31)),
        (Kind.DAY, "none", None),
        (Kind.NUMBER, "1,5", Decimal("1.5")),
        (Kind.INTEGER, "46 000", 46000),
        (Kind.MONEY, "46 000 €", Decimal(46000)),
        (Kind.EMAIL, "Ana Reyes <ANA@acme.com>", "ana@acme.com"),
        (Kind.EMAIL, "mailto:ana@acme.com", "ana@acme.com"),
        (Kind.URL, "https://x.com/a?b=1", "https://x.com/a?b=1"),
        (Kind.URL, "www.x.com/a", "https://www.x.com/a"),
        (Kind.URL, "http://localhost:8000/x", "http://localhost:8000/x"),
        (Kind.DOMAIN, "https://www.Acme.com/about", "acme.com"),
        (Kind.DOMAIN, "info@acme.co.uk", "acme.co.uk"),
        (Kind.CHOICE, " b LABEL ", "b"),
        (Kind.CHOICE, "", ""),
    ],
)
def test_each_kind_of_cell_is_read(kind, cell, value):
    assert value_of(kind, cell.strip(), choices=(("a", "A label"), ("b", "B label"))) == value


@pytest.mark.parametrize(
    ("kind", "cell", "sentence"),
    [
        (Kind.TEXT, "too long a name", "The cell holds 15 characters; Name takes up to 10."),
        (Kind.INTEGER, "1.5", "“1.5” is not a whole number."),
        (Kind.MONEY, "$5", "The amount is in $; this workspace counts in EUR."),
        (Kind.EMAIL, "ana at acme", "“ana at acme” is not an e-mail address."),
        (Kind.EMAIL, "a@b.co, c@d.co", "is not an e-mail address."),
        (Kind.URL, "javascript:alert(1)", "“javascript:alert(1)” is not a link."),
        (Kind.URL, "see the wiki", "is not a link."),
        (Kind.DOMAIN, "not a domain", "“not a domain” is not a domain."),
        (Kind.CHOICE, "c", "“c” is none of A label, B label."),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(kind, cell, sentence):
    with pytest.raises(Invalid) as caught:
        value_of(kind, cell, longest=10, choices=(("a", "A label"), ("b", "B label")))
    assert sentence in caught.value.sentence


@pytest.mark.parametrize(
    ("cell", "tells"),
    [
        ("2026-11-01T10:00:00Z", True),
        ("2026-11-01 10:00:00 +02:00", True),
        ("2024/04/08 5:59:40 PM AST", True),
        ("2026-11-01 10:00 CET", True),
        ("11/1/2026 5:59:40 PM", False),
        ("11/1/2026 5:59 am", False),
        ("2026-11-01 10:00", False),
        ("2026-11-01", False),
    ],
)
def test_a_moment_that_names_its_zone_is_told_from_one_that_does_not(cell, tells):
    assert bool(TELLS_OFFSET.search(cell)) == tells
