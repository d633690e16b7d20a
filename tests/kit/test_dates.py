from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.kit.dates import DateStyle, Evidence, Order, UnreadableDate, detect, parse, parse_day
from clew.kit.tables import read, sniff
from realdata import data_folder

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
DAY, MONTH, YEAR, PLAIN = (
    DateStyle(Order.DAY_FIRST),
    DateStyle(Order.MONTH_FIRST),
    DateStyle(Order.YEAR_FIRST),
    DateStyle(),
)
MOMENTS = st.datetimes(datetime(1971, 1, 2), datetime(2190, 1, 1)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "style", "moment"),
    [
        ("2026-11-19", PLAIN, utc(2026, 11, 19)),
        ("2026-11-19T08:12:00Z", PLAIN, utc(2026, 11, 19, 8, 12)),
        ("2026-11-19 08:12:00.123456789", PLAIN, utc(2026, 11, 19, 8, 12, 0, 123456)),
        ("2026-11-19T08:12:00+01:00", PLAIN, utc(2026, 11, 19, 7, 12)),
        ("2026-11-19T08:12:00-0330", PLAIN, utc(2026, 11, 19, 11, 42)),
        ("2024-03-21 12:05:19 +0000 UTC", PLAIN, utc(2024, 3, 21, 12, 5, 19)),
        ("2024/03/21 12:05:19 PM", PLAIN, utc(2024, 3, 21, 12, 5, 19)),
        ("2024/05/01 9:23:58 AM GMT-3", PLAIN, utc(2024, 5, 1, 12, 23, 58)),
        ("10/Sep/25 9:15 AM", PLAIN, utc(2025, 9, 10, 9, 15)),
        ("30/Sep/21 17:20", PLAIN, utc(2021, 9, 30, 17, 20)),
        ("19 Nov 2026", PLAIN, utc(2026, 11, 19)),
        ("Nov 19, 2026", PLAIN, utc(2026, 11, 19)),
        ("November 19th, 2026 at 8:12 p.m.", PLAIN, utc(2026, 11, 19, 20, 12)),
        ("19. November 2026, 08:12 Uhr", PLAIN, utc(2026, 11, 19, 8, 12)),
        ("19 de noviembre de 2026", PLAIN, utc(2026, 11, 19)),
        ("2 févr. 2026", PLAIN, utc(2026, 2, 2)),
        ("1. März 2026", PLAIN, utc(2026, 3, 1)),
        ("Thu, 19 Nov 2026 08:12:00 +0100", PLAIN, utc(2026, 11, 19, 7, 12)),
        ("Thu Nov 19 2026 08:12:00 GMT+0100 (Central European Standard Time)", PLAIN, utc(2026, 11, 19, 7, 12)),
        ("Thu Nov 19 08:12:00 2026", PLAIN, utc(2026, 11, 19, 8, 12)),
        ("2026-11-19 08:12 EST", PLAIN, utc(2026, 11, 19, 13, 12)),
        ("2026-07-19 08:12 Europe/Berlin", PLAIN, utc(2026, 7, 19, 6, 12)),
        ("1/31/2024 13:07:59", PLAIN, utc(2024, 1, 31, 13, 7, 59)),
        ("12/13/2024 12:00:00 AM", MONTH, utc(2024, 12, 13)),
        ("04/05/2026", DAY, utc(2026, 5, 4)),
        ("04/05/2026", MONTH, utc(2026, 4, 5)),
        ("04/05/06", YEAR, utc(2004, 5, 6)),
        ("19.11.26 08:12", DAY, utc(2026, 11, 19, 8, 12)),
        ("05/05/2026", PLAIN, utc(2026, 5, 5)),
        ("1795075920", PLAIN, utc(2026, 11, 19, 8, 12)),
        ("1795075920123", PLAIN, utc(2026, 11, 19, 8, 12, 0, 123000)),
        ("20261119", PLAIN, utc(2026, 11, 19)),
        ("20261119081200", PLAIN, utc(2026, 11, 19, 8, 12)),
        ("11/19/2026\u202f8:12\u202fPM".replace("2026\u202f", "2026, "), MONTH, utc(2026, 11, 19, 20, 12)),
    ],
)
def test_each_way_of_writing_a_date_is_read_right(text, style, moment):
    assert parse(text, style, UTC) == moment
    assert parse(f"  {text} ", style, UTC) == moment


