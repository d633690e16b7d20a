from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clew.cli.demo import days
from clew.cli.demo.chance import stream

CLOCKS = {
    "2026-03-08T07:59:00+00:00": -6,
    "2026-03-08T08:00:00+00:00": -5,
    "2026-07-01T12:00:00+00:00": -5,
    "2026-11-01T06:59:00+00:00": -5,
    "2026-11-01T07:00:00+00:00": -6,
}
"""The hours from UTC in Chicago around the changes of the clock."""
ANY_DAY = st.dates(date(2025, 1, 1), date(2035, 12, 31))


@given(today=ANY_DAY, count=st.integers(1, 40), tilt=st.floats(0.2, 6))
def test_recent_days_are_as_many_as_asked_and_before_today(today: date, count: int, tilt: float):
    found = days.recent_days(count, today, tilt, stream(today))
    assert len(found) == count
    assert all(today - timedelta(days=days.RECENT) <= day < today for day in found)


@given(today=ANY_DAY, starts=st.lists(st.integers(days.RECENT + 1, days.WHOLE), max_size=8))
def test_earlier_days_lie_between_the_start_and_the_recent_ones(today: date, starts: list[int]):
    found = days.earlier_days(starts, today, 0.05, stream(today))
    assert all(days.RECENT < (today - day).days <= start for day, start in zip(found, starts, strict=True))


@given(today=ANY_DAY, ago=st.integers(1, days.WHOLE), channel=st.sampled_from(sorted(days.WEEKDAYS)))
def test_settling_keeps_a_day_on_its_side_of_the_edge(today: date, ago: int, channel: str):
    day = today - timedelta(days=ago)
    settled = days.settle(day, channel, today, stream(today, ago))
    assert settled < today
    assert abs((settled - day).days) <= 3
    assert days.is_recent(settled, today) == days.is_recent(day, today)


@given(
    day=ANY_DAY,
    channel=st.sampled_from(sorted(days.HOURS)),
    region=st.sampled_from(["US-MN", "FR-ARA", "GB-ENG", "CA-QC"]),
)
def test_a_moment_is_of_its_day_by_universal_time(day: date, channel: str, region: str):
    assert days.moment(day, channel, region, None, stream(day)).date() == day


def test_the_help_desk_keeps_summer_time():
    hours = {text: days.help_desk_time(datetime.fromisoformat(text))[1] for text in CLOCKS}
    assert hours == CLOCKS
    local, _ = days.help_desk_time(datetime(2026, 11, 18, 14, 12, tzinfo=UTC))
    assert f"{local:%H:%M}" == "08:12"


def test_christmas_is_quiet():
    assert days.season(date(2027, 12, 25)) < days.season(date(2027, 12, 10)) / 3
