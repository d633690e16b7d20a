import tomllib
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.demo.reading import TODAY, Demo

from clew.cli.demo.stock import table, themes
from clew.cli.demo.strategy import WEEKS, half_of, readings
from clew.workspaces.models.memberships import HATS, Role

ANY_DAY = st.dates(date(2025, 1, 1), date(2035, 12, 31))
KEY_RESULTS = {
    "1.1": (81, 90, 86.4),
    "1.2": (14.2, 8.0, 10.1),
    "2.1": (61, 78, 73.2),
    "2.2": (9.4, 2.0, 2.4),
    "3.1": (104, 112, 108.6),
    "3.2": (0, 1.2, 0.86),
    "4.1": (11, 4, 9.8),
    "4.2": (12, 35, 14),
}
"""Baseline, target and now, as the design has them."""


def test_mission_and_vision_have_an_earlier_wording(demo: Demo):
    rows = demo.rows("statements.csv")
    assert Counter(row["kind"] for row in rows) == {"mission": 2, "vision": 2}
    newest = max((row for row in rows if row["kind"] == "mission"), key=lambda row: row["since"])
    assert newest["text"] == "Every crew at the right door, on time, with what they need."
    assert newest["short"] == "Right door, on time"


def test_four_objectives_have_eight_key_results_as_designed(demo: Demo):
    assert [row["title"] for row in demo.rows("objectives.csv")] == [
        "Make the day plan hold", "Win the crew’s phone", "Land and keep mid-market fleets", "Onboard without a specialist",
    ]  # fmt: skip
    rows = {row["ref"]: row for row in demo.rows("key_results.csv")}
    assert {
        ref: tuple(float(row[name]) for name in ("baseline", "target", "now")) for ref, row in rows.items()
    } == KEY_RESULTS
    assert rows["3.2"]["title"] == "New mid-market ARR since July"
    assert {row["due"] for row in rows.values()} == {"2026-12-31"}


@given(today=ANY_DAY)
def test_a_history_ends_in_the_current_value_and_never_in_the_future(today: date):
    half = half_of(today)
    assert half.starts_on <= today <= half.ends_on
    for key_result in table("strategy.toml")["key_results"]:
        rows = list(readings(key_result, half, today, 7))
        days = [date.fromisoformat(row["taken_on"]) for row in rows]
        assert float(rows[-1]["value"]) == key_result["now"]
        assert days == sorted(set(days))
        assert days[-1] <= today
        assert all(float(row["value"]) >= 0 for row in rows)
        assert not key_result.get("cumulative") or days[0] >= half.starts_on
        assert key_result.get("cumulative") or len(rows) == WEEKS


def test_a_history_begins_near_its_baseline(demo: Demo):
    rows = demo.rows("readings.csv")
    for ref, (baseline, _, now) in KEY_RESULTS.items():
        first = next(float(row["value"]) for row in rows if row["key_result"] == ref)
        assert abs(first - baseline) <= abs(now - baseline), ref


def test_reschedules_stop_falling_when_routes_are_locked(demo: Demo):
    values = [float(row["value"]) for row in demo.rows("readings.csv") if row["key_result"] == "1.2"]
    assert values[-13] - values[-3] > 2.5
    assert abs(values[-3] - values[-1]) < 0.5


def test_opportunities_rest_on_notes_that_exist_and_speak_of_it(demo: Demo):
    rows = demo.rows("opportunities.csv")
    assert len(rows) == 26
    for row in rows:
        places = [place.split() for place in row["rests_on"].split("; ")]
        assert 1 <= len(places) <= 4
        assert len({ref for ref, _ in places}) == len(places)
        for ref, stance in places:
            assert demo.truth["notes"][ref]["stance"] == stance
    assert any(" against" in row["rests_on"] for row in rows)


def test_scores_are_typed_on_their_scales_and_refs_are_known(demo: Demo):
    objectives = {row["ref"] for row in demo.rows("objectives.csv")} | {""}
    for row in demo.rows("opportunities.csv"):
        assert all(1 <= int(row[name]) <= 10 for name in ("need", "urgency", "risk"))
        assert float(row["effort"]) > 0
        assert row["objective"] in objectives
        assert row["key_result"] in {*KEY_RESULTS, ""}
        assert not row["key_result"] or row["objective"] == f"O{row['key_result'][0]}"


def test_four_of_31_features_serve_no_objective(demo: Demo):
    rows = demo.rows("features.csv")
    serving = {row["ref"] for row in demo.rows("opportunities.csv") if row["objective"]}
    loose = [row["title"] for row in rows if row["opportunity"] not in serving and not row["key_result"]]
    assert len(rows) == len({row["ref"] for row in rows}) == 31
    assert sorted(loose) == ["Custom job colours", "QuickBooks line items", "Referral banner", "Two-way texting"]
    assert {row["horizon"] for row in rows} == {"now", "next", "later", "shipped"}
    assert {part for row in rows for part in row["requires"].split("; ") if part} <= {row["ref"] for row in rows}


def test_nothing_in_now_or_next_serves_onboarding(demo: Demo):
    serving = {row["ref"] for row in demo.rows("opportunities.csv") if row["objective"] == "O4"}
    work = [
        row for row in demo.rows("features.csv") if row["opportunity"] in serving or row["key_result"].startswith("4")
    ]
    assert {row["horizon"] for row in work} == {"later"}


def test_members_wear_known_hats_and_one_owner_is_ana(demo: Demo):
    rows = demo.rows("members.csv")
    assert len(rows) == 7
    assert {row["role"] for row in rows} <= {role.name.lower() for role in Role}
    assert {hat for row in rows for hat in row["hats"].split("; ")} <= set(HATS)
    assert next(row for row in rows if row["name"] == "Ana Reyes")["role"] == "owner"


def test_owners_and_authors_are_members_and_comments_lie_in_the_past(demo: Demo):
    members = {row["name"] for row in demo.rows("members.csv")}
    items = {row["ref"] for name in ("opportunities.csv", "features.csv") for row in demo.rows(name)}
    for name in ("objectives.csv", "key_results.csv", "features.csv"):
        assert {row["owner"] for row in demo.rows(name)} - {""} <= members
    for row in demo.rows("comments.csv"):
        assert row["author"] in members
        assert row["item"] in items
        assert TODAY - timedelta(days=60) < date.fromisoformat(row["written_on"]) < TODAY


def test_each_of_ten_named_themes_shows_two_notes_that_belong_to_it(demo: Demo):
    named = tomllib.loads((demo.manifest.folder / "names.toml").read_text(encoding="utf-8"))["themes"]
    assert len(named) == 10
    for one in named:
        assert one["name"] == themes()[one["key"]].name
        assert len(set(one["notes"])) == 2
        assert all(demo.truth["notes"][ref]["themes"] == [one["key"]] for ref in one["notes"])


@pytest.mark.parametrize(
    ("today", "name"), [(date(2026, 6, 30), "First half of 2026"), (date(2026, 7, 1), "Second half of 2026")]
)
def test_a_half_year_is_named(today: date, name: str):
    assert half_of(today).name == name