def test_times_without_an_offset_are_in_the_zone_given():
    assert parse("2026-07-01 12:00", PLAIN, BERLIN) == utc(2026, 7, 1, 10)
    assert parse("2026-12-01", PLAIN, BERLIN) == utc(2026, 11, 30, 23)
    assert parse("2026-07-01 12:00 AST", PLAIN, BERLIN) == utc(2026, 7, 1, 10)  # which AST, nobody knows
    assert parse("2026-07-01 12:00Z", PLAIN, BERLIN) == utc(2026, 7, 1, 12)


def test_where_clocks_go_back_the_first_of_two_moments_is_meant():
    assert parse("2026-10-25 02:30", PLAIN, BERLIN) == utc(2026, 10, 25, 0, 30)


def test_a_day_is_the_one_that_is_written():
    assert parse_day("2026-12-01T00:30:00+09:00", PLAIN) == date(2026, 12, 1)
    assert parse_day("1/31/2024", PLAIN) == date(2024, 1, 31)


@pytest.mark.parametrize(
    ("text", "style", "sentence"),
    [
        ("31 Nov 2026", PLAIN, "November has 30 days. Try 30 Nov 2026."),
        ("2026-11-31", PLAIN, "November has 30 days. Try 30 Nov 2026."),
        ("31/11/2026", DAY, "November has 30 days. Try 30 Nov 2026."),
        ("2027-02-29", PLAIN, "2027 is not a leap year: February has 28 days. Try 28 Feb 2027."),
        ("2026-02-30", PLAIN, "February has 28 days. Try 28 Feb 2026."),
        ("0/11/2026", DAY, "November has 30 days. Try 1 Nov 2026."),
        ("11/25/2026", DAY, "There is no month 25, and this column is read day first. Write it like 2026-11-19."),
        ("25/11/2026", MONTH, "There is no month 25, and this column is read month first. Write it like 2026-11-19."),
        ("2026-13-01", PLAIN, "There is no month 13. Write the date like 2026-11-19."),
        ("45976", PLAIN, "Excel’s own number for 15 Nov 2025"),
        ("45976.34", PLAIN, "Format the column as a date in Excel"),
        ("2026", PLAIN, "may be a year, but not a day"),
        ("42", PLAIN, "is a number, not a date"),
        ("yesterday", PLAIN, "“yesterday” is not a date that Clew can read. Write it like 2026-11-19."),
        ("Nov 2026", PLAIN, "is not a date"),
        ("2026-11-19 25:00", PLAIN, "There is no time of day “25:00”."),
        ("2026-11-19 08:61", PLAIN, "There is no time of day “08:61”."),
        ("3026-11-19", PLAIN, "The year 3026 is out of reach: Clew takes 1900 to 2199."),
        ("0026-11-19", PLAIN, "The year 26 is out of reach"),
        ("04/05/2026", PLAIN, "“04/05/2026” reads both ways. Choose day first or month first"),
        ("", PLAIN, "is not a date"),
    ],
)
def test_what_is_no_date_is_refused_with_a_reason(text, style, sentence):
    with pytest.raises(UnreadableDate) as caught:
        parse(text, style, UTC)
    assert sentence in caught.value.sentence


def style_of(*values: str) -> DateStyle | None:
    return detect(values).style


def test_one_value_above_twelve_decides_a_column():
    assert style_of("04/05/2026", "01/02/2026", "13/05/2026") == DAY
    assert style_of("04/05/2026", "01/02/2026", "05/13/2026") == MONTH
    assert style_of("11/30/2026") == MONTH


def test_a_column_where_every_date_reads_both_ways_is_asked_about():
    evidence = detect(["04/05/2026", "01/02/2026", "05/05/2026"])
    assert evidence.style is None
    assert evidence.question.choices == (Order.DAY_FIRST, Order.MONTH_FIRST)
    assert "“04/05/2026”" in evidence.question.sentence


def test_a_column_that_contradicts_itself_is_asked_about():
    evidence = detect(["13/05/2026", "05/13/2026"])
    assert evidence.style is None
    assert evidence.question.sentence.startswith(
        "The dates disagree: “13/05/2026” only day first and “05/13/2026” only"
    )


