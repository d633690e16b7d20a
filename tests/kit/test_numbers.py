from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.kit.numbers import (
    Amount,
    DecimalSign,
    Evidence,
    NumberStyle,
    Rating,
    UnreadableNumber,
    currency_fits,
    detect,
    parse,
    parse_money,
    parse_rating,
)

POINT, COMMA, OPEN = NumberStyle(DecimalSign.POINT), NumberStyle(DecimalSign.COMMA), NumberStyle()


@pytest.mark.parametrize(
    ("text", "style", "amount"),
    [
        ("46000", OPEN, Amount(Decimal(46000))),
        ("$46k", OPEN, Amount(Decimal(46000), "$")),
        ("-$46.5k", OPEN, Amount(Decimal(-46500), "$")),
        ("US$ 1.2M", OPEN, Amount(Decimal(1200000), "USD")),
        ("46 000 €", OPEN, Amount(Decimal(46000), "EUR")),
        ("46\u00a0000\u202f€", OPEN, Amount(Decimal(46000), "EUR")),
        ("1.234,56", OPEN, Amount(Decimal("1234.56"))),
        ("1,234.56", OPEN, Amount(Decimal("1234.56"))),
        ("1'234.50 CHF", OPEN, Amount(Decimal("1234.50"), "CHF")),
        ("1.234.567", OPEN, Amount(Decimal(1234567))),
        ("1,00,000", OPEN, Amount(Decimal(100000))),
        ("(12)", OPEN, Amount(Decimal(-12))),
        ("($1,200.00)", OPEN, Amount(Decimal(-1200), "$")),
        ("12-", OPEN, Amount(Decimal(-12))),
        ("−12", OPEN, Amount(Decimal(-12))),
        ("1.234", POINT, Amount(Decimal("1.234"))),
        ("1.234", COMMA, Amount(Decimal(1234))),
        ("1,234", POINT, Amount(Decimal(1234))),
        ("0.234", OPEN, Amount(Decimal("0.234"))),
        (",5", OPEN, Amount(Decimal("0.5"))),
        ("1.5E+05", OPEN, Amount(Decimal(150000))),
        ("3,5 Mio. EUR", OPEN, Amount(Decimal(3500000), "EUR")),
        ("12 kr", OPEN, Amount(Decimal(12), "kr")),
        ("１２", OPEN, Amount(Decimal(12))),
    ],
)
def test_each_way_of_writing_an_amount_is_read_right(text, style, amount):
    assert parse_money(text, style) == amount


@pytest.mark.parametrize(
    ("text", "style", "sentence"),
    [
        ("1.234", OPEN, "“1.234” reads both ways. Choose like 1,234.56 or like 1.234,56"),
        ("1.5", COMMA, "“1.5” does not fit: this column is written like 1.234,56."),
        ("1,234.56", COMMA, "does not fit"),
        ("12,34,5", OPEN, "is not a number"),
        ("1.23.456", OPEN, "is not a number"),
        ("1 23 456", OPEN, "is not a number"),
        ("45%", OPEN, "is a percentage"),
        ("twelve", OPEN, "“twelve” is not a number that Clew can read. Write it like 1234.56."),
        ("$", OPEN, "is not a number"),
        ("-(12)", OPEN, "is not a number"),
        ("12 monkeys", OPEN, "is not a number"),
        ("5.", OPEN, "is not a number"),
        ("", OPEN, "is not a number"),
    ],
)
def test_what_is_no_number_is_refused_with_a_reason(text, style, sentence):
    with pytest.raises(UnreadableNumber) as caught:
        parse_money(text, style)
    assert sentence in caught.value.sentence


def test_a_plain_number_takes_no_currency():
    with pytest.raises(UnreadableNumber, match="amount of money"):
        parse("$5", OPEN)


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("4", Rating(Decimal(4))),
        ("4.5", Rating(Decimal("4.5"))),
        ("4/5", Rating(Decimal(4), Decimal(5))),
        ("9 out of 10", Rating(Decimal(9), Decimal(10))),
        ("4 stars", Rating(Decimal(4))),
        ("★★★★☆", Rating(Decimal(4), Decimal(5))),
        ("★★★", Rating(Decimal(3))),
    ],
)
def test_marks_are_read_however_they_are_given(text, rating):
    assert parse_rating(text, OPEN) == rating


def test_one_telling_value_decides_a_column():
    assert detect(["1.234", "1.5"]).style == POINT
    assert detect(["1.234", "2.345,10"]).style == COMMA
    assert detect(["1.234", "1.234.567"]).style == COMMA
    assert detect(["1,234", "0,5"]).style == COMMA


def test_a_column_that_reads_both_ways_is_asked_about():
    evidence = detect(["1.234", "56"])
    assert evidence.style is None
    assert "“1.234” reads both ways" in evidence.question.sentence
    assert evidence.question.choices == (DecimalSign.POINT, DecimalSign.COMMA)


def test_a_column_that_contradicts_itself_is_asked_about():
    assert "disagree: “1,5” and “1.5”" in detect(["1,5", "1.5"]).question.sentence


def test_counts_have_no_decimals_so_a_lone_sign_makes_groups():
    assert detect(["1.234", "56"], whole=True).style == COMMA


def test_nothing_is_asked_where_nothing_needs_deciding():
    assert detect(["1", "46 000", "$5k", "n/a"]).style == OPEN


def test_a_sign_fits_every_currency_that_uses_it():
    assert currency_fits("$", "CAD")
    assert currency_fits("", "EUR")
    assert not currency_fits("EUR", "USD")


def written(value: Decimal, decimal: str, group: str) -> str:
    whole, _, fraction = f"{abs(value):.2f}".partition(".")
    groups = f"{int(whole):,}".replace(",", group)
    return ("-" if value < 0 else "") + groups + (decimal + fraction if value % 1 else "")


@given(
    values=st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=12),
    signs=st.sampled_from([(".", ","), (",", "."), (".", " "), (",", " "), (".", "'"), (".", ""), (",", "")]),
)
def test_a_detected_column_never_holds_a_wrong_number(values, signs):
    """Every value comes back as it was meant, or the column is asked about."""
    texts = [written(value, *signs) for value in values]
    style = detect(texts).style
    if style is not None:
        assert [parse(text, style) for text in texts] == values


@given(
    values=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=12),
    group=st.sampled_from([",", ".", " ", "", "’"]),
)
def test_counts_come_back_without_questions(values, group):
    texts = [f"{value:,}".replace(",", group) for value in values]
    assert [parse(text, detect(texts, whole=True).style) for text in texts] == values


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text):
    Evidence().add(text)
    for read in (parse_money, parse_rating):
        try:
            read(text, POINT)
        except UnreadableNumber as error:
            assert error.sentence