def test_dots_are_read_day_first_unless_a_value_speaks_against_it():
    assert style_of("04.05.2026", "01.02.2026") == DAY
    assert style_of("04.05.2026", "01.22.2026") == MONTH


def test_nothing_is_asked_where_nothing_needs_deciding():
    assert style_of("05/05/2026", "07/07/2026") == DAY
    assert style_of("2026-05-04", "19 Nov 2026", "1700000000") == PLAIN
    assert style_of() == PLAIN
    assert style_of("nonsense", "45976") == PLAIN


def test_two_digit_years_stand_last_unless_the_last_number_varies_like_days():
    assert style_of("13/05/26", "14/05/26", "15/06/26") == DAY
    assert style_of("99/05/26") == YEAR
    evidence = detect(["26-11-19", "26-11-20", "26-11-21", "26-12-01"])
    assert evidence.style is None
    assert evidence.question.choices == (Order.DAY_FIRST, Order.YEAR_FIRST)


def test_zones_that_several_regions_use_are_named():
    assert detect(["2024/03/21 12:05:19 PM AST", "2024-03-21 12:05 EST"]).unknown_zones == {"AST"}


FORMATS = {
    "%Y-%m-%d %H:%M:%S": PLAIN,
    "%Y/%m/%d %I:%M:%S %p": PLAIN,
    "%d/%m/%Y %H:%M:%S": DAY,
    "%m/%d/%Y %H:%M:%S": MONTH,
    "%d.%m.%Y %H:%M:%S": DAY,
    "%d %b %Y %H:%M:%S": PLAIN,
    "%b %d, %Y %I:%M:%S %p": PLAIN,
    "%A, %d %B %Y %H:%M:%S": PLAIN,
    "%d/%b/%Y %I:%M:%S %p": PLAIN,
}


@given(moment=MOMENTS, shape=st.sampled_from(sorted(FORMATS)), zone=st.sampled_from([UTC, BERLIN, NEW_YORK]))
def test_every_moment_comes_back_from_every_shape(moment, shape, zone):
    expected = moment.replace(tzinfo=zone).astimezone(UTC)
    text = f"{moment:{shape}}" if moment.year >= 1000 else ""
    assert parse(text, FORMATS[shape], zone) == expected


@given(moment=MOMENTS, minutes=st.integers(-14 * 60, 14 * 60))
def test_offsets_are_kept(moment, minutes):
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse(aware.isoformat(), PLAIN, BERLIN) == aware


@given(
    days=st.lists(st.dates(date(1970, 1, 1), date(2068, 12, 31)), min_size=1, max_size=30),
    shape=st.sampled_from(sorted({"%d/%m/%Y", "%m/%d/%Y", "%d-%m-%y", "%m/%d/%y", "%y/%m/%d", "%Y-%m-%d", "%d.%m.%Y"})),
)
def test_a_detected_column_never_holds_a_wrong_date(days, shape):
    """Every value is either read as the day that was meant, or the column is asked about, or the value refused.

    Custom alone decides two cases, both documented: dots are day first, and two-digit years stand last.
    """
    style = style_of(*[f"{day:{shape}}" for day in days])
    if style is None or (shape == "%y/%m/%d" and style != YEAR):
        return
    for day in days:
        assert parse_day(f"{day:{shape}}", style) == day


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text):
    Evidence().add(text)
    try:
        parse(text, DAY, BERLIN)
    except UnreadableDate as error:
        assert error.sentence


@pytest.mark.data
def test_every_timestamp_of_the_real_surveys_is_read():
    read_dates = 0
    for path in sorted((data_folder("f_opentelemetry") / "feedback").rglob("*.csv")):
        layout = sniff(path)
        if "Timestamp" not in layout.names:
            continue
        values = [row.cells[layout.names.index("Timestamp")] for row in read(path, layout)]
        style = detect(values).style
        assert style is not None, path
        moments = [parse(value, style, UTC) for value in values if value.strip()]
        assert all(2023 < moment.year < 2027 for moment in moments)
        assert moments == sorted(moments), path  # surveys are exported in the order they were answered
        read_dates += len(moments)
    assert read_dates == 1085
